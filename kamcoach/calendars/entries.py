"""One entry of a calendar, and the file that entries make (RFC 5545)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

_DAY = timedelta(days=1)
_YEAR = timedelta(days=366)
_PRODUCT = "-//KAM Coach//KAM Coach//EN"
_ASK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DayEntry:
    """Something to do on a day, that takes nobody's time away. `sequence` counts its changes, `changed_at` is the last
    of them."""

    uid: str
    day: date
    title: str
    words: str
    url: str
    sequence: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something from an instant on, in the zone in which it was agreed."""

    uid: str
    starts_at: datetime
    zone: str
    minutes: int
    title: str
    place: str
    url: str
    sequence: int
    changed_at: datetime
    is_cancelled: bool


def file_of(entries: Sequence[DayEntry | Appointment], *, name: str) -> bytes:
    """The file: equal entries give equal bytes. Every zone that is named is described (VTIMEZONE), as clients need that
    know no IANA names."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries:
        event = _of_day(entry) if isinstance(entry, DayEntry) else _appointment(entry)
        event.add("uid", entry.uid)
        event.add("summary", entry.title)
        event.add("sequence", entry.sequence)
        event.add("dtstamp", entry.changed_at.astimezone(UTC))
        if entry.url:
            event.add("url", entry.url)
        calendar.add_component(event)
    starts = [entry.starts_at for entry in entries if isinstance(entry, Appointment)]
    if starts:
        calendar.add_missing_timezones((min(starts) - _YEAR).date(), (max(starts) + _YEAR).date())
    return bytes(calendar.to_ical())


def _of_day(entry: DayEntry) -> Event:
    event = Event()
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + _DAY)
    event.add("transp", "TRANSPARENT")
    event.add("description", "\n".join(filter(None, (entry.words, entry.url))))
    return event


def _appointment(entry: Appointment) -> Event:
    event = Event()
    starts, ends = (
        (entry.starts_at + timedelta(minutes=minutes)).astimezone(ZoneInfo(entry.zone))
        for minutes in (0, entry.minutes)
    )
    if starts.fold or ends.fold:  # an hour that comes twice would be taken for the first of the two
        starts, ends = starts.astimezone(UTC), ends.astimezone(UTC)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.place:
        event.add("location", entry.place)
    return event
