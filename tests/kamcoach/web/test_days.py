"""Dates as people type them: a date, or the sentence that says what is wrong with it."""

from collections.abc import Iterator
from datetime import date

import pytest

from kamcoach.web.days import parse_day
from tests.factories.language import english


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    with english():
        yield


@pytest.mark.parametrize("text", ["2026-05-01", " 2026-5-1 ", "2026-05-01\n"])
def test_a_date_is_read(text: str) -> None:
    assert parse_day(text) == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-04-31", "April 2026 has 30 days."),
        ("2026-02-29", "February 2026 has 28 days."),
        ("2026-05-00", "May 2026 has 31 days."),
        ("2026-13-01", "There is no month 13. Write a date like 2026-05-21."),
        ("2026-00-01", "There is no month 0. Write a date like 2026-05-21."),
        ("0026-05-01", "The year 26 cannot be right."),
        ("9999-05-01", "The year 9999 cannot be right."),
        ("31.4.2026", "Write a date like 2026-05-21: year, month, day."),
        ("4/31/2026", "Write a date like 2026-05-21: year, month, day."),
        ("", "Write a date like 2026-05-21: year, month, day."),
        ("tomorrow", "Write a date like 2026-05-21: year, month, day."),
        ("２０２６-05-01", "Write a date like 2026-05-21: year, month, day."),
        ("2026-05-01T00:00", "Write a date like 2026-05-21: year, month, day."),
        ("2026-05-01\0", "Write a date like 2026-05-21: year, month, day."),
    ],
)
def test_what_is_no_date_is_answered_with_a_sentence(text: str, why: str) -> None:
    assert parse_day(text) == why


def test_the_leap_day_is_a_day_in_leap_years() -> None:
    assert parse_day("2028-02-29") == date(2028, 2, 29)
    assert parse_day("1900-02-29") == "February 1900 has 28 days."
