"""What fading does to the dates ahead: the next pulse comes sooner, or one is added; a fixed measure never moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .dates import WorkingDay, next_working_day
from .plan import StepKind

SOON = timedelta(days=14)
"""What comes within this time is near enough."""
WITHIN = timedelta(days=60)
"""A pulse that opens later than this is not brought so far: one is added instead."""
WEEK_AHEAD = timedelta(days=7)
LOOK_BACK = timedelta(days=28)
"""Every question looks back on four weeks (method.md §1.2): asked sooner, the same weeks would count twice."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A measure or pulse that is not open yet, and the day on which it opens."""

    kind: StepKind
    opens_on: date


@dataclass(frozen=True, slots=True)
class Nearer:
    """The day on which the behaviour is asked about next; `moves` is the place of the pulse that is moved to it, None
    for an extra pulse."""

    opens_on: date
    moves: int | None


def nearer(ahead: Sequence[Ahead], *, today: date, last_asked_on: date, works: WorkingDay) -> Nearer | None:
    """Return what brings the next question about a fading behaviour nearer (method.md, Drift), None for nothing.

    `ahead` is in order of time. The new day is a working day at least a week ahead and four weeks after the behaviour
    was last asked about. What opens by a fortnight after that day, or within a fortnight from now, is near enough, a
    fixed measure too.
    """
    earliest = next_working_day(max(today + WEEK_AHEAD, last_asked_on + LOOK_BACK), works)
    if any(one.opens_on <= max(today, earliest) + SOON for one in ahead):
        return None
    place = next((place for place, one in enumerate(ahead) if one.kind == "pulse"), None)
    is_in_reach = place is not None and ahead[place].opens_on <= today + WITHIN
    return Nearer(earliest, place if is_in_reach else None)
