"""One entry of a calendar, and the file that entries make (RFC 5545)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from kamcoach.sessions.invitations import PRODUCT, Meeting, event_of

_DAY = timedelta(days=1)
_YEAR = timedelta(days=366)
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
    """A session, under the UID of its invitation and without addresses; `url` is the page about it."""

    meeting: Meeting
    url: str
    changed_at: datetime


def file_of(entries: Sequence[DayEntry | Appointment], *, name: str) -> bytes:
    """The file: equal entries give equal bytes. Every zone that is named is described (VTIMEZONE), as clients need that
    know no IANA names."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_of_day(entry) if isinstance(entry, DayEntry) else _appointment(entry))
    starts = [entry.meeting.starts_at for entry in entries if isinstance(entry, Appointment)]
    if starts:
        calendar.add_missing_timezones((min(starts) - _YEAR).date(), (max(starts) + _YEAR).date())
    return bytes(calendar.to_ical())


def _of_day(entry: DayEntry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + _DAY)
    event.add("summary", entry.title)
    event.add("transp", "TRANSPARENT")
    event.add("description", "\n".join(filter(None, (entry.words, entry.url))))
    event.add("url", entry.url)
    return event


def _appointment(entry: Appointment) -> Event:
    event = event_of(entry.meeting, stamp=entry.changed_at.astimezone(UTC))
    event.add("description", entry.url)
    if not entry.meeting.link:
        event.add("url", entry.url)
    return event
