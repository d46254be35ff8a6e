"""The dates of a step for one enrolment: the plan's arithmetic, working days, late enrolment."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from .plan import Step

WorkingDay = Callable[[date], bool]

_DAY = timedelta(days=1)
_LONGEST_BREAK = 60
"""Days after which the search for a working day ends, and the date stays where it was."""


@dataclass(frozen=True, slots=True, order=True)
class Dates:
    """The window of a follow-up, all days included: opens_on <= due_on <= closes_on.

    `planned_on` is the calendar day by the plan's arithmetic, before rolling, pushing and moving; whether
    a baseline is late is read from it.
    """

    planned_on: date
    opens_on: date
    due_on: date
    closes_on: date


def dates_of(
    step: Step, *, first_day: date, last_day: date, known_on: date, is_working_day: WorkingDay
) -> Dates | None:
    """Return the dates of a step of a training from first_day to last_day, None when it is too late for it.

    Days of a step before the training count from first_day, of any other from last_day. Due and closing
    days that are no working days roll forward (design.md, Two clocks). Before the training the closing day
    stays and the due day rolls back, because a baseline after its planned day is late (method.md §1.1); one
    that a late enrolment has pushed past it rolls forward, up to the eve of the training.
    `known_on`, the day of enrolment or attendance, pushes the opening and if need be the due day later;
    a step that had closed by then gives None. With no working day in reach a day stays what it is.
    """
    anchor = first_day if step.before else last_day
    offsets = (step.days, step.opens, step.closes)
    planned_on, opens_on, closes_on = (anchor + timedelta(days=days) for days in offsets)
    if not step.before:
        closes_on = _working_from(closes_on, is_working_day) or closes_on
    if known_on > closes_on:
        return None
    opens_on = max(opens_on, known_on)
    wanted = max(planned_on, known_on)
    latest = closes_on
    if step.before:
        latest = planned_on if known_on <= planned_on else min(closes_on, first_day - _DAY)
    due_on = _due(wanted, opens_on, latest, is_working_day)
    return Dates(planned_on, opens_on, due_on, closes_on)


def look_back(on: date, days: int) -> tuple[date, date]:
    """Return the first and last of the `days` (>= 1) days before `on`, which is not one of them.

    For 21 May and 28 days: 23 April to 20 May (method.md §1.2).
    """
    return on - timedelta(days=days), on - _DAY


def is_late_baseline(answered_on: date, planned_on: date) -> bool:
    """Tell whether a baseline came after its planned day; it supports no claim of change (method.md §1.1)."""
    return answered_on > planned_on


def _due(wanted: date, earliest: date, latest: date, is_working_day: WorkingDay) -> date:
    """Return the working day nearest to `wanted` from earliest to latest, later ones first; else `wanted`."""
    forward = _working_from(wanted, is_working_day)
    if forward and forward <= latest:
        return forward
    days = (wanted - _DAY * back for back in range(1, (wanted - earliest).days + 1))
    return next(filter(is_working_day, days), wanted)


def next_working_day(day: date, is_working_day: WorkingDay) -> date:
    """Return the day itself or the first working day after it; the day itself where none is in reach."""
    return _working_from(day, is_working_day) or day


def _working_from(day: date, is_working_day: WorkingDay) -> date | None:
    days = (day + _DAY * forward for forward in range(_LONGEST_BREAK + 1))
    return next(filter(is_working_day, days), None)


def after_working_days(day: date, count: int, is_working_day: WorkingDay) -> date:
    """Return the last of `count` working days that follow `day`, which is not counted itself (method.md §3: ten to
    reply). Where no working day is in reach, a calendar day counts."""
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1), is_working_day)
    return day


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
