"""The window in which an observer's events lie."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.refusals import Refused
from assessments.scheduling.seen import check_event_day, first_day_seen

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(today=DAYS, back=st.integers(-60, 60), days=st.integers(1, 40))
def test_from_the_first_day_to_today_both_included(today: date, back: int, days: int) -> None:
    day = today - timedelta(days=back)
    if 0 <= back <= days:
        assert check_event_day(day, today=today, days=days) == day
        return
    with pytest.raises(Refused) as refused:
        check_event_day(day, today=today, days=days)
    assert refused.value.code == ("event_to_come" if back < 0 else "event_too_long_ago")
    if back > 0:
        assert refused.value.params == {"first": first_day_seen(today, days)}


def test_four_weeks_before_the_twenty_first_of_may() -> None:
    assert first_day_seen(date(2026, 5, 21), 28) == date(2026, 4, 23)
