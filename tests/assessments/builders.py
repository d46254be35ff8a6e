"""Small valid content for tests, as raw mappings (what a YAML file holds) and as the typed model."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import msgspec

from assessments.instruments.deck import Deck
from assessments.instruments.model import Instrument
from assessments.instruments.profile import Profile
from assessments.scheduling.plan import Plan, Step

KNOWN = frozenset({"S1", "S1-B1", "S1-B3", "S1-T2", "S1-C2"})
NINE = tuple(f"B{number}" for number in range(1, 10))

Raw = dict[str, Any]


def raw_scale() -> Raw:
    """Return the checklist scale of method.md §2.2: 1 to 5, N and O, and A for not applicable."""
    shares = ("0 to 20 %", "21 to 40 %", "41 to 60 %", "61 to 80 %", "above 80 %")
    return {
        "code": "share",
        "title": "Share of occasions in the last four weeks",
        "points": [{"code": str(n), "value": n, "label": share} for n, share in enumerate(shares, start=1)],
        "without_value": [
            {"code": "N", "label": "Not observed", "meaning": "not_observed"},
            {"code": "O", "label": "No occasion", "meaning": "no_occasion"},
            {"code": "A", "label": "Not applicable", "meaning": "not_applicable"},
        ],
    }


def raw_measure(code: str, **fields: Any) -> Raw:
    """Return a measure."""
    return {"code": code, "title": f"Behaviour {code}", "short": code, "sources": ["S1-B1"], **fields}


def raw_item(code: str, of: str, **fields: Any) -> Raw:
    """Return an item on the checklist scale."""
    return {
        "code": code,
        "measure": of,
        "scale": "share",
        "question": f"In how many of your key accounts did you do {code}?",
        "question_other": f"In how many of their key accounts did they do {code}?",
        "counts": "a conversation of 15 minutes or more",
        "anchors": {str(n): f"what one sees at {n}" for n in range(1, 6)},
        "without_value": {"N": "I was not there", "O": "fewer than three", "A": "no such account"},
        "example": "Plant manager: line 2 stopped",
        "coach_asks": "Whom do you meet this week?",
        "sources": ["S1-B1"],
        **fields,
    }


def raw_choice_scale() -> Raw:
    """Return choices without order (method.md §1.8: what stopped you?) and an answer that is none of them."""
    return {
        "code": "barrier",
        "title": "What stopped you",
        "choices": [
            {"code": "time", "label": "No time in these weeks"},
            {"code": "means", "label": "I lack the means"},
        ],
        "without_value": [{"code": "X", "label": "Nothing", "meaning": "not_applicable"}],
    }


def raw_choice(code: str, of: str, **fields: Any) -> Raw:
    """Return an item that is answered by choice."""
    anchors = {"time": "The manager frees an hour", "means": "The coach brings the sheet"}
    return raw_item(
        code, of, **{"scale": "barrier", "anchors": anchors, "without_value": {"X": "all went well"}, **fields}
    )


def raw_words(code: str, of: str, **fields: Any) -> Raw:
    """Return an item that is answered in the rater's own words."""
    return raw_item(code, of, **{"scale": "", "anchors": {}, "without_value": {}, **fields})


def raw_instrument(**fields: Any) -> Raw:
    """Return an instrument with a double (B1a, B1b of B1) and a single (B2a of B2), without an index."""
    return {
        "code": "tiny",
        "version": 1,
        "kind": "checklist",
        "title": "A tiny checklist",
        "lede": "Three questions.",
        "sources": ["S1"],
        "minutes": 2,
        "looks_back_days": 28,
        "scales": [raw_scale()],
        "measures": [raw_measure("B1"), raw_measure("B2")],
        "items": [raw_item("B1a", "B1"), raw_item("B1b", "B1"), raw_item("B2a", "B2")],
        **fields,
    }


def instrument(**fields: Any) -> Instrument:
    """Return `raw_instrument` as the model."""
    return msgspec.convert(raw_instrument(**fields), Instrument)


def raw_mixed(**fields: Any) -> Raw:
    """Return an instrument with B1 on a scale, by choice and in words (B1a, B1c, B1w) and B2 in words only (B2w)."""
    items = [raw_item("B1a", "B1"), raw_choice("B1c", "B1"), raw_words("B1w", "B1"), raw_words("B2w", "B2")]
    return raw_instrument(**{"scales": [raw_scale(), raw_choice_scale()], "items": items, **fields})


def mixed(**fields: Any) -> Instrument:
    """Return `raw_mixed` as the model."""
    return msgspec.convert(raw_mixed(**fields), Instrument)


def raw_audit(grades: str = "AB", *, critical: bool = False, **fields: Any) -> Raw:
    """Return an audit of one item, with a piece of evidence of each of these grades."""
    evidence = [{"grade": grade, "ask_for": f"The paper of grade {grade}"} for grade in grades]
    item = {**without(raw_item("B1a", "B1"), "question_other"), "evidence": evidence}
    measures = [raw_measure("B1", critical=critical)]
    return raw_instrument(**{"kind": "audit", "raters": ["auditor"], "measures": measures, "items": [item], **fields})


def raw_pair(**fields: Any) -> Raw:
    """Return a survey about an account with two sides: B1a is put to its manager, B1b to the customer."""
    sides = (("B1a", ["self"]), ("B1b", ["customer"]))
    items = [{**without(raw_item(code, "B1"), "question_other"), "raters": raters} for code, raters in sides]
    pair = {"kind": "survey", "subject": "account", "raters": ["self", "customer"], "measures": [raw_measure("B1")]}
    return raw_instrument(**{**pair, "items": items, **fields})


def with_measures(
    items: Mapping[str, int],
    *,
    weights: Mapping[str, float] | None = None,
    critical: Sequence[str] = (),
    thresholds: Raw | None = None,
) -> Instrument:
    """Return an instrument with these measures and so many items each (B1-0, B1-1, …)."""
    return instrument(
        measures=[raw_measure(code, weight=(weights or {}).get(code, 1), critical=code in critical) for code in items],
        items=[raw_item(f"{code}-{n}", code) for code, count in items.items() for n in range(count)],
        thresholds=thresholds,
    )


def the_nine(*, critical: Sequence[str] = (), weights: Mapping[str, float] | None = None) -> Instrument:
    """Return nine behaviours of one item each with the thresholds of method.md §2.7."""
    thresholds = {"index_measures": 7, "index_weight": 0.7}
    return with_measures(dict.fromkeys(NINE, 1), critical=critical, weights=weights, thresholds=thresholds)


def raw_step(code: str = "after-30", **fields: Any) -> Raw:
    """Return the fixed measure of day +30."""
    return {
        "code": code,
        "kind": "measure",
        "title": "A month after",
        "why": "What stuck, after a month.",
        "days": 30,
        "opens": 28,
        "closes": 44,
        "instrument": "tiny",
        "items": "all",
        "raters": ["self", "observer"],
        "minutes": 6,
        **fields,
    }


def raw_baseline(**fields: Any) -> Raw:
    """Return the baseline of method.md §1.1: day -21 to -3, and late until the training begins."""
    return {**raw_step("baseline", days=-3, opens=-21, closes=0), **fields}


def raw_talk(**fields: Any) -> Raw:
    """Return the manager's talk before the training (method.md §1.6): day -14 to -2."""
    talk = raw_step("talk", kind="talk", days=-7, opens=-14, closes=-2, raters=["manager"])
    return {**talk, "instrument": None, "items": None, **fields}


def step(**fields: Any) -> Step:
    """Return `raw_step` as the model."""
    return msgspec.convert(raw_step(**fields), Step)


def baseline(**fields: Any) -> Step:
    """Return `raw_baseline` as the model."""
    return msgspec.convert(raw_baseline(**fields), Step)


def raw_plan(*steps: Raw, **fields: Any) -> Raw:
    """Return a plan of these steps; of the talk, the baseline and day +30 when none is given."""
    return {
        "code": "standard",
        "version": 1,
        "title": "A month",
        "lede": "Three steps.",
        "sources": ["S1-T2"],
        "steps": list(steps) or [raw_talk(), raw_baseline(), raw_step()],
        **fields,
    }


def plan(*steps: Raw, **fields: Any) -> Plan:
    """Return `raw_plan` as the model."""
    return msgspec.convert(raw_plan(*steps, **fields), Plan)


def raw_profile(**fields: Any) -> Raw:
    """Return a job profile with one requirement."""
    return {
        "code": "key-account-manager",
        "version": 1,
        "title": "Key account manager",
        "role_family": "sales",
        "note": "A starting point; a dated job analysis does better.",
        "sources": ["S1-C2"],
        "requires": [{"instrument": "tiny", "measure": "B1", "level": 4, "entry": 3, "weight": 1}],
        **fields,
    }


def profile(**fields: Any) -> Profile:
    """Return `raw_profile` as the model."""
    return msgspec.convert(raw_profile(**fields), Profile)


def raw_variant(code: str, **fields: Any) -> Raw:
    """Return a surface of a card with the options a, b and c, the longest of which is b."""
    return {
        "code": code,
        "scene": f"Line {code} stopped. Ann rings you.",
        "ask": "What do you do?",
        "options": {"a": "Ask her", "b": "Write to her boss", "c": "Wait"},
        **fields,
    }


def raw_card(code: str = "stop", *, best: str = "a", **fields: Any) -> Raw:
    """Return a card with three options and three variants."""
    return {
        "code": code,
        "measure": "B1",
        "teaches": "Ask the one who knows.",
        "sources": ["S1-B1"],
        "options": [
            {"code": option, "reason": f"What follows from {option}.", "best": option == best} for option in "abc"
        ],
        "variants": [raw_variant(f"v{n}") for n in (1, 2, 3)],
        **fields,
    }


def raw_deck(*cards: Raw, **fields: Any) -> Raw:
    """Return a deck of these cards; of one when none is given."""
    return {
        "code": "cases",
        "version": 1,
        "title": "Cases",
        "lede": "One minute each.",
        "instrument": "tiny",
        "sources": ["S1"],
        "cards": list(cards) or [raw_card()],
        **fields,
    }


def deck(*cards: Raw, **fields: Any) -> Deck:
    """Return `raw_deck` as the model."""
    return msgspec.convert(raw_deck(*cards, **fields), Deck)


def text(length: int) -> str:
    """Return a text of so many characters in short words and sentences."""
    return ("We met Ann. " * length)[: length - 1] + "x"


def without(raw: Raw, name: str) -> Raw:
    """Return a copy that lacks a field."""
    copy = deepcopy(raw)
    del copy[name]
    return copy
