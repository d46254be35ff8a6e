"""Figures of the business before and after a training: medians and middle halves of matched people, and no cause."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .describing import FEWEST, quantile

_ALIKE = 0.1
"""Periods are compared that differ by a tenth in length at most: February with March, never a month with a quarter."""


class Period(NamedTuple):
    """A period with both of its days."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


class Pair(NamedTuple):
    """A period before a training and one after it."""

    before: Period
    after: Period


@dataclass(frozen=True, slots=True)
class Spread:
    """The median and the first and third quartile of n people's values, in the figure's unit; None below FEWEST."""

    n: int
    median: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The people who have a value of both periods: before, after, and the median of what changed for each."""

    before: Spread
    after: Spread
    change: float | None

    @property
    def n(self) -> int:
        """How many people have both."""
        return self.after.n

    @property
    def is_shown(self) -> bool:
        """Whether there is a figure besides the number of people."""
        return self.after.median is not None


def spread(values: Sequence[float]) -> Spread:
    """Return median and quartiles (definition 7 of Hyndman & Fan) of one value a person."""
    if len(values) < FEWEST:
        return Spread(len(values))
    ordered = sorted(values)
    return Spread(len(ordered), *(quantile(ordered, p) for p in (0.5, 0.25, 0.75)))


def compare(pairs: Collection[tuple[float, float]]) -> Compared:
    """Return the comparison of (before, after) of each person who has both (method.md §1.12)."""
    changes = spread([after - before for before, after in pairs])
    return Compared(spread([one for one, _ in pairs]), spread([one for _, one in pairs]), changes.median)


def newest_pair(people: Mapping[Period, Collection[int]], first_day: date, last_day: date) -> Pair | None:
    """Return the periods to compare around a training from `first_day` to `last_day`, given who has a value of each.

    Before is a period that ended before it, after one that began after it, of like length. Of those that FEWEST people
    or more have, the newest after it with the newest before it; where there is none, the pair that most people have;
    None where nobody has both.
    """
    found = [
        (len(set(people[before]) & set(people[after])), after.last, before.last, Pair(before, after))
        for before in people
        if before.last < first_day
        for after in people
        if after.first > last_day and _alike(before, after)
    ]
    found = [one for one in found if one[0]]
    enough = [one for one in found if one[0] >= FEWEST]
    if enough:
        return max(enough, key=lambda one: (one[1], one[2], one[0], one[3]))[3]
    return max(found)[3] if found else None


def _alike(one: Period, other: Period) -> bool:
    return abs(one.days - other.days) <= _ALIKE * max(one.days, other.days)
