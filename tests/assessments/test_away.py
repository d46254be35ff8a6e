"""Days away: which are taken, and where the steps that lie in them go."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.refusals import Refused
from assessments.scheduling.away import LONGEST, around, check_absence, is_swallowed
from assessments.scheduling.calendar import Calendar
from assessments.scheduling.dates import Dates

MAY = date(2026, 5, 4)  # a Monday
_DAY = timedelta(days=1)


def day(number: int) -> date:
    return MAY + _DAY * number


def works_but(first: int, last: int) -> Calendar:
    return Calendar("Asia/Manila", lambda one: one.weekday() < 5, ((day(first), day(last)),))


DATES = Dates(day(8), day(7), day(8), day(21))


@pytest.mark.parametrize(
    ("kind", "away", "opens", "due"),
    [
        ("pulse", (7, 11), 12, 14),  # opens when they are back, and is due after the weekend
        ("measure", (7, 11), 7, 14),  # keeps its window: everybody is asked at the same distance
        ("trio", (7, 11), 7, 14),
        ("pulse", (8, 8), 7, 9),
        ("talk", (8, 30), 7, 7),  # nothing later is left: the day before
        ("pulse", (0, 40), 7, 8),  # nothing at all is left: it stays
        ("pulse", (30, 40), 7, 8),
        ("boosters", (7, 10), 7, 8),
    ],
)
def test_a_step_goes_to_the_next_day_on_which_they_work(kind: str, away: tuple[int, int], opens: int, due: int) -> None:
    found = around(kind, DATES, works_but(*away), before=False, today=day(0))  # type: ignore[arg-type]
    assert found == Dates(day(8), day(opens), day(due), day(21))


def test_before_the_training_it_goes_back_so_that_the_baseline_is_not_late() -> None:
    assert around("measure", DATES, works_but(8, 8), before=True, today=day(0)).due_on == day(7)
    assert around("measure", DATES, works_but(7, 8), before=True, today=day(0)).due_on == day(9)


def test_nothing_goes_before_today() -> None:
    assert around("talk", DATES, works_but(8, 30), before=False, today=day(8)) == DATES
    assert around("pulse", DATES, works_but(8, 9), before=False, today=day(8)).opens_on == day(7)


spans = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda two: (min(two), max(two)))


@given(st.sampled_from(["pulse", "measure", "talk", "session"]), spans, st.integers(0, 21), st.booleans())
def test_it_stays_inside_its_window_and_is_due_when_they_work_if_they_work_in_it(
    kind: str, away: tuple[int, int], today: int, before: bool
) -> None:
    of = works_but(*away)
    found = around(kind, DATES, of, before=before, today=day(today))  # type: ignore[arg-type]
    assert DATES.opens_on <= found.opens_on <= found.due_on <= found.closes_on == DATES.closes_on
    left = [one for one in map(day, range(max(7, today), 22)) if of.works(one)]
    assert of.works(found.due_on) if left else found == DATES
    assert around(kind, found, of, before=before, today=day(today)) == found  # type: ignore[arg-type]


def test_a_window_is_swallowed_when_no_day_of_it_is_left() -> None:
    def here(one: date) -> bool:
        return not day(9) <= one <= day(21)

    assert not is_swallowed(DATES, here, today=day(0))
    assert is_swallowed(DATES, here, today=day(9))


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(3, 2, "away_backwards"), (0, LONGEST, "away_too_long"), (-5, -1, "away_over"), (12, 20, "away_twice")],
)
def test_days_that_are_refused(first: int, last: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_absence(day(first), day(last), today=MAY, others=[(day(40), day(41)), (day(10), day(12))])
    assert refused.value.code == code


@pytest.mark.parametrize(("first", "last"), [(0, 0), (-5, 0), (13, 39), (42, 42 + LONGEST - 1)])
def test_days_that_are_taken(first: int, last: int) -> None:
    check_absence(day(first), day(last), today=MAY, others=[(day(40), day(41)), (day(10), day(12))])
