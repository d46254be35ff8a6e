"""The load rule: what one person may be asked in a week."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scheduling.load import OBSERVER_FORMS, WEEK, first_free_day, is_exempt

MAY = date(2026, 5, 4)


def day(number: int) -> date:
    return MAY + timedelta(days=number)


def fullest(days: Sequence[date]) -> int:
    """The most requests in any seven days in a row, counted in another way."""
    return max(sum(0 <= (other - one).days < WEEK for other in days) for one in days)


def test_one_request_a_week_seven_days_after_the_last() -> None:
    assert first_free_day(day(0), []) == day(0)
    assert first_free_day(day(6), [day(0)]) == day(7)
    assert first_free_day(day(7), [day(0)]) == day(7)


def test_what_is_to_come_keeps_its_week_too() -> None:
    assert first_free_day(day(0), [day(3)]) == day(10)
    assert first_free_day(day(0), [day(7)]) == day(0)


def test_forty_observers_forms_take_eight_weeks() -> None:
    asked: list[date] = []
    for _ in range(40):
        asked.append(first_free_day(day(0), asked, most=OBSERVER_FORMS))
    assert asked[-1] == day(7 * WEEK)
    assert fullest(asked) == OBSERVER_FORMS


@pytest.mark.parametrize(
    ("kind", "exempt"),
    [
        *((kind, True) for kind in ("measure", "boosters", "trio", "check", "session", "talk", "review")),
        *((kind, False) for kind in ("pulse", "then", "reaction", "ask")),
    ],
)
def test_what_counts(kind: str, exempt: bool) -> None:
    assert is_exempt(kind) is exempt  # type: ignore[arg-type]


@given(st.lists(st.integers(0, 60), max_size=30), st.integers(0, 60), st.integers(1, 5))
def test_no_seven_days_ever_hold_more_than_is_allowed(taken: list[int], wanted: int, most: int) -> None:
    asked: list[date] = []
    for number in taken:
        asked.append(first_free_day(day(number), asked, most=most))
    found = first_free_day(day(wanted), asked, most=most)
    assert found >= day(wanted)
    assert fullest([*asked, found]) <= most
    for earlier in range((found - day(wanted)).days):
        assert fullest([*asked, day(wanted + earlier)]) > most
