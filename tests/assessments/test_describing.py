"""A group in three figures: the mean, the middle half by a stated definition, and nothing below five people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.describing import FEWEST, Figure, describe, mean, quantile, tells_on_one

values = st.lists(st.sampled_from([1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("p", "expected"),
    # R: quantile(c(1, 2, 4, 8, 16, 32, 64, 128, 256, 512), type = 7); numpy.quantile gives the same.
    [(0, 1), (0.25, 5), (0.5, 24), (0.75, 112), (0.9, 281.6), (1, 512)],
)
def test_quantiles_are_those_of_definition_seven(p: float, expected: float) -> None:
    assert quantile([1, 2, 4, 8, 16, 32, 64, 128, 256, 512], p) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("ordered", "low", "high"),
    [([1, 2, 3, 4, 5], 2, 4), ([1, 2, 3, 4, 5, 6], 2.25, 4.75), ([3, 3, 3, 3, 3], 3, 3), ([7], 7, 7)],
)
def test_the_middle_half(ordered: list[float], low: float, high: float) -> None:
    assert (quantile(ordered, 0.25), quantile(ordered, 0.75)) == (low, high)


@pytest.mark.parametrize("wrong", [([], 0.5), ([1.0], -0.1), ([1.0], 1.1)])
def test_there_is_no_quantile_of_nothing_or_outside(wrong: tuple[list[float], float]) -> None:
    with pytest.raises(ValueError, match="needs a value"):
        quantile(*wrong)
    with pytest.raises(ValueError, match="no mean"):
        mean([])


@given(values)
def test_a_figure_exists_from_five_people_on_and_lies_within_its_values(found: list[float]) -> None:
    figure = describe(found)
    assert figure.n == len(found) and figure.is_shown == (len(found) >= FEWEST)
    if len(found) < FEWEST:
        assert figure == Figure(len(found))
    else:
        assert figure.low is not None and figure.high is not None and figure.mean is not None
        assert min(found) <= figure.low <= figure.high <= max(found)
        assert min(found) <= figure.mean <= max(found)


@given(values, st.randoms())
def test_the_order_of_people_makes_no_difference(found: list[float], shuffling: object) -> None:
    mixed = list(found)
    shuffling.shuffle(mixed)  # type: ignore[attr-defined]
    assert describe(mixed) == describe(found)


def test_two_groups_that_differ_by_one_tell_on_that_one_while_they_are_small() -> None:
    assert tells_on_one(6, 5) and tells_on_one(5, 6) and tells_on_one(10, 9)
    assert not tells_on_one(6, 6) and not tells_on_one(7, 5) and not tells_on_one(11, 10)
