"""The dates of a step: arithmetic, working days, late enrolment (method.md §1.1, design.md Two clocks)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scheduling.dates import Dates, dates_of, is_late_baseline, look_back
from assessments.scheduling.plan import Step

from .builders import baseline, step

LONG_AGO = date(2019, 1, 1)
FIRST, LAST = date(2026, 6, 2), date(2026, 6, 3)  # a Tuesday and a Wednesday


def weekday(day: date) -> bool:
    return day.weekday() < 5


def dates(
    of: Step,
    *,
    first_day: date = FIRST,
    last_day: date = LAST,
    known_on: date = LONG_AGO,
    is_working_day: Callable[[date], bool] = weekday,
) -> Dates | None:
    return dates_of(of, first_day=first_day, last_day=last_day, known_on=known_on, is_working_day=is_working_day)


def test_days_after_the_training_count_from_its_last_day_and_roll_forward() -> None:
    # 3 June + 30 = Friday 3 July; + 44 = Friday 17 July
    assert dates(step()) == Dates(date(2026, 7, 3), date(2026, 7, 1), date(2026, 7, 3), date(2026, 7, 17))
    # 3 June + 31 = Saturday 4 July → Monday 6 July; + 45 = Saturday 18 July → Monday 20 July
    assert dates(step(days=31, closes=45)) == Dates(
        date(2026, 7, 4), date(2026, 7, 1), date(2026, 7, 6), date(2026, 7, 20)
    )


def test_day_zero_counts_from_the_last_training_day() -> None:
    found = dates(step(days=0, opens=0, closes=2))
    assert found is not None and found.due_on == LAST


def test_days_before_the_training_count_from_its_first_day() -> None:
    # 2 June - 3 = Saturday 30 May → Friday, because Monday would be late; opens 2 June - 21; closes on the first day
    assert dates(baseline()) == Dates(date(2026, 5, 30), date(2026, 5, 12), date(2026, 5, 29), FIRST)


def test_before_the_training_a_due_day_rolls_back_rather_than_into_it() -> None:
    monday = date(2026, 6, 1)
    found = dates(baseline(), first_day=monday + timedelta(days=1), is_working_day=lambda day: day != monday)
    assert found is not None and found.due_on == date(2026, 5, 30)  # 30 May is a working day here
    found = dates(baseline(days=-2), first_day=monday)  # Saturday 30 May, Sunday and then the training
    assert found is not None and found.due_on == date(2026, 5, 29)


def test_a_due_day_rolls_back_to_the_opening_day_and_no_further() -> None:
    monday, friday = date(2026, 6, 1), date(2026, 5, 29)
    found = dates(baseline(opens=-3, days=-1), first_day=monday)  # opens on Friday, due on Sunday
    assert found is not None and found.due_on == friday
    found = dates(baseline(opens=-2, days=-1), first_day=monday)  # opens on Saturday: no working day left
    assert found is not None and found.due_on == date(2026, 5, 31)


def test_before_the_training_the_closing_day_never_rolls() -> None:
    found = dates(baseline(days=-5, closes=-2), first_day=date(2026, 6, 1))  # closes on Saturday 30 May
    assert found is not None
    assert found.closes_on == date(2026, 5, 30)
    assert found.due_on <= found.closes_on


def test_a_late_enrolment_pushes_the_opening_and_if_need_be_the_due_day() -> None:
    found = dates(baseline(), known_on=date(2026, 5, 20))
    assert found == Dates(date(2026, 5, 30), date(2026, 5, 20), date(2026, 5, 29), FIRST)
    found = dates(baseline(), known_on=date(2026, 5, 31))  # Sunday, after the planned day: Monday, the eve
    assert found == Dates(date(2026, 5, 30), date(2026, 5, 31), date(2026, 6, 1), FIRST)
    found = dates(baseline(), known_on=FIRST)
    assert found == Dates(date(2026, 5, 30), FIRST, FIRST, FIRST)


def test_somebody_who_comes_after_the_window_has_no_such_step() -> None:
    assert dates(baseline(), known_on=FIRST + timedelta(days=1)) is None
    closes = date(2026, 7, 20)  # rolled from Saturday 18 July
    assert dates(step(closes=45), known_on=closes) == Dates(date(2026, 7, 3), closes, closes, closes)
    assert dates(step(closes=45), known_on=closes + timedelta(days=1)) is None


def test_a_calendar_without_working_days_changes_nothing() -> None:
    found = dates(step(), is_working_day=lambda day: False)
    assert found == Dates(date(2026, 7, 3), date(2026, 7, 1), date(2026, 7, 3), date(2026, 7, 17))


def test_four_weeks_back_from_21_may_are_23_april_to_20_may() -> None:
    assert look_back(date(2026, 5, 21), 28) == (date(2026, 4, 23), date(2026, 5, 20))
    assert look_back(date(2024, 3, 1), 1) == (date(2024, 2, 29), date(2024, 2, 29))


@pytest.mark.parametrize(("answered", "late"), [(29, False), (30, False), (31, True)])
def test_a_baseline_is_late_after_its_planned_day(answered: int, late: bool) -> None:
    assert is_late_baseline(date(2026, 5, answered), date(2026, 5, 30)) is late


days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
offsets_before = st.lists(st.integers(-60, 0), min_size=3, max_size=3).map(sorted).filter(lambda d: d[1] < 0)
offsets_after = st.lists(st.integers(0, 400), min_size=3, max_size=3).map(sorted)
lengths = st.integers(0, 20)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    opens, due, closes = draw(st.one_of(offsets_before, offsets_after))
    return step(opens=opens, days=due, closes=closes)


@st.composite
def calendars(draw: st.DrawFn) -> Callable[[date], bool]:
    """Weekends of some kind, and holidays by a rule that differs from day to day."""
    free = draw(st.sets(st.integers(0, 6), max_size=5))
    every = draw(st.integers(2, 9))
    return lambda day: day.weekday() not in free and day.toordinal() % every != 0


@given(steps(), days, lengths, st.integers(-90, 500), calendars())
def test_a_window_holds_its_due_day(
    of: Step, first: date, length: int, known: int, works: Callable[[date], bool]
) -> None:
    last, known_on = first + timedelta(days=length), first + timedelta(days=known)
    found = dates(of, first_day=first, last_day=last, known_on=known_on, is_working_day=works)
    if found is None:
        return
    assert found.opens_on <= found.due_on <= found.closes_on
    assert found.opens_on >= known_on
    if of.before:
        assert found.closes_on <= first
        assert found.due_on < first or known_on == first
    else:
        assert found.opens_on >= last
        assert works(found.closes_on)
        assert works(found.due_on)


@given(steps(), days, lengths, calendars())
def test_before_the_training_a_due_day_is_a_working_day_if_its_window_has_one(
    of: Step, first: date, length: int, works: Callable[[date], bool]
) -> None:
    found = dates(of, first_day=first, last_day=first + timedelta(days=length), is_working_day=works)
    assert found is not None
    latest = found.planned_on if of.before else found.closes_on
    window = [found.opens_on + timedelta(days=n) for n in range((latest - found.opens_on).days + 1)]
    assert works(found.due_on) or not any(map(works, window))


@given(steps(), days, lengths, st.integers(-90, 500), st.integers(0, 40), calendars())
def test_who_is_known_later_has_no_earlier_dates(
    of: Step, first: date, length: int, known: int, later: int, works: Callable[[date], bool]
) -> None:
    last, known_on = first + timedelta(days=length), first + timedelta(days=known)
    one = dates(of, first_day=first, last_day=last, known_on=known_on, is_working_day=works)
    other = dates(of, first_day=first, last_day=last, known_on=known_on + timedelta(days=later), is_working_day=works)
    if other is None:
        return
    assert one is not None
    assert one.opens_on <= other.opens_on
    assert one.due_on <= other.due_on
    assert (one.planned_on, one.closes_on) == (other.planned_on, other.closes_on)
