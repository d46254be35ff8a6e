"""Two clocks, read in one place: business time may run ahead, wall time never does."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kamcoach.clock import Moment, at_instant, moment, start_of_day

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_a_shift_moves_business_time_only() -> None:
    before = datetime.now(UTC)
    now = moment(timedelta(days=40))
    assert before <= now.wall <= datetime.now(UTC)
    assert now.business - now.wall == timedelta(days=40)
    assert moment().business.tzinfo is UTC


def test_at_an_instant_both_clocks_agree() -> None:
    assert at_instant(NOON) == Moment(NOON, NOON)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Pacific/Kiritimati", date(2026, 3, 3)),
        ("Asia/Manila", date(2026, 3, 2)),
        ("UTC", date(2026, 3, 2)),
        ("Pacific/Pago_Pago", date(2026, 3, 2)),
    ],
)
def test_today_is_the_date_in_the_zone(zone: str, day: date) -> None:
    assert at_instant(NOON).today(zone) == day
    assert at_instant(NOON - timedelta(hours=2)).today("Pacific/Pago_Pago") == date(2026, 3, 1)


def test_today_follows_business_time() -> None:
    assert Moment(business=NOON + timedelta(days=7), wall=NOON).today("UTC") == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    [
        (date(2026, 3, 2), "Asia/Manila", datetime(2026, 3, 1, 16, tzinfo=UTC)),
        (date(2026, 3, 2), "America/New_York", datetime(2026, 3, 2, 5, tzinfo=UTC)),
        (date(2026, 3, 9), "America/New_York", datetime(2026, 3, 9, 4, tzinfo=UTC)),
        (date(2026, 3, 2), "Asia/Kathmandu", datetime(2026, 3, 1, 18, 15, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_midnight_where_the_person_is(day: date, zone: str, instant: datetime) -> None:
    assert start_of_day(day, zone) == instant
    assert at_instant(instant).today(zone) == day
    assert at_instant(instant - timedelta(seconds=1)).today(zone) == day - timedelta(days=1)
