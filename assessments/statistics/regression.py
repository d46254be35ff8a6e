"""What a change would have been without any training: regression to the mean (method.md §2.10)."""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

FEWEST_PAIRS = 30
"""From so many people, measured twice without training in between, r is estimated (method.md §2.9: 30 people)."""

WhyNoFigure = Literal["few", "no_spread", "no_cohort"]


@dataclass(frozen=True, slots=True)
class Sums:
    """People measured twice without being trained in between: n, and the sums of first, second, their squares and
    products. Enough for a correlation, and small however many people there are."""

    n: int = 0
    first: float = 0.0
    second: float = 0.0
    first_squared: float = 0.0
    second_squared: float = 0.0
    product: float = 0.0


@dataclass(frozen=True, slots=True)
class Expected:
    """The change to be expected without training, in scale points, from `r` (0 to 1) and `population`, the mean of
    those n people's first measure; or the reason why there is none."""

    value: float | None
    r: float | None
    population: float | None
    n: int
    why_not: WhyNoFigure | None


def expected_change(sums: Sums, cohort_before: float | None) -> Expected:
    """Return (1 − r) × (population mean − cohort's baseline), r being the test-retest correlation.

    A correlation below zero is taken as zero: then all of the distance is chance.
    """
    if cohort_before is None:
        return Expected(None, None, None, sums.n, "no_cohort")
    if sums.n < FEWEST_PAIRS:
        return Expected(None, None, None, sums.n, "few")
    r = correlation(sums)
    if r is None:
        return Expected(None, None, None, sums.n, "no_spread")
    population = sums.first / sums.n
    return Expected((1 - max(r, 0.0)) * (population - cohort_before), r, population, sums.n, None)


def correlation(sums: Sums) -> float | None:
    """Return Pearson's r, from −1 to 1; None where one of the two has no spread."""
    if not sums.n:
        return None
    first = sums.first_squared - sums.first**2 / sums.n
    second = sums.second_squared - sums.second**2 / sums.n
    if min(first, second) <= 1e-9 * max(sums.first_squared, sums.second_squared, 1.0):
        return None
    r = (sums.product - sums.first * sums.second / sums.n) / sqrt(first * second)
    return min(max(r, -1.0), 1.0)
