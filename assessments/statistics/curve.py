"""The transfer curve of a group: before a training and on its fixed days, behaviour by behaviour (method.md §1).

Relations are never pooled (§1.4). A late baseline counts nowhere (§1.1); every change is of matched people and stands
beside everyone and beside the worst that silence could hide (§1.12).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .describing import FEWEST, Figure, describe, mean, tells_on_one

BEFORE, THEN = "baseline", "then"
"""Phases: before the training; how it was before, as seen afterwards. Any other is a fixed day."""


class Seen(NamedTuple):
    """One released value of one person, in scale points; `day` counts from the training and is read of fixed days."""

    person: int
    relation: str
    measure: str
    phase: str
    day: int
    value: float


Value = tuple[int, str, str, str, int, float]
"""The same without names; a group of thousands is read faster so."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Who could have been heard: everybody who took part, and for each fixed day the people whose window has closed."""

    people: frozenset[int]
    closed: Mapping[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Matched:
    """The people who have both a baseline and that day: their mean then and now, and the middle half of them now.
    Below FEWEST people only their number."""

    n: int
    before: float | None = None
    now: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def change(self) -> float | None:
        """Mean change in scale points; None where there is no figure."""
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True, slots=True)
class OnDay:
    """One fixed day. `silent` is the mean if everybody without a value on it is still where they began, over all with
    a baseline whose window has closed or who have answered; no figure before any window has closed."""

    day: int
    everyone: Figure
    matched: Matched
    silent: Figure


@dataclass(frozen=True, slots=True)
class Curve:
    """One behaviour as one relation sees it. `then` is a line of its own, never a baseline (§1.1)."""

    measure: str
    relation: str
    before: Figure
    then: Figure
    days: tuple[OnDay, ...]

    @property
    def newest(self) -> OnDay | None:
        """The last day on which matched people show, None before there is one."""
        return next((one for one in reversed(self.days) if one.matched.now is not None), None)

    @property
    def is_empty(self) -> bool:
        """Whether there is no figure at all."""
        figures = [self.before, self.then, *(one.everyone for one in self.days)]
        return not any(figure.is_shown for figure in figures)


Values = Mapping[int, float]


class Table:
    """The values of a group, indexed once: by relation, measure and point, one value a person."""

    def __init__(self, rows: Iterable[Value], late: Collection[tuple[int, str]] = frozenset()) -> None:
        """`late` holds (person, relation) whose baseline came too late. Two raters of one relation are averaged."""
        self._values: dict[tuple[str, str, str | int], dict[int, float]] = {}
        twice: dict[tuple[str, str, str | int, int], list[float]] = {}
        for person, relation, measure, phase, day, value in rows:
            if phase == BEFORE and late and (person, relation) in late:
                continue
            point: str | int = phase if phase in (BEFORE, THEN) else day
            of_point = self._values.setdefault((relation, measure, point), {})
            if person in of_point:
                several = twice.setdefault((relation, measure, point, person), [of_point[person]])
                several.append(value)
            else:
                of_point[person] = value
        for (relation, measure, point, person), several in twice.items():
            self._values[relation, measure, point][person] = mean(several)

    def at(self, relation: str, measure: str, point: str | int) -> Values:
        """Value by person at a point: BEFORE, THEN or a day."""
        return self._values.get((relation, measure, point), {})

    def measures(self) -> frozenset[str]:
        """Every measure that anybody has a value of."""
        return frozenset(measure for _, measure, _ in self._values)


def curve_of(table: Table, measure: str, relation: str, days: Sequence[int], silence: Silence) -> Curve:
    """Return the curve of one measure and relation over the planned days, those without any value among them."""
    before = table.at(relation, measure, BEFORE)
    points = tuple(_on_day(day, before, table.at(relation, measure, day), silence) for day in days)
    first = describe(list(before.values()))
    if any(point.matched.now is not None and tells_on_one(first.n, point.matched.n) for point in points):
        first = Figure(first.n)
    return Curve(measure, relation, first, describe(list(table.at(relation, measure, THEN).values())), points)


def _on_day(day: int, before: Values, now: Values, silence: Silence) -> OnDay:
    both = [(before[person], value) for person, value in now.items() if person in before]
    matched = _matched(both)
    everyone, silent = describe(list(now.values())), _silent(day, before, now, silence)
    if matched.now is not None:
        everyone, silent = (
            Figure(figure.n) if tells_on_one(figure.n, matched.n) else figure for figure in (everyone, silent)
        )
    return OnDay(day, everyone, matched, silent)


def _matched(both: Sequence[tuple[float, float]]) -> Matched:
    if len(both) < FEWEST:
        return Matched(len(both))
    now = describe([after for _, after in both])
    return Matched(now.n, mean([first for first, _ in both]), now.mean, now.low, now.high)


def _silent(day: int, before: Values, now: Values, silence: Silence) -> Figure:
    closed = silence.closed.get(day, frozenset())
    heard = [now.get(person, first) for person, first in before.items() if person in now or person in closed]
    return describe(heard) if closed else Figure(0)


@dataclass(frozen=True, slots=True)
class Beside:
    """A group of behaviours of the same people on one day, as one relation sees it: each person's mean over the
    behaviours that they have at both points (method.md §1.13)."""

    day: int
    matched: Matched


def group_of(table: Table, measures: Iterable[str], relation: str, days: Sequence[int]) -> tuple[Beside, ...]:
    """Return the curve of a group of behaviours, matched people only."""
    chosen = tuple(measures)
    found = []
    for day in days:
        pairs: dict[int, list[tuple[float, float]]] = {}
        for measure in chosen:
            before, now = table.at(relation, measure, BEFORE), table.at(relation, measure, day)
            for person in now.keys() & before.keys():
                pairs.setdefault(person, []).append((before[person], now[person]))
        both = [(mean([one for one, _ in own]), mean([other for _, other in own])) for own in pairs.values()]
        found.append(Beside(day, _matched(both)))
    return tuple(found)
