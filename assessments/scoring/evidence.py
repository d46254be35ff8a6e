"""What evidence proves: whether an item that was answered as met has the papers that Met asks for (method.md §3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assessments.instruments.model import Grade, Instrument, Item

Standing = Literal["met", "partly", "not_proven"]

_PAPERS = ("A", "B")


@dataclass(frozen=True, slots=True)
class Period:
    """The days, both included, that an audit looks at."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence as graded, and the day it carries; None for what carries none."""

    grade: Grade
    dated_on: date | None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What an item lacks to count as met: how many papers (grade A or B inside the period, 0 to 2), and whether one
    of those papers must be the customer's or another third party's (grade A)."""

    papers: int
    third_party: bool

    @property
    def is_none(self) -> bool:
        """Whether nothing is lacking."""
        return self.papers == 0 and not self.third_party


def shortfall(proofs: Iterable[Proof], period: Period, *, critical: bool) -> Shortfall:
    """What is lacking to Met: one A or B inside the period; of a critical measure two, one of them A.

    C and D, and what is dated outside the period or not at all, only lead to papers.
    """
    papers = [proof.grade for proof in proofs if proof.grade in _PAPERS and _inside(proof, period)]
    needs_third_party = critical and "A" not in papers
    lacking = max(0, (2 if critical else 1) - len(papers))
    return Shortfall(max(lacking, int(needs_third_party)), needs_third_party)


def _inside(proof: Proof, period: Period) -> bool:
    return proof.dated_on is not None and proof.dated_on in period


def standing(proofs: Sequence[Proof], period: Period, *, critical: bool) -> Standing:
    """What the evidence alone supports: met; partly, when there is a paper inside the period but not enough of them
    for a critical measure; else not proven."""
    if shortfall(proofs, period, critical=critical).is_none:
        return "met"
    return "not_proven" if shortfall(proofs, period, critical=False).papers else "partly"


def is_met(instrument: Instrument, item: Item, value: str) -> bool:
    """Whether an answer is the highest point of its item's scale."""
    if instrument.answered(item) != "scale":
        return False
    scale = instrument.scale_of(item)
    return bool(scale.points) and scale.points[-1].code == value


def is_short(instrument: Instrument, item: Item, value: str) -> bool:
    """Whether an answer is a point below the highest; an answer without a value is not."""
    if instrument.answered(item) != "scale":
        return False
    return instrument.scale_of(item).point(value) is not None and not is_met(instrument, item, value)


def unproven(
    instrument: Instrument, answers: Mapping[str, str], proofs: Mapping[str, Sequence[Proof]], period: Period
) -> Mapping[str, Shortfall]:
    """The items answered as met without the evidence for it, in the instrument's order, with what each lacks."""
    found = {}
    critical = {measure.code for measure in instrument.measures if measure.critical}
    for item in instrument.items:
        if item.code in answers and is_met(instrument, item, answers[item.code]):
            lacking = shortfall(proofs.get(item.code, ()), period, critical=item.measure in critical)
            if not lacking.is_none:
                found[item.code] = lacking
    return found


def measures_short(instrument: Instrument, answers: Mapping[str, str]) -> Sequence[str]:
    """The measures of which an item is answered below Met, in the instrument's order: each needs a finding."""
    short = {
        item.measure
        for item in instrument.items
        if item.code in answers and is_short(instrument, item, answers[item.code])
    }
    return [measure.code for measure in instrument.measures if measure.code in short]
