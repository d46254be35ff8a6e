"""The iCalendar event of a session, in zones with clocks that change."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from kamcoach.sessions.invitations import Invited, Meeting, event_of, invitation

STAMP = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "begins", "offset"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC), 2),
        ("Europe/Berlin", datetime(2026, 10, 25, 2, tzinfo=UTC), 1),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 16, tzinfo=UTC), 10.5),
        ("Asia/Kathmandu", datetime(2028, 2, 29, 5, tzinfo=UTC), 5.75),
        ("America/New_York", datetime(2026, 11, 1, 7, tzinfo=UTC), -5),
    ],
)
def test_a_calendar_without_our_time_zones_finds_the_same_instant(zone: str, begins: datetime, offset: float) -> None:
    bob, alice = Invited('Bob; "the coach", B.', "bob@example.com"), Invited("Älice\n李", "alice@example.com")
    meeting = Meeting("made", "Session", begins, zone, 30, "", "https://meet.example/1", 3, False, bob, alice)
    part = invitation(meeting, stamp=STAMP)
    calendar = Calendar.from_ical(part.content)
    (event,) = calendar.walk("VEVENT")
    there = event.decoded("DTSTART")
    assert there.astimezone(UTC) == begins
    (described,) = calendar.walk("VTIMEZONE")
    hours = described.to_tz(lookup_tzid=False).utcoffset(there.replace(tzinfo=None)).total_seconds() / 3600
    assert hours == offset, "read from the part itself, not from a list of our own"
    assert (event.decoded("DTEND") - there).total_seconds() == 30 * 60
    assert event["URL"] == "https://meet.example/1"
    assert len(part.content) < 4_000


def test_a_feed_makes_the_same_event() -> None:
    someone = Invited("Bob", "bob@example.com")
    meeting = Meeting("made", "Session", STAMP, "UTC", 30, "Room 4", "", 1, True, someone, someone)
    event = event_of(meeting, stamp=STAMP)
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("made@kamcoach", 1, "CANCELLED")
    assert b"VTIMEZONE" not in invitation(meeting, stamp=STAMP).content, "UTC needs none"
