"""What a minute of coaching is worth: the order of a coach's day, as one explained function.

A reason is worth what would be lost if nobody acted today, on a scale from 0 to 100. The figures are a practice
judgement; their order is what counts, and STAKES says why each stands where it does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

ReasonKind = Literal[
    "today", "fading", "task", "late", "promise", "session", "ask", "silent", "due", "nothing", "waiting"
]
"""today: a session is agreed for today; fading and ask: the words of drift (method.md, Drift); task: something stopped
the person and the next step is the coach's (§1.8); late: past its due day, still open; promise: the event of a
commitment has come and nobody asked what became of it (§1.9); session: one of the plan is open and has no day (§1.10);
silent: closed without an answer (§1.12); due: due today; nothing: no step in the next 90 days; waiting: held back by
the load rule or by somebody else's yes (§1.5)."""

KINDS: tuple[ReasonKind, ...] = get_args(ReasonKind)

STAKES: Mapping[ReasonKind, int] = {
    "today": 100,  # the hour is given away already: unprepared it is lost for both
    "fading": 90,  # twice in a row clearly lower: what was learned is going, and no form will bring it back
    "task": 85,  # the person said what stopped them and waits for an answer
    "late": 60,  # an answer that never comes leaves a hole in every later comparison
    "promise": 55,  # a promise that nobody asks about is the last one
    "session": 50,  # the half hour that carries the rest
    "ask": 45,  # lower once: one question goes out by itself, the coach should know
    "silent": 40,  # nothing can be saved any more, but the reason can be learned
    "due": 15,  # the reminder leaves by itself, most answer it
    "nothing": 10,  # it loses nothing today
    "waiting": 0,  # there is nothing to do but to know
}
"""What is at stake, 0 to 100."""

CLOSING: frozenset[ReasonKind] = frozenset({"late", "session", "due"})
"""What can be done until a day and not after it."""
HURRY = 20
"""What is added on the last day of what closes; it falls evenly to nothing over SOON days before it."""
SOON = 7


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody needs a minute. `days_left` (>= 0) is how many days there are until it closes, 0 on the last one;
    None for what does not close."""

    kind: ReasonKind
    days_left: int | None = None


def worth(reason: Reason) -> float:
    """Return what a minute is worth for this reason, from 0 to 100. What closes sooner is never worth less."""
    if reason.kind not in CLOSING or reason.days_left is None:
        return float(STAKES[reason.kind])
    hurry = HURRY * max(0, SOON - reason.days_left) / SOON
    return STAKES[reason.kind] + hurry


def place(reasons: Iterable[Reason]) -> tuple[float, ...]:
    """Return what people are sorted by, smallest first: their best reason, then their next; who has one more stands
    before who has the same without it. Depends on the reasons only, not on their order; the caller breaks ties."""
    return (*sorted(-worth(reason) - _IN_REACH for reason in reasons), 0.0)


_IN_REACH = 1e-9
"""So that even a reason worth nothing stands before none."""
