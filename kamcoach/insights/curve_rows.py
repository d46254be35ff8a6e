"""The curve as rows, for exports: the very figures of the page, and no figure that the page holds back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assessments.statistics.curve import Beside, Curve, OnDay, curve_of, group_of
from assessments.statistics.describing import Figure
from kamcoach.insights.curve_queries import RELATIONS, Study

Who = Literal["everyone", "matched, before", "matched", "if silent", "then"]


@dataclass(frozen=True, slots=True)
class CurveRow:
    """One figure. `day` counts from the training, 0 stands for before it; mean and quartiles have one decimal place,
    as on the page, and are None below five people or where they would tell on one."""

    behaviour: str
    title: str
    trained: bool
    relation: str
    day: int
    who: Who
    n: int
    mean: float | None
    low: float | None
    high: float | None


def curves(study: Study, measure: str) -> dict[str, Curve]:
    """The curve of a behaviour by relation."""
    return {relation: curve_of(study.table, measure, relation, study.days, study.silence) for relation in RELATIONS}


def curve_rows(study: Study) -> Iterator[CurveRow]:
    """Every figure of a study, behaviour by behaviour in the order of the instrument, trained ones first."""
    for trained in (True, False):
        for measure in study.behaviours(trained=trained):
            for relation, curve in curves(study, measure.code).items():
                for day, who, figure in _figures(curve):
                    yield CurveRow(
                        behaviour=measure.code,
                        title=measure.title,
                        trained=trained,
                        relation=relation,
                        day=day,
                        who=who,
                        n=figure.n,
                        mean=_rounded(figure.mean),
                        low=_rounded(figure.low),
                        high=_rounded(figure.high),
                    )


def _figures(curve: Curve) -> Iterator[tuple[int, Who, Figure]]:
    yield 0, "everyone", curve.before
    if curve.relation == "self":
        yield 0, "then", curve.then
    for point in curve.days:
        yield from _on_day(point)


def _on_day(point: OnDay) -> Iterator[tuple[int, Who, Figure]]:
    matched = point.matched
    yield point.day, "everyone", point.everyone
    yield point.day, "matched, before", Figure(matched.n, matched.before)
    yield point.day, "matched", Figure(matched.n, matched.now, matched.low, matched.high)
    yield point.day, "if silent", Figure(point.silent.n, point.silent.mean)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Trained behaviours beside untrained ones, as one relation sees them."""

    relation: str
    trained: Sequence[Beside]
    untrained: Sequence[Beside]

    @property
    def is_shown(self) -> bool:
        """Whether both have a figure on some day."""
        return any(one.matched.now is not None for one in self.trained) and any(
            one.matched.now is not None for one in self.untrained
        )


def compared(study: Study) -> Comparison | None:
    """Trained beside untrained behaviours, as the second source sees them, else as the people themselves do."""
    codes = {trained: [one.code for one in study.behaviours(trained=trained)] for trained in (True, False)}
    for relation in RELATIONS:
        both = [group_of(study.table, codes[trained], relation, study.days) for trained in (True, False)]
        found = Comparison(relation, *both)
        if found.is_shown:
            return found
    return None
