"""From the plan that somebody was promised to another: what stays, what changes, what goes (issue 5: a changed template
never rewrites what people were promised; they are moved over, with the difference shown first)."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from .dates import Dates
from .plan import Step


@dataclass(frozen=True, slots=True)
class Promised:
    """A follow-up that is there: the step as it was promised, and its dates now.

    `is_settled`: its window has begun, or it was asked, held, answered or waived, or no plan has it (a question of the
    engine's own): what is settled is never touched. `is_dropped`: an earlier move took it out of the plan.
    """

    step: Step
    dates: Dates
    is_settled: bool
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A step of the new plan with the dates that it would get today."""

    step: Step
    dates: Dates


@dataclass(frozen=True, slots=True)
class Difference:
    """What moving over does to one enrolment. Everything that is not named stays as it is.

    `changed` keep their dates and ask or say something else; `moved` get other dates too; `added` come anew, or back;
    `dropped` are no longer asked.
    """

    changed: tuple[Wanted, ...] = ()
    moved: tuple[tuple[Promised, Wanted], ...] = ()
    added: tuple[Wanted, ...] = ()
    dropped: tuple[Promised, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether everything stays as it is."""
        return not (self.changed or self.moved or self.added or self.dropped)


def difference(promised: Sequence[Promised], wanted: Sequence[Wanted]) -> Difference:
    """Return what changes when somebody with these follow-ups is moved over to these steps.

    Only what lies ahead changes. A fixed measure that both plans have stays as it is, day for day, or the curve would
    be an artefact (method.md §1.3); of any other step that both have, a day that was moved by hand stays when the
    plans name the same days.
    """
    there = {one.step.code: one for one in promised}
    new = {one.step.code: one for one in wanted}
    both = [(there[code], one) for code, one in new.items() if code in there and _may_change(there[code], one)]
    same_days = [(old, one) for old, one in both if _days(old.step) == _days(one.step)]
    return Difference(
        changed=tuple(one for old, one in same_days if not _is_alike(old.step, one.step)),
        moved=tuple((old, one) for old, one in both if _days(old.step) != _days(one.step)),
        added=tuple(one for code, one in new.items() if code not in there or there[code].is_dropped),
        dropped=tuple(one for one in promised if not (one.is_settled or one.is_dropped or one.step.code in new)),
    )


def _may_change(old: Promised, new: Wanted) -> bool:
    is_fixed = old.step.kind == new.step.kind == "measure"
    return not (old.is_settled or old.is_dropped or is_fixed)


def _days(step: Step) -> tuple[int, int, int]:
    return step.days, step.opens, step.closes


def _is_alike(old: Step, new: Step) -> bool:
    """Whether people would notice no difference: where a text comes from is not among what they see."""
    return old == new or replace(old, sources=()) == replace(new, sources=())
