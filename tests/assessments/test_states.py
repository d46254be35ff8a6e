"""The state of a follow-up over time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scheduling.dates import Dates
from assessments.scheduling.states import State, state_of

MARCH = Dates(date(2026, 3, 10), date(2026, 3, 5), date(2026, 3, 10), date(2026, 3, 20))
ORDER = [State.PLANNED, State.OPEN, State.DUE, State.LATE, State.MISSED]


@pytest.mark.parametrize(
    ("day", "state"),
    [(4, "planned"), (5, "open"), (9, "open"), (10, "due"), (11, "late"), (20, "late"), (21, "missed")],
)
def test_every_named_day_is_included(day: int, state: str) -> None:
    assert state_of(MARCH, today=date(2026, 3, day), done=False, waived=False) == state


def test_a_due_day_that_is_also_the_first_or_last_is_due() -> None:
    day = date(2026, 3, 10)
    assert state_of(Dates(day, day, day, day), today=day, done=False, waived=False) is State.DUE


@pytest.mark.parametrize("day", [1, 10, 30])
def test_done_wins_over_waived_and_both_over_time(day: int) -> None:
    today = date(2026, 3, day)
    assert state_of(MARCH, today=today, done=True, waived=True) is State.DONE
    assert state_of(MARCH, today=today, done=False, waived=True) is State.WAIVED


@given(st.lists(st.integers(0, 60), min_size=3, max_size=3).map(sorted), st.integers(-5, 65), st.integers(0, 60))
def test_time_only_moves_a_state_on(offsets: list[int], day: int, later: int) -> None:
    start = date(2026, 1, 1)
    opens, due, closes = (start + timedelta(days=offset) for offset in offsets)
    dates = Dates(due, opens, due, closes)
    first, second = (
        state_of(dates, today=start + timedelta(days=today), done=False, waived=False) for today in (day, day + later)
    )
    assert ORDER.index(first) <= ORDER.index(second)
    assert (first is State.PLANNED) == (start + timedelta(days=day) < opens)
    assert (first is State.MISSED) == (start + timedelta(days=day) > closes)
