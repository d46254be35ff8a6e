"""Medians and middle halves around a training, and which periods are compared."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.before_after import Pair, Period, compare, newest_pair, spread
from assessments.statistics.describing import FEWEST
from assessments.statistics.pooling import pooled

# The stopping distances of 50 cars (Ezekiel 1930; data set `cars` of R), for which `summary(cars)`, printed in the
# template of every new R Markdown document, gives 1st Qu. 26.00, Median 36.00, Mean 42.98, 3rd Qu. 56.00.
CARS = [2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20, 26]
CARS += [54, 32, 40, 32, 40, 50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85]

Q3, Q4 = Period(date(2025, 7, 1), date(2025, 9, 30)), Period(date(2025, 10, 1), date(2025, 12, 31))
Q1, Q2 = Period(date(2026, 1, 1), date(2026, 3, 31)), Period(date(2026, 4, 1), date(2026, 6, 30))
APRIL, YEAR = Period(date(2026, 4, 1), date(2026, 4, 30)), Period(date(2025, 1, 1), date(2025, 12, 31))
TRAINING = date(2026, 2, 3), date(2026, 2, 4)
MANY = range(8)


def test_median_and_quartiles_are_those_that_r_prints_for_its_cars() -> None:
    assert (len(CARS), sum(CARS) / 50) == (50, 42.98)
    found = spread(CARS)
    assert (found.n, found.median, found.low, found.high) == (50, 36, 26, 56)


def test_the_change_is_the_median_of_each_persons_own() -> None:
    found = compare([(1, 2), (2, 4), (3, 6), (4, 8), (100, 90)])
    assert (found.before.median, found.after.median, found.change) == (3, 6, 2)
    assert found.n == 5


def test_below_five_there_is_only_the_number() -> None:
    found = compare([(1.0, 2.0)] * (FEWEST - 1))
    assert (found.n, found.before.median, found.after.low, found.change, found.is_shown) == (4, None, None, None, False)


def test_the_newest_periods_of_like_length_on_either_side_are_compared() -> None:
    assert newest_pair({Q3: MANY, Q4: MANY, Q2: MANY}, *TRAINING) == Pair(Q4, Q2)
    assert newest_pair({Q3: MANY, Q4: MANY, Q1: MANY}, *TRAINING) is None, "the training lies in the first quarter"
    assert newest_pair({Q4: MANY, APRIL: MANY, YEAR: MANY}, *TRAINING) is None, "a month is no quarter"
    assert newest_pair({}, *TRAINING) is None
    assert Period(date(2026, 2, 1), date(2026, 2, 28)).days == 28


def test_a_period_that_five_people_have_comes_before_a_newer_one_of_fewer() -> None:
    later = Period(date(2026, 7, 1), date(2026, 9, 30))
    assert newest_pair({Q4: MANY, Q2: MANY, later: range(4)}, *TRAINING) == Pair(Q4, Q2)
    assert newest_pair({Q4: range(3), Q2: range(3), later: range(2)}, *TRAINING) == Pair(Q4, Q2)
    assert newest_pair({Q4: range(5), Q2: range(5, 10)}, *TRAINING) is None, "nobody has both"


@given(st.lists(st.integers(0, 12), max_size=6))
def test_no_sum_of_groups_gives_fewer_than_five_away(counts: list[int]) -> None:
    of_group = dict(enumerate(counts))
    chosen = pooled(of_group)
    total = sum(of_group[one] for one in chosen)
    alone = [of_group[one] for one in chosen if of_group[one] >= FEWEST]
    for many in range(len(alone) + 1):
        for taken in combinations(alone, many):
            left = total - sum(taken)
            assert left == 0 or left >= FEWEST
    assert {one for one, count in of_group.items() if count >= FEWEST} <= chosen


@pytest.mark.parametrize(("counts", "kept"), [((6, 3), {0}), ((6, 3, 2), {0, 1, 2}), ((3, 1), set()), ((0, 7), {0, 1})])
def test_small_groups_count_where_they_make_five_together(counts: tuple[int, ...], kept: set[int]) -> None:
    assert pooled(dict(enumerate(counts))) == kept
