"""The one calendar of a person: when somebody may be written to, and on which days a step is due, in six zones, through
both daylight-saving nights, on 29 February and over feasts that move with the sun and the moon."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scheduling.calendar import Calendar, reachable_from
from assessments.scheduling.dates import Dates, WorkingDay, dates_of
from assessments.scheduling.plan import Step

from .builders import step

COUNTRIES = {
    "Asia/Manila": "PH",
    "Asia/Shanghai": "CN",
    "Europe/Berlin": "DE",
    "America/New_York": "US",
    "Australia/Lord_Howe": "AU",
    "Asia/Kathmandu": "NP",
}
TURNS = (
    datetime(2026, 3, 8, 7, tzinfo=UTC),  # New York skips an hour
    datetime(2026, 11, 1, 6, tzinfo=UTC),  # and doubles one
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),  # Lord Howe doubles half an hour
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),  # and skips it
    datetime(2028, 2, 28, 12, tzinfo=UTC),  # the eve of 29 February
    datetime(2026, 12, 31, 12, tzinfo=UTC),
)
_QUARTER, _DAY = timedelta(minutes=15), timedelta(days=1)
_SEEN = timedelta(days=16)
"""As far as the slow oracle looks."""


@cache
def works_in(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


def calendar(zone: str, *, quiet: tuple[int, int] = (20, 7), away: tuple[tuple[date, date], ...] = ()) -> Calendar:
    return Calendar(zone, works_in(COUNTRIES[zone]).is_working_day, away, *quiet)


def may_be_written_to(instant: datetime, of: Calendar, *, any_day: bool) -> bool:
    """The rule as it is said: what the clock on the wall shows, and which day it is there."""
    there = instant.astimezone(ZoneInfo(of.zone))
    if of.quiet_from <= of.quiet_to:
        is_quiet = of.quiet_from <= there.hour < of.quiet_to
    else:
        is_quiet = there.hour >= of.quiet_from or there.hour < of.quiet_to
    return not is_quiet and (of.is_here(there.date()) if any_day else of.works(there.date()))


def by_the_quarter_hour(instant: datetime, of: Calendar, *, any_day: bool) -> datetime | None:
    """The first such instant found by trying every quarter of an hour; all zones stand on quarters."""
    tried = instant
    while tried - instant < _SEEN:
        if may_be_written_to(tried, of, any_day=any_day):
            return tried
        tried += _QUARTER - timedelta(minutes=tried.minute % 15, seconds=tried.second, microseconds=tried.microsecond)
    return None


instants = st.one_of(
    st.builds(
        lambda turn, minutes: turn + timedelta(minutes=minutes), st.sampled_from(TURNS), st.integers(-1800, 1800)
    ),
    st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
hours = st.integers(0, 23)


@st.composite
def calendars(draw: st.DrawFn, near: datetime) -> Calendar:
    first = near.date() + _DAY * draw(st.integers(-3, 3))
    away = ((first, first + _DAY * draw(st.integers(0, 5))),) if draw(st.booleans()) else ()
    return calendar(draw(st.sampled_from(sorted(COUNTRIES))), quiet=(draw(hours), draw(hours)), away=away)


@given(st.data(), instants, st.booleans())
def test_the_first_instant_at_which_somebody_may_be_written_to(
    data: st.DataObject, at: datetime, any_day: bool
) -> None:
    of = data.draw(calendars(at))
    found = reachable_from(at, of, any_day=any_day)
    assert found >= at
    assert found.tzinfo is UTC
    assert may_be_written_to(found, of, any_day=any_day)
    assert reachable_from(found, of, any_day=any_day) == found
    oracle = by_the_quarter_hour(at, of, any_day=any_day)
    assert oracle is None or found == oracle


@pytest.mark.parametrize(
    ("zone", "quiet", "at", "expected"),
    [
        # the hour at which the quiet ends is skipped: the first one after it
        ("America/New_York", (20, 2), "2026-03-08T05:00+00:00", "2026-03-08T03:00-04:00"),
        ("Australia/Lord_Howe", (20, 2), "2026-10-03T14:00+00:00", "2026-10-04T02:30+11:00"),
        # the hour at which it ends comes twice: the first of the two
        ("Europe/Berlin", (20, 2), "2026-10-24T20:00+00:00", "2026-10-25T02:00+02:00"),
        ("America/New_York", (20, 1), "2026-11-01T03:00+00:00", "2026-11-01T01:00-04:00"),
        # the hour at which it begins comes twice: from the first of the two on
        ("Europe/Berlin", (2, 7), "2026-10-25T01:30+00:00", "2026-10-25T07:00+01:00"),
        # never quiet, and quiet by day only
        ("Asia/Kathmandu", (9, 9), "2026-05-07T21:00+00:00", "2026-05-08T02:45+05:45"),
        ("Asia/Manila", (8, 20), "2026-05-07T01:00+00:00", "2026-05-07T20:00+08:00"),
    ],
)
def test_nights_on_which_the_clock_is_turned(zone: str, quiet: tuple[int, int], at: str, expected: str) -> None:
    of = calendar(zone, quiet=quiet)
    found = reachable_from(datetime.fromisoformat(at), of, any_day=True)
    assert found == datetime.fromisoformat(expected)
    assert found.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes") == expected


@pytest.mark.parametrize(
    ("zone", "eve", "day"),
    [
        ("Europe/Berlin", date(2027, 3, 25), date(2027, 3, 30)),  # Easter, and the Friday and Monday around it
        ("Asia/Manila", date(2026, 3, 19), date(2026, 3, 23)),  # Eid al-Fitr, then the weekend
        ("Asia/Shanghai", date(2026, 2, 13), date(2026, 2, 14)),  # a Saturday worked for the Chinese New Year
        ("Asia/Shanghai", date(2026, 2, 14), date(2026, 2, 24)),  # which then takes nine days
        ("Asia/Kathmandu", date(2028, 2, 28), date(2028, 2, 29)),
    ],
)
def test_the_working_day_after_a_feast_that_moves(zone: str, eve: date, day: date) -> None:
    evening = datetime(eve.year, eve.month, eve.day, 21, tzinfo=ZoneInfo(zone))
    morning = datetime(day.year, day.month, day.day, 7, tzinfo=ZoneInfo(zone))
    assert reachable_from(evening, calendar(zone)) == morning


def test_who_is_never_there_is_written_to_at_once() -> None:
    at = datetime(2026, 5, 7, 15, 3, tzinfo=UTC)
    assert reachable_from(at, calendar("Asia/Manila", away=((date(2026, 1, 1), date(2028, 1, 1)),))) == at


# -- dates of a step ----------------------------------------------------------------------------------------------


@st.composite
def steps(draw: st.DrawFn) -> Step:
    days = draw(st.integers(1, 120))
    return step(days=days, opens=days - draw(st.integers(0, min(14, days))), closes=days + draw(st.integers(0, 21)))


trainings = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(st.data(), steps(), trainings, st.integers(0, 4))
def test_a_step_is_due_on_the_first_day_of_its_window_from_the_planned_one_on_which_the_person_works(
    data: st.DataObject, of: Step, last_day: date, takes: int
) -> None:
    zone = data.draw(st.sampled_from(sorted(COUNTRIES)))
    planned = last_day + _DAY * of.days
    first = planned + _DAY * data.draw(st.integers(-4, 4))
    works = calendar(zone, away=((first, first + _DAY * data.draw(st.integers(0, 6))),)).works
    known_on = last_day + _DAY * data.draw(st.integers(0, 40))
    found = dates_of(of, first_day=last_day - _DAY * takes, last_day=last_day, known_on=known_on, is_working_day=works)
    closes = _first(works, last_day + _DAY * of.closes)
    if known_on > closes:
        assert found is None
        return
    opens = max(last_day + _DAY * of.opens, known_on)
    wanted = max(planned, known_on)
    ahead = [day for day in _days(wanted, closes) if works(day)]
    behind = [day for day in _days(opens, wanted) if works(day)]
    assert found == Dates(planned, opens, ahead[0] if ahead else behind[-1] if behind else wanted, closes)
    assert found.opens_on <= found.due_on <= found.closes_on


def _first(works: WorkingDay, day: date) -> date:
    return next(one for one in _days(day, day + _DAY * 61) if works(one))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + _DAY * ahead for ahead in range((last - first).days + 1))


def test_thirty_days_after_a_training_that_ended_in_january_of_a_leap_year() -> None:
    of = step(days=30, opens=29, closes=50)
    works = calendar("Europe/Berlin").works
    found = dates_of(
        of, first_day=date(2028, 1, 30), last_day=date(2028, 1, 30), known_on=date(2028, 1, 31), is_working_day=works
    )
    assert found == Dates(date(2028, 2, 29), date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 20))
