"""What a reinforcement plan must keep: each rule finds (path, message) pairs, with a code for pages that say it in the
reader's words (kamcoach/plans/sentences.py)."""

from collections.abc import Mapping
from itertools import pairwise

from ..scheduling.forecast import crowded
from ..scheduling.plan import Plan, Rater, Repeats, Step, StepKind
from .model import Instrument, Kind
from .rules import Finding, Findings, repeated

HELD_BY: Mapping[StepKind, tuple[tuple[Rater, ...], ...]] = {
    "talk": (("manager",), ("coach",)),
    "session": (("coach",),),
    "trio": (("self",),),
    "boosters": (("self",),),
    "check": (("self",),),
    "review": (("mentor",),),
}
"""Kinds that ask nothing by themselves, and who sees to them."""
GUIDED: Mapping[StepKind, Kind] = {"talk": "talk", "review": "review"}
"""Of these, the kinds with an instrument of their own, and which kind of instrument it is."""
ONCE: tuple[StepKind, ...] = ("measure", "then", "reaction", "boosters")
"""Kinds that never repeat: each time is a step of its own."""


def check_steps(plan: Plan, instruments: Mapping[str, Instrument]) -> Findings:
    """Find steps out of order or out of their window, and kinds of step that ask what they may not."""
    yield from repeated("steps", (step.code for step in plan.steps))
    single = {step.code for step in plan.steps}
    for step in plan.steps:
        for one in _each(step):
            if step.repeats is not None and one.code in single:
                yield Finding(f"steps[{one.code}].code", f"is what a repetition of {step.code!r} is called")
    for earlier, later in pairwise(plan.steps):
        if earlier.days > later.days:
            yield Finding(f"steps[{later.code}].days", f"comes before {earlier.code!r}; order the steps by days")
    for step in plan.steps:
        yield from check_step(step, instruments)


def check_step(step: Step, instruments: Mapping[str, Instrument]) -> Findings:
    """Find what is wrong with one step, whatever stands beside it."""
    yield from _window(step)
    yield from _repeats(step)
    yield from _held(step, instruments) if step.kind in HELD_BY else _asking(step, instruments)


def check_load(plan: Plan) -> Findings:
    """Find requests of the person that open within seven days: the later one would have to wait (method.md §1.5)."""
    for earlier, later in crowded(plan):
        days = later.opens - earlier.opens
        what = f"is asked {days} days after {earlier.code!r}; one request in seven days is the most (method 1.5)"
        facts = {"earlier": earlier.title, "later": later.title, "days": days, "steps": (earlier.code, later.code)}
        yield Finding(f"steps[{later.code}].opens", what, "too_near", facts)


def _each(step: Step) -> tuple[Step, ...]:
    """The repetitions; of a number that no plan can have, none."""
    repeats = step.repeats or Repeats(every=1, times=1)
    return tuple(step.each()) if 0 <= repeats.times <= MOST_TIMES else ()


MOST_TIMES = 60
"""So often a step comes at most: weekly for a year."""


def _window(step: Step) -> Findings:
    path = f"steps[{step.code}]"
    if not step.opens <= step.days <= step.closes:
        what = f"{step.opens} to {step.closes} is no window around day {step.days} (opens <= days <= closes)"
        rule = "closes_first" if step.closes < step.opens else "outside_window"
        yield Finding(path, what, rule, {"opens": step.opens, "closes": step.closes, "days": step.days})
    if step.before and step.closes > 0:
        yield Finding(f"{path}.closes", "a step before the training closes on day 0 at the latest", "closes_late")
    if not step.before and step.opens < 0:
        yield Finding(f"{path}.opens", "a step after the training opens on day 0 at the earliest", "opens_early")


def _repeats(step: Step) -> Findings:
    if step.repeats is None:
        return
    path = f"steps[{step.code}].repeats"
    if step.kind in ONCE:
        yield Finding(path, f"a {step.kind} is a step of its own each time", "not_repeated")
    if step.repeats.every < 1 or step.repeats.times < 2:
        yield Finding(path, "needs every >= 1 day and times >= 2", "repeats_little")
    if step.repeats.times > MOST_TIMES:
        yield Finding(path, f"comes {MOST_TIMES} times at most", "repeats_much", {"most": MOST_TIMES})
    if step.before:
        yield Finding(path, "what repeats begins after the training", "repeats_before")


def _held(step: Step, instruments: Mapping[str, Instrument]) -> Findings:
    """A step that is held and marked, or runs by itself: no items, and an instrument only as its guide."""
    path, wanted = f"steps[{step.code}]", GUIDED.get(step.kind)
    if step.instrument is not None:
        guide = instruments.get(step.instrument)
        if wanted is None:
            yield Finding(f"{path}.instrument", f"a {step.kind} has none", "no_instrument_here")
        elif guide is None or guide.kind != wanted:
            yield Finding(f"{path}.instrument", f"{step.instrument!r} is no guide to a {step.kind}", "no_guide")
    elif step.kind == "review":
        yield Finding(f"{path}.instrument", "missing; a review needs one", "instrument_missing")
    if step.items is not None:
        yield Finding(f"{path}.items", f"a {step.kind} has none", "no_items_here")
    if step.raters not in HELD_BY[step.kind]:
        who = " or ".join(f"[{', '.join(raters)}]" for raters in HELD_BY[step.kind])
        yield Finding(f"{path}.raters", f"a {step.kind} is held by {who}", "held_by_others")
    if step.kind == "trio" and not step.prompts:
        yield Finding(f"{path}.prompts", "is empty; a trio speaks about something (method 1.7)", "prompts_missing")
    if step.kind != "trio" and step.prompts:
        yield Finding(f"{path}.prompts", "belongs to a trio", "no_prompts_here")


def _asking(step: Step, instruments: Mapping[str, Instrument]) -> Findings:
    path = f"steps[{step.code}]"
    yield from _kind(path, step)
    if step.items is None:
        what = f"missing; a {step.kind} asks all items or those in focus"
        yield Finding(f"{path}.items", what, "items_missing")
    if step.kind == "then" and (step.raters != ("self",) or step.items != "focus" or step.before):
        what = "a then-test asks the person alone, after the training, on the focus (method 1.1)"
        yield Finding(path, what, "then_alone")
    if step.kind == "reaction" and (step.raters != ("self",) or step.items == "focus"):
        yield Finding(path, "a reaction is the person's own, to all items of its instrument", "reaction_alone")
    if step.raters not in (("self",), ("self", "observer")):
        what = f"a {step.kind} is answered by [self] or [self, observer]"
        yield Finding(f"{path}.raters", what, "answered_by_others")
    if step.instrument is None:
        yield Finding(f"{path}.instrument", f"missing; a {step.kind} needs one", "instrument_missing")
    elif instrument := instruments.get(step.instrument):
        if instrument.kind == "talk":
            what = f"{step.instrument!r} is a guide to a talk; it is not sent to anybody"
            yield Finding(f"{path}.instrument", what, "guide_not_sent")
        if step.kind == "then":
            yield from _then(path, instrument)
        else:
            yield from _period(path, step, instrument.looks_back_days or 0)
    else:
        what = f"there is no instrument {step.instrument!r}"
        yield Finding(f"{path}.instrument", what, "unknown_instrument", {"instrument": step.instrument})


def _kind(path: str, step: Step) -> Findings:
    if step.kind == "ask":
        what = "comes by itself when a measure drops (method, Drift); no plan has it"
        yield Finding(f"{path}.kind", what, "comes_by_itself")
    if step.prompts:
        yield Finding(f"{path}.prompts", "belongs to a trio", "no_prompts_here")
    if step.kind == "measure" and step.items == "focus":
        what = "a measure is fixed and asks all items; make it a pulse (method 1.3)"
        yield Finding(f"{path}.items", what, "measure_asks_all")


def _then(path: str, instrument: Instrument) -> Findings:
    """A then-test asks of the time before the training: of today's four weeks it must not speak."""
    if lacking := [item.code for item in instrument.items if not item.question_then]:
        what = f"cannot ask of the time before: no question_then in {', '.join(lacking)} of {instrument.code!r}"
        yield Finding(f"{path}.instrument", what, "not_of_before")


def _period(path: str, step: Step, looks_back_days: int) -> Findings:
    if not step.before and step.days < looks_back_days:
        what = f"day {step.days} looks back {looks_back_days} days, to before the training ended (method 1.2)"
        yield Finding(f"{path}.days", what, "looks_back", {"days": step.days, "back": looks_back_days})
