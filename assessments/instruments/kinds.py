"""What an instrument must have to be usable as the kind it is: each rule finds (path, message) pairs."""

from collections.abc import Mapping

from msgspec.structs import replace

from .model import Instrument, Item
from .rules import Finding, Findings, repeated

_WITH_EXAMPLE = ("checklist", "competencies", "review")
_PROOF = ("A", "B")
_CRITICAL_PIECES = 2


def check_kind(instrument: Instrument) -> Findings:
    """Find what the kind asks for and is not there.

    Two wordings where the person and others are asked; an example and a coach's question with every scored item
    (method.md §4); an audit's evidence (§3); both sides of a pair in a survey that is put to two (S2-G1).
    """
    if not instrument.raters:
        yield Finding("raters", "is empty; somebody has to answer")
    yield from repeated("raters", instrument.raters)
    critical = {measure.code for measure in instrument.measures if measure.critical}
    scored = {scale.code for scale in instrument.scales if scale.points}
    for item in instrument.items:
        path = f"items[{item.code}]"
        yield from _wordings(path, instrument, item)
        if instrument.kind in _WITH_EXAMPLE and item.scale in scored:
            yield from _examples(path, item)
        if instrument.kind == "audit":
            yield from _evidence(path, item, is_critical=item.measure in critical)
        elif item.evidence:
            yield Finding(f"{path}.evidence", "belongs to an audit")
        yield from _raters(path, instrument, item)
        if item.anchors_from and not item.anchors:
            yield Finding(f"{path}.anchors_from", f"there is no {item.anchors_from!r} to borrow from")
    if instrument.kind == "audit":
        yield from _not_applicable(instrument)
    if any(item.raters for item in instrument.items):
        yield from _pairs(instrument)


def check_borrowing(instrument: Instrument) -> Findings:
    """Find items that have anchors and would borrow some too; before the borrowed ones are filled in."""
    for item in instrument.items:
        if item.anchors and item.anchors_from:
            yield Finding(f"items[{item.code}].anchors_from", "stands beside anchors; it has its own or borrows them")


def with_anchors(instrument: Instrument, others: Mapping[str, Instrument]) -> Instrument:
    """Return the instrument with the anchors that its items borrow; `others` maps CODE.VERSION to instruments.

    What cannot be found stays as it is: the checks complain of its missing anchors.
    """

    def whole(item: Item) -> Item:
        key, _, code = item.anchors_from.partition("/")
        lender = others.get(key)
        if item.anchors or lender is None or not lender.has_item(code):
            return item
        return replace(item, anchors=lender.item(code).anchors)

    items = tuple(whole(item) for item in instrument.items)
    return instrument if items == instrument.items else replace(instrument, items=items)


def _wordings(path: str, instrument: Instrument, item: Item) -> Findings:
    raters = item.raters or instrument.raters
    two = instrument.subject == "person" and "self" in raters and len(raters) > 1
    if two and not item.question_other:
        yield Finding(f"{path}.question_other", "missing; the person and others are asked, each in their own words")
    if item.question_other and not two:
        yield Finding(f"{path}.question_other", "is never shown: nobody else is asked, or not about a person")
    if item.question_then and not ("self" in raters and instrument.looks_back_days):
        yield Finding(f"{path}.question_then", "is never shown: the person is not asked about a period of their own")
    if item.counts_then and not item.question_then:
        yield Finding(f"{path}.counts_then", "is never shown without question_then")


def _examples(path: str, item: Item) -> Findings:
    for name in ("example", "coach_asks"):
        if not getattr(item, name):
            yield Finding(f"{path}.{name}", "missing; what is rated needs an example and a question for the coach")


def _evidence(path: str, item: Item, *, is_critical: bool) -> Findings:
    proof = [piece for piece in item.evidence if piece.grade in _PROOF]
    if not proof:
        yield Finding(f"{path}.evidence", "needs a piece of grade A or B: the word of somebody is not enough")
    if is_critical and (len(proof) < _CRITICAL_PIECES or all(piece.grade != "A" for piece in proof)):
        yield Finding(f"{path}.evidence", "of a critical item: two pieces of grade A or B, one of them A")


def _not_applicable(instrument: Instrument) -> Findings:
    for scale in instrument.scales:
        if all(answer.meaning != "not_applicable" for answer in scale.without_value):
            yield Finding(f"scales[{scale.code}]", "of an audit needs an answer that means not applicable")


def _raters(path: str, instrument: Instrument, item: Item) -> Findings:
    for relation in item.raters:
        if relation not in instrument.raters:
            yield Finding(f"{path}.raters", f"{relation!r} is not asked by this instrument")


def _pairs(instrument: Instrument) -> Findings:
    for measure in instrument.measures:
        asked = {rater for item in instrument.items_of(measure.code) for rater in item.raters or instrument.raters}
        for relation in instrument.raters:
            if relation not in asked:
                yield Finding(f"measures[{measure.code}]", f"has no item for {relation!r}: a pair needs both sides")
