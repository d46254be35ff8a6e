"""A person's calendar: on which days they work, and when they may be written to. The one function that turns "now" into
"then" for everything that reaches a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from .dates import WorkingDay

_DAY = timedelta(days=1)
_LONGEST_WAIT = 400
"""Days after which the search for a day on which somebody works ends: nobody is away for longer and still asked."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The zone (IANA), the working days of the country, the days away (first and last, both included), and the hours
    (0-23, wall clock) from and to which no mail leaves; equal hours mean never quiet."""

    zone: str
    is_working_day: WorkingDay
    away: tuple[tuple[date, date], ...] = ()
    quiet_from: int = 20
    quiet_to: int = 7

    def works(self, day: date) -> bool:
        """Tell whether the person works on a day: a working day of their country on which they are not away."""
        return self.is_here(day) and self.is_working_day(day)

    def is_here(self, day: date) -> bool:
        """Tell whether no absence covers a day."""
        return not any(first <= day <= last for first, last in self.away)


def reachable_from(instant: datetime, calendar: Calendar, *, any_day: bool = False) -> datetime:
    """Return the first instant (UTC), not before `instant`, at which the person may be written to: outside their quiet
    hours, on a day on which they work; with `any_day` on any day on which they are not away.

    Holds through both daylight-saving nights: hours are those on the wall. Somebody who is never there within 400 days
    is written to at once, because a message must not wait for ever.
    """
    zone = ZoneInfo(calendar.zone)
    fits = calendar.is_here if any_day else calendar.works
    first = instant.astimezone(zone).date()
    for day in (first + _DAY * ahead for ahead in range(_LONGEST_WAIT)):
        if not fits(day):
            continue
        for begins, ends in _waking(day, calendar, zone):
            if (found := max(begins, instant.astimezone(UTC))) < ends:
                return found
    return instant.astimezone(UTC)


def next_morning(instant: datetime, calendar: Calendar, *, hour: int, minute: int) -> datetime:
    """Return the first instant (UTC), not before `instant`, at which a clock on the wall shows a time of a day on which
    the person works; later that day when they may not be written to yet. Who never works is answered at once."""
    zone = ZoneInfo(calendar.zone)
    first = instant.astimezone(zone).date()
    for day in (first + _DAY * ahead for ahead in range(_LONGEST_WAIT)):
        begins = _at(day, hour, zone, minute)
        if begins >= instant and calendar.works(day):
            return reachable_from(begins, calendar)
    return instant.astimezone(UTC)


def _waking(day: date, calendar: Calendar, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of a day outside the quiet hours, as instants, the end excluded."""
    starts, ends = calendar.quiet_to, calendar.quiet_from
    midnight, next_midnight = _at(day, 0, zone), _at(day + _DAY, 0, zone)
    if starts == ends:
        yield midnight, next_midnight
    elif starts < ends:
        yield _at(day, starts, zone), _at(day, ends, zone)
    else:
        yield midnight, _at(day, ends, zone)
        yield _at(day, starts, zone), next_midnight


def _at(day: date, hour: int, zone: ZoneInfo, minute: int = 0) -> datetime:
    """The instant at which a clock on the wall shows the hour, or has skipped it."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)
