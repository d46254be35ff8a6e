"""The typed model of an instrument: scales, measures, items. It holds what its YAML file says, unchecked.

`reading.py` makes it from YAML or JSON, `checking.py` holds the rules a file must keep. The lookups below
are computed once per instrument and cost a dictionary access afterwards; they are no part of what is
encoded, compared or hashed. An instrument itself is not hashable: use `(code, version)` as a key.
"""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Kind = Literal["checklist", "competencies", "audit", "review", "survey", "interview", "talk"]
SubjectKind = Literal["person", "account", "unit", "cohort"]
"""Whom or what it is about; a unit may be the whole organisation (design.md, Words)."""
Context = Literal["account", "proposal", "tender"]
Relation = Literal["self", "manager", "observer", "mentor", "peer", "team_member", "customer", "auditor", "assessor"]
"""How the rater stands to the subject (design.md, Words)."""
Meaning = Literal["not_observed", "no_occasion", "not_applicable"]
Answered = Literal["scale", "choice", "text"]
"""On points that have a value, by one choice among several without order, or in the rater's own words."""
Grade = Literal["A", "B", "C", "D"]
"""A a customer's or third party's document, B a dated system record, C an independent's observation, D the word
of the person or their line (method.md §3)."""

WRITTEN = "written"
"""What stands as the value of an answer in the rater's own words; the words themselves are its note."""


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


class Choice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of several answers that have no order, so no value either (method.md §1.8: what stopped you?)."""

    code: str
    label: str


class Scale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """An answer scale: points in increasing order, or choices without order; then the answers without a value."""

    code: str
    title: str
    points: tuple[Point, ...] = ()
    choices: tuple[Choice, ...] = ()
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
        return tuple(answer.code for answer in self.answers)

    def label(self, code: str) -> str:
        """Return the label of an answer, "" for an unknown code."""
        return next((answer.label for answer in self.answers if answer.code == code), "")

    @cached_property
    def answers(self) -> tuple[Point | Choice | WithoutValue, ...]:
        """Every answer that may be given, in order of display."""
        return (*self.points, *self.choices, *self.without_value)

    @cached_property
    def _points(self) -> dict[str, Point]:
        return {point.code: point for point in self.points}

    @cached_property
    def _without(self) -> dict[str, WithoutValue]:
        return {answer.code: answer for answer in self.without_value}


class Measure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is reported: a behaviour, section or competency. `weight` > 0, for the index (method.md §2.7).

    `critical`: no index without it, and an audit asks for more evidence (§3). `group` is the heading under which
    measures stand together, such as "Knowledge"; "" for none.
    """

    code: str
    title: str
    short: str
    sources: tuple[str, ...]
    weight: float = 1.0
    critical: bool = False
    group: str = ""


class Evidence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an auditor asks to see, and the grade that it would have."""

    grade: Grade
    ask_for: str


class Item(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked: one act with a stated denominator and an anchor for every point (method.md §2.2, §4).

    `question` is put to the subject, `question_other` to anybody else about the subject, "" where one wording
    serves all. `question_then` asks the subject about the time before a training, afterwards (method.md §1.1), "" where
    it cannot be asked; `counts_then` is what counts then, "" where `counts` holds for it too. `scale` is
    "" for an answer in the rater's own words, which may stay empty. An anchor says what a point looks like; of a
    choice it says what follows from it. `raters` narrows who is asked, () for all of the instrument's. `when` stands
    in the margin: a time, a place in an order. `evidence` is an audit's.
    `anchors_from` is CODE.VERSION/ITEM of an item whose anchors hold here too. `sources` are digest ids; `ours`
    says what is our own addition to them, "" for none.
    """

    code: str
    measure: str
    question: str
    counts: str
    sources: tuple[str, ...]
    scale: str = ""
    question_other: str = ""
    question_then: str = ""
    counts_then: str = ""
    when: str = ""
    raters: tuple[Relation, ...] = ()
    anchors: Mapping[str, str] = {}
    anchors_from: str = ""
    without_value: Mapping[str, str] = {}
    evidence: tuple[Evidence, ...] = ()
    example: str = ""
    coach_asks: str = ""
    lineage: str = ""
    ours: str = ""

    @property
    def line(self) -> str:
        """The lineage by which the item is the same across versions (design.md, Instrument versions)."""
        return self.lineage or self.code

    def asked(self, relation: str) -> str:
        """Return the question as it is put to a rater of this relation."""
        return self.question if relation == "self" else self.question_other or self.question

    def asked_then(self) -> str:
        """Return the question about the time before the training, as it is put to the subject afterwards."""
        return self.question_then or self.question

    def counted_then(self) -> str:
        """Return what counts when the time before the training is asked about."""
        return self.counts_then or self.counts


class Thresholds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an index needs: a number of measures, and a share (0 to 1] of the weight (method.md §2.7)."""

    index_measures: int
    index_weight: float


class Instrument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """One version of a checklist, competency assessment, audit checklist, plan review or survey.

    `minutes` is the honest time on a phone. `looks_back_days` is None when the questions ask about no
    period (method.md §1.2: 28 for every frequency question). Without `thresholds` there is no index.
    `lede` speaks to the rater, `use` to whoever chooses the instrument. `reading` says how it is counted and read, to
    raters too; `results` what combinations of answers mean, and raters do not see it: it would lead them.
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
    use: str = ""
    subject: SubjectKind = "person"
    context: Context | None = None
    raters: tuple[Relation, ...] = ("self", "observer")
    looks_back_days: int | None = None
    thresholds: Thresholds | None = None
    reading: tuple[str, ...] = ()
    results: tuple[str, ...] = ()

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

    def answered(self, item: Item) -> Answered:
        """Tell how an item of this instrument is answered; KeyError when its scale is not there."""
        if not item.scale:
            return "text"
        return "choice" if self.scale_of(item).choices else "scale"

    def label(self, item: Item, code: str) -> str:
        """Return the label of an answer to an item of this instrument; "" for words and unknown codes."""
        return self.scale_of(item).label(code) if item.scale else ""

    def put_to(self, relation: str) -> "Instrument":
        """Return the instrument as raters of this relation meet it: without items that are put to others only."""
        items = tuple(item for item in self.items if not item.raters or relation in item.raters)
        return self if len(items) == len(self.items) else replace(self, items=items)

    def items_for(self, measures: Collection[str] | None) -> tuple[Item, ...]:
        """Return the items of these measures in the order asked; all items for None."""
        if measures is None:
            return self.items
        return tuple(item for item in self.items if item.measure in measures)

    @cached_property
    def value_range(self) -> tuple[int, int] | None:
        """The lowest and highest value of all its scales; None when nothing in it has a value."""
        values = [point.value for scale in self.scales for point in scale.points]
        return (min(values), max(values)) if values else None

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


def ranges(items: Collection[Item], scales: Mapping[str, Scale]) -> set[tuple[int, int]]:
    """Return the lowest and highest value of each scale that these items use; unknown scales are left out."""
    used = (scales[item.scale] for item in items if item.scale in scales)
    return {(min(values), max(values)) for scale in used if (values := [point.value for point in scale.points])}
