"""What a plan will ask, for the page: the weeks as a strip, and what it means for an observer and a manager."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.scheduling import forecast
from assessments.scheduling.forecast import Quarter, Queue, Week
from assessments.scheduling.load import MANAGER_MINUTES, QUARTER
from assessments.scheduling.plan import Plan, Step

FEW, MANY = 10, 40
"""Two sizes of a coach's group: what fits, and what method.md §1.5 warns of."""
_WIDE, _GAP, _HIGH, _TOP, _LEFT = 6, 1, 60, 14, 2
_LABELS = (30, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Bar:
    """One week in the strip: where its bar stands, and whether a request comes in it."""

    x: float
    y: float
    width: float
    height: float
    asks: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """The weeks drawn to scale."""

    width: float
    height: float
    base: float
    training: float
    bars: Sequence[Bar]
    labels: Sequence[tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Observing:
    """What one step asks of an observer: of few people, and of many."""

    step: Step
    few: Queue
    many: Queue


@dataclass(frozen=True, slots=True)
class Outlook:
    """The load of a plan before it runs."""

    weeks: Sequence[Week]
    strip: Strip
    requests: int
    forms: int
    fullest: Week | None
    observing: Sequence[Observing]
    quarters: Sequence[Quarter]
    manager_cap: int = MANAGER_MINUTES
    quarter: int = QUARTER
    few: int = FEW
    many: int = MANY


def outlook(plan: Plan) -> Outlook:
    """Work out what a plan asks of its people."""
    weeks = forecast.weeks(plan)
    few, many = forecast.queues(plan, FEW), forecast.queues(plan, MANY)
    return Outlook(
        weeks=[week for week in weeks if week.minutes or week.observer_forms],
        strip=_strip(weeks),
        requests=sum(week.requests for week in weeks),
        forms=sum(week.forms for week in weeks),
        fullest=max(weeks, key=lambda week: week.minutes, default=None),
        observing=[Observing(one.step, one, other) for one, other in zip(few, many, strict=True)],
        quarters=forecast.quarters(plan),
    )


def _strip(weeks: Sequence[Week]) -> Strip:
    first = weeks[0].number if weeks else 0
    most = max((week.minutes for week in weeks), default=0) or 1
    base = float(_TOP + _HIGH)
    bars = [_bar(week, _LEFT + (week.number - first) * _WIDE, most, base) for week in weeks]
    last = weeks[-1].number if weeks else 0
    labels = [(_LEFT + (day // 7 - first) * _WIDE, day) for day in _LABELS if first <= day // 7 <= last]
    width = max(_LEFT + len(weeks) * _WIDE + 40, 120)
    return Strip(width, base + 22, base, _LEFT - first * _WIDE - _GAP / 2, bars, labels)


def _bar(week: Week, x: float, most: int, base: float) -> Bar:
    height = round(_HIGH * week.minutes / most, 1)
    return Bar(x, round(base - height, 1), _WIDE - _GAP, height, week.requests > 0)
