"""What a reinforcement plan must keep: each rule finds (path, message) pairs."""

from collections.abc import Mapping
from itertools import pairwise

from ..scheduling.plan import Plan, Step
from .model import Instrument
from .rules import Finding, Findings, repeated


def check_steps(plan: Plan, instruments: Mapping[str, Instrument]) -> Findings:
    """Find steps out of order or out of their window, and kinds of step that ask what they may not."""
    yield from repeated("steps", (step.code for step in plan.steps))
    for earlier, later in pairwise(plan.steps):
        if earlier.days > later.days:
            yield Finding(f"steps[{later.code}].days", f"comes before {earlier.code!r}; order the steps by days")
    for step in plan.steps:
        yield from _window(step)
        yield from _talk(step, instruments) if step.kind == "talk" else _asking(step, instruments)


def _window(step: Step) -> Findings:
    path = f"steps[{step.code}]"
    if not step.opens <= step.days <= step.closes:
        what = f"{step.opens} to {step.closes} is no window around day {step.days} (opens <= days <= closes)"
        yield Finding(path, what)
    if step.before and step.closes > 0:
        yield Finding(f"{path}.closes", "a step before the training closes on day 0 at the latest")
    if not step.before and step.opens < 0:
        yield Finding(f"{path}.opens", "a step after the training opens on day 0 at the earliest")


def _talk(step: Step, instruments: Mapping[str, Instrument]) -> Findings:
    path = f"steps[{step.code}]"
    if step.instrument is not None:
        guide = instruments.get(step.instrument)
        if guide is None or guide.kind != "talk":
            yield Finding(f"{path}.instrument", f"{step.instrument!r} is no guide to a talk")
    if step.items is not None:
        yield Finding(f"{path}.items", "a talk has none")
    if step.raters not in (("manager",), ("coach",)):
        yield Finding(f"{path}.raters", "a talk is held by [manager] or [coach]")


def _asking(step: Step, instruments: Mapping[str, Instrument]) -> Findings:
    path = f"steps[{step.code}]"
    if step.items is None:
        yield Finding(f"{path}.items", f"missing; a {step.kind} asks all items or those in focus")
    if step.kind == "measure" and step.items == "focus":
        yield Finding(f"{path}.items", "a measure is fixed and asks all items; make it a pulse (method 1.3)")
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


def _then(path: str, instrument: Instrument) -> Findings:
    """A then-test asks of the time before the training: of today's four weeks it must not speak."""
    if lacking := [item.code for item in instrument.items if not item.question_then]:
        what = f"cannot ask of the time before: no question_then in {', '.join(lacking)} of {instrument.code!r}"
        yield Finding(f"{path}.instrument", what)


def _period(path: str, step: Step, looks_back_days: int) -> Findings:
    if not step.before and step.days < looks_back_days:
        what = f"day {step.days} looks back {looks_back_days} days, to before the training ended (method 1.2)"
        yield Finding(f"{path}.days", what)
