"""The geometry of the four levels' charts: numbers in, coordinates out; looks are classes of the theme.

Bars for a distribution; for what changed one row each on a common scale: a ring where it began, a filled mark where it
is, the middle half behind. Scales are whole: an answer scale from its first to its last point, everything else from
zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from kamcoach.insights.levels import Behaviour, Distribution, Recall
from kamcoach.insights.levels_results import Result
from kamcoach.insights.levels_words import before_and_after
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import figure, score

LEFT, RIGHT = 10.0, 410.0
_ROW = 46
_TOP = 6
_ROOM = 44.0
"""Right of a bar, for its count."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer with its count; `y` is the top of its row."""

    label: str
    count: int
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A distribution."""

    bars: Sequence[Bar]
    height: int


@dataclass(frozen=True, slots=True)
class Strip:
    """One row: where it began and where it is, the middle half of what is, and both in words at the end of the row."""

    label: str
    says: str
    looks: str
    y: float
    before: float
    now: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Strips:
    """Rows on one scale, with its ticks."""

    rows: Sequence[Strip]
    ticks: Sequence[tuple[float, str]]
    height: int

    @property
    def bottom(self) -> int:
        """Where the last row ends."""
        return self.height - 22


def bars(one: Distribution) -> Bars:
    """Counts as lengths; the longest bar leaves room for its count."""
    most = max(count for _label, count in one.points) or 1
    width = RIGHT - LEFT - _ROOM
    found = [
        Bar(label, count, _TOP + place * _ROW, round(width * count / most, 1))
        for place, (label, count) in enumerate(one.points)
    ]
    return Bars(found, _TOP + len(found) * _ROW)


def of_recall(one: Recall) -> Strips | None:
    """Shares that were right, in percent; None where there is no figure."""
    if one.first is None or one.later is None:
        return None
    scale = _Scale(0, 100)
    first, later = 100 * one.first, 100 * one.later
    row = scale.row(0, _("right"), f"{first:.0f} → {later:.0f} %", "self", first, later)
    return Strips([row], [(scale.x(value), f"{value} %") for value in (0, 25, 50, 75, 100)], _height(1))


def of_behaviour(one: Behaviour, lowest: int, highest: int) -> Strips | None:
    """Every behaviour with a figure on the whole answer scale; None where there is none."""
    scale = _Scale(lowest, highest)
    rows: list[Strip] = []
    for line in one.lines:
        if line.newest is None:
            continue
        matched = line.newest.matched
        assert matched.before is not None and matched.now is not None
        side = "self" if line.curve.relation == "self" else "other"
        name = line.measure.short if line.is_trained else _("%(name)s (not trained)", name=line.measure.short)
        says = f"{score(matched.before)} → {score(matched.now)}"
        rows.append(scale.row(len(rows), name, says, side, matched.before, matched.now, matched.low, matched.high))
    ticks = [(scale.x(value), str(value)) for value in range(lowest, highest + 1)]
    return Strips(rows, ticks, _height(len(rows))) if rows else None


def of_result(one: Result) -> Strips | None:
    """Those in the training beside those who were not, in the figure's own unit; None where there is no figure."""
    sides = [(_("in the training"), "self", one.trained), (_("not in it"), "none", one.others)]
    shown = [(label, looks, of) for label, looks, of in sides if of.is_shown]
    ends = [value for _l, _s, of in shown for side in (of.before, of.after) for value in (side.low, side.high)]
    values = [value for value in ends if value is not None]
    if not values:
        return None
    scale = _Scale(*_whole_scale(min(values), max(values)))
    rows = []
    for place, (label, looks, of) in enumerate(shown):
        before, after = of.before.median or 0.0, of.after.median or 0.0
        says = before_and_after(of, one.unit)
        rows.append(scale.row(place, label, says, looks, before, after, of.after.low, of.after.high))
    middle = (scale.low + scale.high) / 2
    return Strips(rows, [(scale.x(v), figure(v)) for v in (scale.low, middle, scale.high)], _height(len(rows)))


def _height(rows: int) -> int:
    return _TOP + rows * _ROW + 22


def _whole_scale(lowest: float, highest: float) -> tuple[float, float]:
    """From zero to the next round number, or between two round numbers where values lie below zero."""
    most = max(abs(lowest), abs(highest)) or 1.0
    step = 10.0 ** floor(log10(most))
    step = step / 5 if most / step < 2 else step / 2 if most / step < 5 else step
    return min(0.0, floor(lowest / step) * step), max(0.0, ceil(highest / step) * step)


class _Scale:
    """Values to coordinates."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def x(self, value: float) -> float:
        """Where a value stands."""
        return round(LEFT + (value - self.low) * (RIGHT - LEFT) / (self.high - self.low), 1)

    def row(
        self,
        place: int,
        label: str,
        says: str,
        looks: str,
        before: float,
        now: float,
        low: float | None = None,
        high: float | None = None,
    ) -> Strip:
        """A row at its place from the top."""
        half = (None, None) if low is None or high is None else (self.x(low), self.x(high))
        return Strip(label, says, looks, _TOP + place * _ROW, self.x(before), self.x(now), *half)
