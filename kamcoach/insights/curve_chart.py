"""The geometry of the curve's chart: numbers in, coordinates out; looks are classes of the theme (look.md, Charts).

Time is to scale, the whole answer scale is drawn, what is planned stays empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assessments.statistics.curve import Beside, Curve
from kamcoach.insights.curve_queries import Study
from kamcoach.web.language import gettext as _

LEFT, RIGHT, TOP, BOTTOM = 78.0, 318.0, 20.0, 244.0
_FROM = -30
_BEFORE = -12
"""Where the baseline stands: it was answered in the weeks before day 0."""
_APART = 3.5
"""How far self and observer stand from their day, so that equal values lie side by side."""
_GAP = 16.0
_SHORTEST = 90


@dataclass(frozen=True, slots=True)
class Line:
    """A polyline with its classes."""

    looks: str
    points: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point: ● self, ◆ observer, ○ then, □ untrained."""

    shape: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a line's end."""

    text: str
    looks: str
    x: float
    y: float


@dataclass
class Chart:
    """What a template draws."""

    grid: list[tuple[float, str]]
    ticks: list[tuple[float, str]]
    training: float
    spreads: list[tuple[str, float, float, float]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    talks: list[tuple[float, float, int]] = field(default_factory=list)


class _Scale:
    """Days and scale points to coordinates."""

    def __init__(self, study: Study) -> None:
        low, high = study.instrument.value_range or (1, 5)
        self._low, self._high = low, high
        self._last = max([_SHORTEST, *study.days])
        labels = {point.value: point.label for scale in study.instrument.scales for point in scale.points}
        self.grid = [(self.y(value), labels.get(value, str(value))) for value in range(low, high + 1)]

    def x(self, day: float) -> float:
        """Where a day stands."""
        return round(LEFT + (day - _FROM) * (RIGHT - LEFT) / (self._last - _FROM), 1)

    def y(self, value: float) -> float:
        """Where a value stands."""
        return round(BOTTOM - (value - self._low) * (BOTTOM - TOP) / (self._high - self._low), 1)


def _empty(study: Study, scale: _Scale) -> Chart:
    ticks = [(scale.x(_BEFORE), _("before"))]
    ticks += [(scale.x(day), f"+{day}") for day in study.days]
    return Chart(grid=scale.grid, ticks=ticks, training=scale.x(0))


def of_behaviour(study: Study, curves: Sequence[Curve]) -> Chart:
    """One behaviour: the first curve with everything, of a second the matched people; the then-test by itself."""
    scale = _Scale(study)
    chart = _empty(study, scale)
    shown = [curve for curve in curves if not curve.is_empty]
    ends: list[Label] = []
    for place, curve in enumerate(shown):
        ends += _drawn(chart, scale, curve, is_first=place == 0)
    chart.labels = _untangled(ends)
    chart.talks = _talks(study, scale)
    return chart


def _drawn(chart: Chart, scale: _Scale, curve: Curve, *, is_first: bool) -> list[Label]:
    side = "self" if curve.relation == "self" else "other"
    apart = _APART if side == "self" else -_APART
    ends: list[Label] = []
    matched = _matched_points(scale, curve, apart)
    if is_first:
        silent = [(one.day, one.silent.mean) for one in curve.days if one.silent.mean is not None]
        everyone = [(one.day, one.everyone.mean) for one in curve.days if one.everyone.mean is not None]
        first = curve.before.mean
        for points, looks, text in (
            (silent, "worst", _("if silent")),
            (everyone, f"l-{side} everyone", _("everyone")),
        ):
            whole = [(_BEFORE, first), *points] if first is not None else points
            at = [(scale.x(day) + apart, scale.y(value)) for day, value in whole if value is not None]
            if points:
                chart.lines.append(Line(looks, _joined(at)))
                ends.append(Label(text, "", *at[-1]))
        for one in curve.days:
            if one.matched.low is not None and one.matched.high is not None:
                x = scale.x(one.day) + apart
                chart.spreads.append((f"l-{side} spread", x, scale.y(one.matched.high), scale.y(one.matched.low)))
    if curve.then.mean is not None:
        then = (scale.x(_BEFORE) + apart, scale.y(curve.then.mean))
        chart.lines += [Line("l-none then", _joined([then, matched[1]]))] if len(matched) > 1 else []
        chart.marks.append(Mark("then", *then))
    if len(matched) > 1:
        chart.lines.append(Line(f"l-{side}", _joined(matched)))
        name = _("self") if side == "self" else _("observer")
        ends.append(Label(name, f"t-{side}", *matched[-1]))
    elif curve.before.mean is not None:
        matched = [(scale.x(_BEFORE) + apart, scale.y(curve.before.mean))]
    chart.marks += [Mark(side, x, y) for x, y in matched]
    return ends


def _matched_points(scale: _Scale, curve: Curve, apart: float) -> list[tuple[float, float]]:
    """The matched people of each day; the line begins with what those of the newest day said before."""
    days = [(one.day, one.matched.now) for one in curve.days if one.matched.now is not None]
    newest = curve.newest
    before = [(_BEFORE, newest.matched.before)] if newest else []
    return [(scale.x(day) + apart, scale.y(value)) for day, value in [*before, *days] if value is not None]


def of_groups(study: Study, trained: Sequence[Beside], untrained: Sequence[Beside], relation: str) -> Chart:
    """Trained behaviours beside untrained ones, matched people."""
    scale = _Scale(study)
    chart = _empty(study, scale)
    side = "self" if relation == "self" else "other"
    ends: list[Label] = []
    for group, shape, looks, text, text_looks in (
        (untrained, "untrained", "l-none", _("untrained"), ""),
        (trained, side, f"l-{side}", _("trained"), f"t-{side}"),
    ):
        days = [(one.day, one.matched.now) for one in group if one.matched.now is not None]
        before = next((one.matched.before for one in reversed(group) if one.matched.before is not None), None)
        points = [(scale.x(day), scale.y(value)) for day, value in [(_BEFORE, before), *days] if value is not None]
        if not days:
            continue
        chart.lines.append(Line(looks, _joined(points)))
        chart.marks += [Mark(shape, x, y) for x, y in points]
        ends.append(Label(text, text_looks, *points[-1]))
    chart.labels = _untangled(ends)
    return chart


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _untangled(ends: Sequence[Label]) -> list[Label]:
    """Labels beside their lines' ends, moved apart where they would touch, inside the chart."""
    ordered = sorted(ends, key=lambda label: label.y)
    x = max((label.x for label in ordered), default=0.0) + 12
    places: list[float] = []
    for label in ordered:
        places.append(max(label.y + 4, places[-1] + _GAP) if places else max(label.y + 4, TOP))
    over = places[-1] - BOTTOM if places else 0.0
    if over > 0:
        for index in range(len(places) - 1, -1, -1):
            most = BOTTOM if index == len(places) - 1 else places[index + 1] - _GAP
            places[index] = min(places[index], most)
    return [Label(label.text, label.looks, x, round(y, 1)) for label, y in zip(ordered, places, strict=True)]


def _talks(study: Study, scale: _Scale) -> list[tuple[float, float, int]]:
    """Held talks by week: where, how high, how many."""
    weeks: dict[int, int] = {}
    for day in (*study.before.held, *study.after.held):
        if _FROM <= day <= max([_SHORTEST, *study.days]):
            weeks[day // 7] = weeks.get(day // 7, 0) + 1
    most = max(weeks.values(), default=1)
    return [(scale.x(week * 7 + 3.5), round(4 + 14 * count / most, 1), count) for week, count in sorted(weeks.items())]
