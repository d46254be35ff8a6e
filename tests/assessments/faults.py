"""What the checks find in small content, as its author reads it: "path: message", without the file."""

from collections.abc import Iterable
from typing import Any

import msgspec

from assessments.instruments.checking import check_deck, check_instrument
from assessments.instruments.model import Instrument
from assessments.instruments.problems import Problem

from .builders import KNOWN, Raw, deck, instrument, raw_instrument, raw_item


def told(found: Iterable[Problem]) -> list[str]:
    """Return the problems without their file."""
    return [f"{problem.path}: {problem.message}" for problem in found]


def of(raw: Raw) -> list[str]:
    """Return what is found in an instrument."""
    found = check_instrument(msgspec.convert(raw, Instrument), "tiny.1.yaml", KNOWN)
    assert {problem.file for problem in found} <= {"tiny.1.yaml"}
    return told(found)


def of_instrument(**fields: Any) -> list[str]:
    """Return what is found in the tiny instrument with other fields."""
    return of(raw_instrument(**fields))


def of_item(kind: str = "checklist", **fields: Any) -> list[str]:
    """Return what is found in the tiny instrument when the item B1a has other fields."""
    changed = raw_item("B1a", "B1", **fields)
    return of_instrument(kind=kind, items=[changed, raw_item("B1b", "B1"), raw_item("B2a", "B2")])


def of_deck(*cards: Raw, **fields: Any) -> list[str]:
    """Return what is found in a deck of these cards about the tiny instrument."""
    return told(check_deck(deck(*cards, **fields), "cases.1.yaml", KNOWN, {"tiny": instrument()}))
