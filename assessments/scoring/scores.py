"""From answers to scores. "Not observed" and "no occasion" are never zero (design.md, Decisions)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Literal

from ..instruments.model import Instrument, Item, Meaning, Measure, Thresholds
from ..refusals import Refused

Why = Literal["not_observed", "no_occasion", "not_applicable", "partly", "unanswered"]
_Missing = Meaning | Literal["unanswered"]

INDEX = "index"
_TOLERANCE = 1e-9
"""Of a share of weights: 0.1 + 0.2 of 1.0 is 30 %."""


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one measure, or of the index (measure "index").

    `value` lies within the values of the scale; it is None exactly when `why` is given. `coverage`, 0 to 1,
    is the share of the asked items (for the index: measures) that have a value: `with_value` of `asked`.
    """

    measure: str
    value: float | None
    coverage: float
    with_value: int
    asked: int
    why: Why | None


@dataclass(frozen=True, slots=True)
class Scores:
    """The measures that were asked, in order of the report, and the index, None where there cannot be one."""

    measures: tuple[Score, ...]
    index: Score | None

    def of(self, measure: str) -> Score | None:
        """Return the score of a measure, None when none of its items was asked."""
        return next((score for score in self.measures if score.measure == measure), None)


def score(instrument: Instrument, answers: Mapping[str, str], *, asked: Collection[str] | None = None) -> Scores:
    """Return the scores of one rater's answers (item code → code on its scale).

    `asked` holds the item codes of the occasion, None for all; answers to other items are left aside. A
    measure is the mean of its items, and has no score while one of them has no value (method.md §2.2,
    doubles). What is answered by choice or in words is not scored, and a measure without any other item is left
    out. An index exists only for an instrument with thresholds that was asked whole (§2.7).
    Raises Refused not_on_scale(item, value) for an answer `accept` would not have let in.
    """
    scores = tuple(
        _measure(instrument, measure.code, asked_items, answers)
        for measure in instrument.measures
        if (asked_items := _asked(scored_items(instrument, measure.code), asked))
    )
    whole = asked is None or all(item.code in asked for item in instrument.items)
    thresholds = instrument.thresholds if whole else None
    return Scores(scores, _index(scored_measures(instrument), scores, thresholds) if thresholds else None)


def scored_items(instrument: Instrument, measure: str) -> tuple[Item, ...]:
    """Return the items of a measure that are answered on points with a value."""
    return tuple(item for item in instrument.items_of(measure) if instrument.answered(item) == "scale")


def scored_measures(instrument: Instrument) -> tuple[Measure, ...]:
    """Return the measures that have such items: the others can have no score."""
    return tuple(measure for measure in instrument.measures if scored_items(instrument, measure.code))


def _asked(items: tuple[Item, ...], asked: Collection[str] | None) -> tuple[Item, ...]:
    return items if asked is None else tuple(item for item in items if item.code in asked)


def _measure(instrument: Instrument, measure: str, asked: tuple[Item, ...], answers: Mapping[str, str]) -> Score:
    read = [_read(instrument, item, answers) for item in asked]
    values = [entry for entry in read if isinstance(entry, int)]
    reasons = [entry for entry in read if isinstance(entry, str)]
    whole = len(values) == len(scored_items(instrument, measure))
    value = fsum(values) / len(values) if whole else None
    return _scored(measure, value, len(asked), len(values), reasons)


def _read(instrument: Instrument, item: Item, answers: Mapping[str, str]) -> int | _Missing:
    """Return the value of an answer, or the reason why it has none."""
    code = answers.get(item.code)
    if code is None:
        return "unanswered"
    scale = instrument.scale_of(item)
    if point := scale.point(code):
        return point.value
    if without := scale.without(code):
        return without.meaning
    raise Refused("not_on_scale", item=item.code, value=code)


def _scored(measure: str, value: float | None, asked: int, with_value: int, reasons: Sequence[Why]) -> Score:
    why = _why(with_value, reasons) if value is None else None
    return Score(measure, value, with_value / asked, with_value, asked, why)


def _why(with_value: int, reasons: Sequence[Why]) -> Why:
    kinds = Counter(reasons)
    return "partly" if with_value or len(kinds) != 1 else reasons[0]


def _index(measures: tuple[Measure, ...], scores: tuple[Score, ...], thresholds: Thresholds) -> Score:
    weights = {measure.code: measure.weight for measure in measures}
    critical = {measure.code for measure in measures if measure.critical}
    values = {score.measure: score.value for score in scores if score.value is not None}
    weight = fsum(weights[code] for code in values)
    enough = (
        len(values) >= max(1, thresholds.index_measures)
        and weight >= thresholds.index_weight * fsum(weights.values()) - _TOLERANCE
        and critical <= values.keys()
    )
    value = _mean(values, weights) if enough else None
    reasons = [score.why for score in scores if score.why]
    return _scored(INDEX, value, len(scores), len(values), reasons)


def _mean(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the weighted mean, kept between the smallest and largest value against rounding."""
    total = fsum(weights[code] * value for code, value in values.items())
    mean = total / fsum(weights[code] for code in values)
    return min(max(mean, min(values.values())), max(values.values()))
