"""What days away do to the steps of a plan: they roll inside their windows, never out (design.md, Two clocks)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from ..refusals import Refused
from .calendar import Calendar
from .dates import Dates, WorkingDay
from .plan import StepKind

LONGEST = 365
"""Days of one absence; who is away for longer leaves the training."""

_DAY = timedelta(days=1)
_FIXED: frozenset[StepKind] = frozenset({"measure", "then", "trio"})
"""Kinds whose window is that of everybody, or of three people: only the due day rolls inside it."""


def check_absence(first: date, last: date, *, today: date, others: Collection[tuple[date, date]]) -> None:
    """Check the days of a new absence, both included, against today and against the absences that stand already.

    Raises Refused: away_backwards, away_too_long(most), away_over, away_twice(first, last).
    """
    if last < first:
        raise Refused("away_backwards")
    if (last - first).days >= LONGEST:
        raise Refused("away_too_long", most=LONGEST)
    if last < today:
        raise Refused("away_over")
    for begins, ends in sorted(others):
        if begins <= last and first <= ends:
            raise Refused("away_twice", first=begins, last=ends)


def around(kind: StepKind, dates: Dates, calendar: Calendar, *, before: bool, today: date) -> Dates:
    """Return the dates of a step, not asked yet, of somebody with this calendar.

    The due day goes to the nearest day on which they work, inside the window: a later one first; before the training an
    earlier one first, because a baseline after its planned day is late (method.md §1.1). What is no fixed measure opens
    no earlier than they are back either; a fixed one keeps its window (§1.3). Nothing goes before today. A window
    without such a day stays as it is, and so does a series of cards, which has no day of its own.
    """
    if kind == "boosters":
        return dates
    opens_on = dates.opens_on
    if kind not in _FIXED and opens_on > today:
        opens_on = _first(calendar.is_here, opens_on, dates.closes_on) or opens_on
    earliest = max(opens_on, today)
    wanted = max(dates.due_on, earliest)
    works = calendar.works
    later, sooner = _first(works, wanted, dates.closes_on), _last(works, wanted, earliest)
    found = (sooner or later) if before and wanted <= dates.planned_on else (later or sooner)
    return replace(dates, opens_on=opens_on, due_on=found) if found else dates


def is_swallowed(dates: Dates, is_here: WorkingDay, *, today: date) -> bool:
    """Tell whether on no day of what is left of a window, from today on, the person is there."""
    return _first(is_here, max(dates.opens_on, today), dates.closes_on) is None


def _first(fits: WorkingDay, day: date, last: date) -> date | None:
    days = (day + _DAY * ahead for ahead in range((last - day).days + 1))
    return next(filter(fits, days), None)


def _last(fits: WorkingDay, day: date, first: date) -> date | None:
    days = (day - _DAY * back for back in range((day - first).days + 1))
    return next(filter(fits, days), None)
