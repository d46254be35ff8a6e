"""A group's values in three figures: how many, their mean, and the middle half of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, fsum

FEWEST = 5
"""From so many people on a group's figure is shown (design.md, Decisions: checklist values in groups of five)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """n people with their mean and the first and third quartile, all in scale points; None below FEWEST people."""

    n: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_shown(self) -> bool:
        """Whether there is a figure besides the number of people."""
        return self.mean is not None


def describe(values: Sequence[float]) -> Figure:
    """Return the figure of one value a person. Below FEWEST people only their number."""
    if len(values) < FEWEST:
        return Figure(len(values))
    ordered = sorted(values)
    return Figure(len(ordered), mean(ordered), quantile(ordered, 0.25), quantile(ordered, 0.75))


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean, kept between smallest and largest against rounding; ValueError for none."""
    if not values:
        raise ValueError("no value has no mean")
    return min(max(fsum(values) / len(values), min(values)), max(values))


def quantile(ordered: Sequence[float], p: float) -> float:
    """Return the p-quantile (0 to 1) of values in increasing order: definition 7 of Hyndman & Fan (1996), the
    default of R and numpy, linear between the order statistics at (n − 1)p. ValueError for none or p outside.
    """
    if not ordered or not 0 <= p <= 1:
        raise ValueError("needs a value, and p from 0 to 1")
    place = (len(ordered) - 1) * p
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    low, high = ordered[below], ordered[above]
    return min(max(low + (place - below) * (high - low), low), high)


def tells_on_one(n: int, other: int) -> bool:
    """Tell whether two means with one decimal place, of groups that differ by one person, give that person's answer
    away: the rounding blurs it by 0.05 × (n + other), which is a whole scale point from twenty on."""
    return abs(n - other) == 1 and n + other < 2 * 10
