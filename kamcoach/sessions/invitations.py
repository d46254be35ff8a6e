"""A session as an iCalendar event: by mail, and in calendar feeds under the same UID (RFC 5545, 5546)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress

from kamcoach.notifications.mail import CalendarPart

PRODUCT = "-//KAM Coach//KAM Coach//EN"


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody in an invitation."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a calendar needs to know of a session. `sequence` counts its changes, from 0. Only an invitation names who
    asks whom."""

    public_id: str
    summary: str
    starts_at: datetime
    time_zone: str
    minutes: int
    place: str
    link: str
    sequence: int
    is_cancelled: bool
    organizer: Invited | None = None
    attendee: Invited | None = None


def uid_of(public_id: str) -> str:
    """The UID of a session: the same in every invitation and feed, or calendars would show it twice."""
    return f"{public_id}@kamcoach"


def event_of(meeting: Meeting, *, stamp: datetime) -> Event:
    """The event, with a TZID that its calendar still has to describe (`add_missing_timezones`). `stamp` is when the
    session was changed last, or when this is made."""
    begins, ends = (
        (meeting.starts_at + timedelta(minutes=minutes)).astimezone(ZoneInfo(meeting.time_zone))
        for minutes in (0, meeting.minutes)
    )
    if begins.fold or ends.fold:  # an hour that comes twice would be taken for the first of the two
        begins, ends = begins.astimezone(UTC), ends.astimezone(UTC)
    event = Event()
    event.add("uid", uid_of(meeting.public_id))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", stamp)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("summary", meeting.summary)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    if meeting.place or meeting.link:
        event.add("location", meeting.place or meeting.link)
    if meeting.link:
        event.add("url", meeting.link)
    if meeting.organizer:
        event.add("organizer", _address(meeting.organizer))
    if meeting.attendee:
        event.add("attendee", _address(meeting.attendee, PARTSTAT="NEEDS-ACTION", ROLE="REQ-PARTICIPANT", RSVP="TRUE"))
    return event


def invitation(meeting: Meeting, *, stamp: datetime) -> CalendarPart:
    """The calendar part of a mail: a request, of what was changed too; a cancellation of what was cancelled."""
    calendar, method = Calendar(), "CANCEL" if meeting.is_cancelled else "REQUEST"
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if meeting.time_zone != "UTC":
        calendar.add_component(_described(meeting.time_zone, meeting.starts_at.year))
    calendar.add_component(event_of(meeting, stamp=stamp))
    return CalendarPart(method, calendar.to_ical())


@cache
def _described(time_zone: str, year: int) -> Timezone:
    """A zone with its changes of the year before, of a year and of the next; making one takes ten milliseconds."""
    return Timezone.from_tzid(time_zone, first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))


def _address(one: Invited, **params: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{one.email}")
    address.params.update({"CN": one.name, **params})
    return address
