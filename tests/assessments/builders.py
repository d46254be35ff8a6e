"""Small valid content for tests, as raw mappings (what a YAML file holds) and as the typed model."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import msgspec

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


def without(raw: Raw, name: str) -> Raw:
    """Return a copy that lacks a field."""
    copy = deepcopy(raw)
    del copy[name]
    return copy
