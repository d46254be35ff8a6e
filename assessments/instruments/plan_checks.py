"""What a reinforcement plan must keep: each rule finds (path, message) pairs."""

from collections.abc import Mapping
from itertools import pairwise

from ..scheduling.plan import Plan, Rater, Step, StepKind
from .model import Instrument, Kind
from .rules import Finding, Findings, repeated

_HELD_BY: Mapping[StepKind, tuple[tuple[Rater, ...], ...]] = {
    "talk": (("manager",), ("coach",)),
    "session": (("coach",),),
    "trio": (("self",),),
    "boosters": (("self",),),
    "check": (("self",),),
    "review": (("mentor",),),
}
"""Kinds that ask nothing by themselves, and who sees to them."""
_GUIDED: Mapping[StepKind, Kind] = {"talk": "talk", "review": "review"}
"""Of these, the kinds with an instrument of their own, and which kind of instrument it is."""


def check_steps(plan: Plan, instruments: Mapping[str, Instrument]) -> Findings:
    """Find steps out of order or out of their window, and kinds of step that ask what they may not."""
    if not plan.steps:
        yield Finding("steps", "is empty; a plan has at least one step")
    yield from repeated("steps", (step.code for step in plan.steps))
    single = {step.code for step in plan.steps}
    for step in plan.steps:
        for one in step.each():
            if step.repeats is not None and one.code in single:
                yield Finding(f"steps[{one.code}].code", f"is what a repetition of {step.code!r} is called")
    for earlier, later in pairwise(plan.steps):
        if earlier.days > later.days:
            yield Finding(f"steps[{later.code}].days", f"comes before {earlier.code!r}; order the steps by days")
    for step in plan.steps:
        yield from _window(step)
        yield from _repeats(step)
        yield from _held(step, instruments) if step.kind in _HELD_BY else _asking(step, instruments)


def _window(step: Step) -> Findings:
    path = f"steps[{step.code}]"
    if not step.opens <= step.days <= step.closes:
        what = f"{step.opens} to {step.closes} is no window around day {step.days} (opens <= days <= closes)"
        yield Finding(path, what)
    if step.before and step.closes > 0:
        yield Finding(f"{path}.closes", "a step before the training closes on day 0 at the latest")
    if not step.before and step.opens < 0:
        yield Finding(f"{path}.opens", "a step after the training opens on day 0 at the earliest")


def _repeats(step: Step) -> Findings:
    if step.repeats is None:
        return
    path = f"steps[{step.code}].repeats"
    if step.kind in ("measure", "then", "reaction", "boosters"):
        yield Finding(path, f"a {step.kind} is a step of its own each time")
    if step.repeats.every < 1 or step.repeats.times < 2:
        yield Finding(path, "needs every >= 1 day and times >= 2")
    if step.before:
        yield Finding(path, "what repeats begins after the training")


def _held(step: Step, instruments: Mapping[str, Instrument]) -> Findings:
    """A step that is held and marked, or runs by itself: no items, and an instrument only as its guide."""
    path, wanted = f"steps[{step.code}]", _GUIDED.get(step.kind)
    if step.instrument is not None:
        guide = instruments.get(step.instrument)
        if wanted is None:
            yield Finding(f"{path}.instrument", f"a {step.kind} has none")
        elif guide is None or guide.kind != wanted:
            yield Finding(f"{path}.instrument", f"{step.instrument!r} is no guide to a {step.kind}")
    elif step.kind == "review":
        yield Finding(f"{path}.instrument", "missing; a review needs one")
    if step.items is not None:
        yield Finding(f"{path}.items", f"a {step.kind} has none")
    if step.raters not in _HELD_BY[step.kind]:
        who = " or ".join(f"[{', '.join(raters)}]" for raters in _HELD_BY[step.kind])
        yield Finding(f"{path}.raters", f"a {step.kind} is held by {who}")
    if step.kind == "trio" and not step.prompts:
        yield Finding(f"{path}.prompts", "is empty; a trio speaks about something (method 1.7)")
    if step.kind != "trio" and step.prompts:
        yield Finding(f"{path}.prompts", "belongs to a trio")


def _asking(step: Step, instruments: Mapping[str, Instrument]) -> Findings:
    path = f"steps[{step.code}]"
    yield from _kind(path, step)
    if step.items is None:
        yield Finding(f"{path}.items", f"missing; a {step.kind} asks all items or those in focus")
    if step.kind == "then" and (step.raters != ("self",) or step.items != "focus" or step.before):
        yield Finding(path, "a then-test asks the person alone, after the training, on the focus (method 1.1)")
    if step.kind == "reaction" and (step.raters != ("self",) or step.items == "focus"):
        yield Finding(path, "a reaction is the person's own, to all items of its instrument")
    if step.raters not in (("self",), ("self", "observer")):
        yield Finding(f"{path}.raters", f"a {step.kind} is answered by [self] or [self, observer]")
    if step.instrument is None:
        yield Finding(f"{path}.instrument", f"missing; a {step.kind} needs one")
    elif instrument := instruments.get(step.instrument):
        if instrument.kind == "talk":
            yield Finding(f"{path}.instrument", f"{step.instrument!r} is a guide to a talk; it is not sent to anybody")
        if step.kind == "then":
            yield from _then(path, instrument)
        else:
            yield from _period(path, step, instrument.looks_back_days or 0)
    else:
        yield Finding(f"{path}.instrument", f"there is no instrument {step.instrument!r}")


def _kind(path: str, step: Step) -> Findings:
    if step.kind == "ask":
        yield Finding(f"{path}.kind", "comes by itself when a measure drops (method, Drift); no plan has it")
    if step.prompts:
        yield Finding(f"{path}.prompts", "belongs to a trio")
    if step.kind == "measure" and step.items == "focus":
        yield Finding(f"{path}.items", "a measure is fixed and asks all items; make it a pulse (method 1.3)")


def _then(path: str, instrument: Instrument) -> Findings:
    """A then-test asks of the time before the training: of today's four weeks it must not speak."""
    if lacking := [item.code for item in instrument.items if not item.question_then]:
        what = f"cannot ask of the time before: no question_then in {', '.join(lacking)} of {instrument.code!r}"
        yield Finding(f"{path}.instrument", what)


def _period(path: str, step: Step, looks_back_days: int) -> Findings:
    if not step.before and step.days < looks_back_days:
        what = f"day {step.days} looks back {looks_back_days} days, to before the training ended (method 1.2)"
        yield Finding(f"{path}.days", what)
