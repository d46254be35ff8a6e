"""What would have come without any training: (1 − r) × (population mean − cohort's baseline), or why it is not said."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.regression import FEWEST_PAIRS, Expected, Sums, correlation, expected_change

pairs = st.lists(st.tuples(st.floats(1, 5), st.floats(1, 5)), min_size=1, max_size=60)


def sums(found: Sequence[tuple[float, float]]) -> Sums:
    return Sums(
        len(found),
        sum(one for one, _ in found),
        sum(two for _, two in found),
        sum(one * one for one, _ in found),
        sum(two * two for _, two in found),
        sum(one * two for one, two in found),
    )


def test_the_correlation_is_pearsons() -> None:
    # Anscombe's first set (1973): r = 0.81642
    x = (10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5)
    y = (8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68)
    assert correlation(sums(list(zip(x, y, strict=True)))) == pytest.approx(0.81642, abs=1e-5)


def test_a_low_cohort_is_expected_to_come_up_and_a_high_one_to_come_down() -> None:
    measured = sums([(2.0, 2.5), (4.0, 3.5), (3.0, 3.0), (2.0, 3.5), (4.0, 2.5)] * 6)
    low, high = expected_change(measured, 2.0), expected_change(measured, 4.0)
    assert low.r == pytest.approx(0.0) and low.population == 3.0 and low.n == 30
    assert low.value == pytest.approx(1.0) and high.value == pytest.approx(-1.0)
    perfect = expected_change(sums([(2.0, 2.0), (4.0, 4.0)] * 15), 2.0)
    assert perfect.value == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("measured", "cohort", "why"),
    [
        (sums([(2.0, 2.0), (4.0, 4.0)] * 15), None, "no_cohort"),
        (sums([(2.0, 2.0)] * (FEWEST_PAIRS - 1)), 2.0, "few"),
        (sums([(2.0, 3.0)] * FEWEST_PAIRS), 2.0, "no_spread"),
        (Sums(), 2.0, "few"),
    ],
)
def test_without_a_reliability_there_is_no_figure_and_a_reason(measured: Sums, cohort: float | None, why: str) -> None:
    found = expected_change(measured, cohort)
    assert found == Expected(None, None, None, measured.n, why)  # type: ignore[arg-type]


@given(pairs, st.floats(1, 5))
def test_it_never_reaches_beyond_the_population_mean(found: list[tuple[float, float]], cohort: float) -> None:
    expected = expected_change(sums(found), cohort)
    if expected.value is not None:
        assert expected.r is not None and -1 <= expected.r <= 1 and expected.population is not None
        assert abs(expected.value) <= abs(expected.population - cohort) + 1e-9


def test_nobody_measured_has_no_correlation() -> None:
    assert correlation(Sums()) is None
