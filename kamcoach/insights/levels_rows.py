"""The four levels as rows, for exports: the very figures of the page, and no figure that the page holds back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assessments.statistics.before_after import Compared, Period, Spread
from assessments.statistics.curve import Curve
from kamcoach.insights.levels import Levels, Line
from kamcoach.insights.levels_results import Result

Level = Literal["reaction", "recall", "behaviour", "results"]
When = Literal["afterwards", "before", "first showing", "later showings", "change"]
Whose = Literal["", "self", "observer", "not in it"]


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One figure of `people` out of `of`, None where it is not shown; `day` counts from the training where a fixed day
    is meant, `period` are the two days of a period. `whom`: "" for those in the training."""

    level: Level
    what: str
    when: When
    people: int
    of: int | None
    figure: float | None
    unit: str = ""
    whom: Whose = ""
    day: int | None = None
    period: str = ""
    low: float | None = None
    high: float | None = None


def level_rows(levels: Levels) -> Iterator[LevelRow]:
    """Every figure of the page, from reaction to results."""
    for reaction in levels.reactions:
        for one in reaction.distributions:
            for label, count in one.points:
                what = f"{one.title}: {label}"
                yield LevelRow("reaction", what, "afterwards", one.n, reaction.heard.asked, count)
            if not one.is_shown:
                yield LevelRow("reaction", one.title, "afterwards", one.n, reaction.heard.asked, None)
    recall = levels.recall
    shares: tuple[tuple[When, float | None], ...] = (("first showing", recall.first), ("later showings", recall.later))
    for when, share in shares:
        yield LevelRow("recall", "", when, recall.n, recall.shown, None if share is None else round(100 * share), "%")
    for line in levels.behaviour.lines:
        yield from _of_line(line, levels.people)
    for result in levels.results.found:
        yield from _of_result(result)


def _of_line(line: Line, people: int) -> Iterator[LevelRow]:
    whom: Literal["self", "observer"] = "self" if line.curve.relation == "self" else "observer"
    what, newest = line.measure.title, line.newest
    if newest is None:
        yield LevelRow("behaviour", what, "afterwards", _most(line.curve), people, None, whom=whom)
        return
    matched = newest.matched
    yield LevelRow("behaviour", what, "before", matched.n, people, _rounded(matched.before), whom=whom)
    now, low, high = (_rounded(value) for value in (matched.now, matched.low, matched.high))
    yield LevelRow(
        "behaviour", what, "afterwards", matched.n, people, now, whom=whom, day=newest.day, low=low, high=high
    )


def _most(curve: Curve) -> int:
    return max((point.matched.n for point in curve.days), default=0)


def _of_result(one: Result) -> Iterator[LevelRow]:
    sides: tuple[tuple[Whose, Compared, int | None], ...] = (
        ("", one.trained, one.people),
        ("not in it", one.others, None),
    )
    for whom, compared, of in sides:
        spreads: tuple[tuple[When, Spread, Period], ...] = (
            ("before", compared.before, one.pair.before),
            ("afterwards", compared.after, one.pair.after),
        )
        for when, spread, period in spreads:
            yield LevelRow(
                "results",
                one.figure,
                when,
                spread.n,
                of,
                spread.median,
                one.unit,
                whom=whom,
                period="/".join(day.isoformat() for day in period),
                low=spread.low,
                high=spread.high,
            )
        yield LevelRow("results", one.figure, "change", compared.n, of, compared.change, one.unit, whom=whom)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
