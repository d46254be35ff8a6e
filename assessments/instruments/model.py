"""The typed model of an instrument: scales, measures, items. It holds what its YAML file says, unchecked.

`reading.py` makes it from YAML or JSON, `checking.py` holds the rules a file must keep. The lookups below
are computed once per instrument and cost a dictionary access afterwards; they are no part of what is
encoded, compared or hashed. An instrument itself is not hashable: use `(code, version)` as a key.
"""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Literal

from msgspec import Struct

Kind = Literal["checklist", "competencies", "audit", "review", "survey"]
Meaning = Literal["not_observed", "no_occasion", "not_applicable"]


class Point(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A point of a scale that has a value, in whole points (method.md §2.2: 1 to 5 on the checklist)."""

    code: str
    value: int
    label: str


class WithoutValue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer that is not zero but no value at all (method.md §2.2: not observed, no occasion)."""

    code: str
    label: str
    meaning: Meaning


class Scale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """An answer scale: points in increasing order, then the answers without a value."""

    code: str
    title: str
    points: tuple[Point, ...]
    without_value: tuple[WithoutValue, ...] = ()

    def point(self, code: str) -> Point | None:
        """Return the point with this code; None when the code has no value here or is unknown."""
        return self._points.get(code)

    def without(self, code: str) -> WithoutValue | None:
        """Return the answer without a value that has this code; None for a point or an unknown code."""
        return self._without.get(code)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code that may be answered, in order of display."""
        return (*self._points, *self._without)

    @cached_property
    def _points(self) -> dict[str, Point]:
        return {point.code: point for point in self.points}

    @cached_property
    def _without(self) -> dict[str, WithoutValue]:
        return {answer.code: answer for answer in self.without_value}


class Measure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is reported: a behaviour, section or competency. `weight` > 0, for the index (method.md §2.7)."""

    code: str
    title: str
    short: str
    sources: tuple[str, ...]
    weight: float = 1.0
    critical: bool = False


class Item(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked: one act with a stated denominator and an anchor for every point (method.md §2.2, §4).

    `question` is put to the subject, `question_other` to anybody else about the subject. `sources` are
    digest ids; `ours` says what is our own addition to them, "" for none.
    """

    code: str
    measure: str
    scale: str
    question: str
    question_other: str
    counts: str
    anchors: Mapping[str, str]
    example: str
    coach_asks: str
    sources: tuple[str, ...]
    lineage: str = ""
    without_value: Mapping[str, str] = {}
    ours: str = ""

    @property
    def line(self) -> str:
        """The lineage by which the item is the same across versions (design.md, Instrument versions)."""
        return self.lineage or self.code


class Thresholds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an index needs: a number of measures, and a share (0 to 1] of the weight (method.md §2.7)."""

    index_measures: int
    index_weight: float


class Instrument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """One version of a checklist, competency assessment, audit checklist, plan review or survey.

    `minutes` is the honest time on a phone. `looks_back_days` is None when the questions ask about no
    period (method.md §1.2: 28 for every frequency question). Without `thresholds` there is no index.
    """

    code: str
    version: int
    kind: Kind
    title: str
    lede: str
    sources: tuple[str, ...]
    minutes: int
    scales: tuple[Scale, ...]
    measures: tuple[Measure, ...]
    items: tuple[Item, ...]
    looks_back_days: int | None = None
    thresholds: Thresholds | None = None

    def item(self, code: str) -> Item:
        """Return the item with this code; KeyError when there is none."""
        return self._items[code]

    def has_item(self, code: str) -> bool:
        """Tell whether an item has this code."""
        return code in self._items

    def measure(self, code: str) -> Measure:
        """Return the measure with this code; KeyError when there is none."""
        return self._measures[code]

    def items_of(self, measure_code: str) -> tuple[Item, ...]:
        """Return the items of a measure in the order asked; () for an unknown measure."""
        return self._items_of.get(measure_code, ())

    def scale_of(self, item: Item) -> Scale:
        """Return the scale on which an item of this instrument is answered; KeyError when there is none."""
        return self._scales[item.scale]

    def items_for(self, measures: Collection[str] | None) -> tuple[Item, ...]:
        """Return the items of these measures in the order asked; all items for None."""
        if measures is None:
            return self.items
        return tuple(item for item in self.items if item.measure in measures)

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.code: item for item in self.items}

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        return {measure.code: measure for measure in self.measures}

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        return {scale.code: scale for scale in self.scales}

    @cached_property
    def _items_of(self) -> dict[str, tuple[Item, ...]]:
        codes = dict.fromkeys(item.measure for item in self.items)
        return {code: self.items_for((code,)) for code in codes}
