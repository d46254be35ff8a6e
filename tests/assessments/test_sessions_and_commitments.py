"""When a session may be, and what may be promised."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.refusals import Refused
from assessments.scheduling.commitments import check_event_day, check_room, is_asked
from assessments.scheduling.sessions import MINUTES, begins_at, check_start, overlap

ZONES = ("Asia/Manila", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
_DAYS = st.dates(date(2026, 1, 1), date(2030, 1, 1))
_CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def code(act: object, *args: object) -> str:
    with pytest.raises(Refused) as refused:
        act(*args)  # type: ignore[operator]
    return refused.value.code


def test_the_parts_of_the_half_hour_are_half_an_hour() -> None:
    assert MINUTES == 30


@given(_DAYS, _CLOCKS, st.sampled_from(ZONES))
def test_the_clock_shows_what_was_asked_for_or_the_time_is_refused(day: date, clock: time, zone: str) -> None:
    try:
        instant = begins_at(day, clock, zone)
    except Refused as refused:
        assert refused.code == "time_skipped"
        later = begins_at(day, (datetime.combine(day, clock) + timedelta(hours=1)).time(), zone)
        assert later.tzinfo == UTC, "an hour on, the clocks go again"
    else:
        assert instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(day, clock)


def test_the_nights_on_which_clocks_change() -> None:
    assert code(begins_at, date(2026, 3, 29), time(2, 30), "Europe/Berlin") == "time_skipped"
    assert code(begins_at, date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe") == "time_skipped"
    twice = begins_at(date(2026, 10, 25), time(2, 30), "Europe/Berlin")
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "the first of the two"


def test_a_session_is_neither_in_the_past_nor_more_than_a_year_away() -> None:
    check_start(NOW + timedelta(minutes=1), NOW)
    assert code(check_start, NOW, NOW) == "session_in_past"
    assert code(check_start, NOW + timedelta(days=367), NOW) == "session_too_far"


def test_meetings_that_only_touch_do_not_overlap() -> None:
    half = timedelta(minutes=30)
    assert not overlap(NOW, 30, NOW + half, 30)
    assert not overlap(NOW + half, 30, NOW, 30)
    assert overlap(NOW, 31, NOW + half, 30)
    assert overlap(NOW, 60, NOW + half, 5), "one lies within the other"


def test_two_promises_within_sixty_days() -> None:
    today = date(2026, 3, 2)
    check_event_day(today, today)
    check_event_day(today + timedelta(days=60), today)
    assert code(check_event_day, today - timedelta(days=1), today) == "commitment_past"
    assert code(check_event_day, today + timedelta(days=61), today) == "commitment_too_far"
    check_room(1)
    assert code(check_room, 2) == "too_many_commitments"


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        (datetime(2026, 3, 4, 16, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 4, 17, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 5, 0, 1, tzinfo=UTC), True),
    ],
)
def test_the_evening_begins_at_five(there: datetime, asked: bool) -> None:
    assert is_asked(date(2026, 3, 4), there) is asked
