"""What each kind of instrument must have, and anchors that are borrowed."""

from typing import Any

import pytest

from assessments.instruments.checking import check_instrument
from assessments.instruments.kinds import check_borrowing, with_anchors
from assessments.instruments.model import Instrument

from .builders import (
    KNOWN,
    Raw,
    instrument,
    raw_audit,
    raw_choice,
    raw_instrument,
    raw_item,
    raw_measure,
    raw_mixed,
    raw_pair,
    raw_scale,
    raw_words,
    without,
)
from .faults import of, of_instrument, of_item, told

MISSING = "items[B1a].question_other: missing; the person and others are asked, each in their own words"
NEVER_SHOWN = "items[B1a].question_other: is never shown: nobody else is asked, or not about a person"
NO_PROOF = "items[B1a].evidence: needs a piece of grade A or B: the word of somebody is not enough"
TOO_LITTLE = "items[B1a].evidence: of a critical item: two pieces of grade A or B, one of them A"


def one_item(raw: Raw, **fields: Any) -> list[str]:
    return of_instrument(measures=[raw_measure("B1")], items=[raw], **fields)


ONE_WORDING, TWO_WORDINGS = without(raw_item("B1a", "B1"), "question_other"), raw_item("B1a", "B1")


@pytest.mark.parametrize(
    ("raters", "subject", "is_two"),
    [
        (["self", "observer"], "person", True),
        (["self", "manager", "observer"], "person", True),
        (["self"], "person", False),
        (["auditor"], "person", False),
        (["manager", "observer"], "person", False),
        (["self", "observer"], "account", False),
        (["self", "customer"], "unit", False),
    ],
)
def test_two_wordings_where_the_person_and_others_are_asked_and_one_everywhere_else(
    raters: list[str], subject: str, is_two: bool
) -> None:
    fields = {"raters": raters, "subject": subject}
    assert one_item(TWO_WORDINGS, **fields) == ([] if is_two else [NEVER_SHOWN])
    assert one_item(ONE_WORDING, **fields) == ([MISSING] if is_two else [])


def test_an_item_that_is_put_to_the_person_alone_has_one_wording() -> None:
    items = [{**TWO_WORDINGS, "raters": ["self"]}, raw_item("B1b", "B1"), raw_item("B2a", "B2")]
    assert of_instrument(items=items) == [NEVER_SHOWN]
    assert of_instrument(items=[without(items[0], "question_other"), *items[1:]]) == []


@pytest.mark.parametrize("name", ["example", "coach_asks"])
@pytest.mark.parametrize("kind", ["checklist", "competencies", "review", "survey", "interview", "talk"])
def test_what_is_rated_and_talked_about_has_an_example_and_a_question_for_the_coach(kind: str, name: str) -> None:
    fault = f"items[B1a].{name}: missing; what is rated needs an example and a question for the coach"
    fields: Any = {name: ""}
    assert of_item(kind, **fields) == ([fault] if kind in ("checklist", "competencies", "review") else [])


def test_what_is_not_scored_needs_no_example() -> None:
    bare = [{**item, "example": "", "coach_asks": ""} for item in (raw_choice("B1c", "B1"), raw_words("B2w", "B2"))]
    assert of(raw_mixed(items=[raw_item("B1a", "B1"), *bare])) == []


@pytest.mark.parametrize(
    ("grades", "found", "found_when_critical"),
    [
        ("", [NO_PROOF], [NO_PROOF, TOO_LITTLE]),
        ("CD", [NO_PROOF], [NO_PROOF, TOO_LITTLE]),
        ("A", [], [TOO_LITTLE]),
        ("AC", [], [TOO_LITTLE]),
        ("BB", [], [TOO_LITTLE]),
        ("AB", [], []),
        ("AAD", [], []),
    ],
)
def test_an_audit_asks_for_proof_and_for_more_where_it_is_critical(
    grades: str, found: list[str], found_when_critical: list[str]
) -> None:
    assert of(raw_audit(grades)) == found
    assert of(raw_audit(grades, critical=True)) == found_when_critical


def test_only_an_audit_asks_for_evidence() -> None:
    assert of_item(evidence=[{"grade": "A", "ask_for": "Minutes"}]) == ["items[B1a].evidence: belongs to an audit"]
    assert of_item(evidence=[]) == []


def test_only_an_audit_must_let_an_item_be_not_applicable() -> None:
    scale = {**raw_scale(), "without_value": [{"code": "N", "label": "Not observed", "meaning": "not_observed"}]}
    audited = {**raw_audit()["items"][0], "without_value": {"N": "I was not there"}}
    assert of(raw_audit(scales=[scale], items=[audited])) == [
        "scales[share]: of an audit needs an answer that means not applicable"
    ]
    asked = [raw_item(code, code[:2], without_value={"N": "I was not there"}) for code in ("B1a", "B2a")]
    assert of(raw_instrument(scales=[scale], items=asked)) == []


def test_an_item_is_put_to_raters_of_its_instrument() -> None:
    assert of_item(raters=["self", "customer"]) == ["items[B1a].raters: 'customer' is not asked by this instrument"]
    assert of_item(raters=["self", "observer"]) == []


def test_a_pair_has_both_sides_in_every_measure() -> None:
    pair = raw_pair()
    assert of(pair) == []
    assert of({**pair, "items": pair["items"][:1]}) == [
        "measures[B1]: has no item for 'customer': a pair needs both sides"
    ]
    everybody = {**pair["items"][1], "raters": []}
    assert of({**pair, "items": [pair["items"][0], everybody]}) == []


# anchors that are borrowed

LENDER = {"tiny.1": instrument()}


def borrowing(key: str, **fields: Any) -> Raw:
    item = without(raw_item("ask", "B1", anchors_from=key), "anchors")
    return raw_instrument(code="talk", items=[{**item, **fields}, raw_item("B2a", "B2")])


def built(raw: Raw) -> Instrument:
    return instrument(**raw)


def test_an_item_that_borrows_has_the_anchors_of_the_other() -> None:
    whole = with_anchors(built(borrowing("tiny.1/B1a")), LENDER)
    assert whole.item("ask").anchors == LENDER["tiny.1"].item("B1a").anchors
    assert whole.item("ask").anchors_from == "tiny.1/B1a"
    assert whole.item("B2a") == built(borrowing("tiny.1/B1a")).item("B2a")


def test_what_borrows_nothing_stays_the_same_object() -> None:
    own = built(borrowing("tiny.1/B1a", anchors={"1": "own"}))
    for one in (instrument(), own):
        assert with_anchors(one, LENDER) is one


@pytest.mark.parametrize("key", ["tiny.2/B1a", "tiny.1/B9", "tiny.1", "tiny.1/", "/B1a", "tiny.1/B1a/1"])
def test_what_is_not_there_is_not_lent_and_its_absence_is_found(key: str) -> None:
    one = built(borrowing(key))
    assert with_anchors(one, LENDER) is one
    assert of(borrowing(key)) == [
        *(f"items[ask].anchors: has no text for '{n}' of the scale 'share'" for n in range(1, 6)),
        f"items[ask].anchors_from: there is no {key!r} to borrow from",
    ]


def test_what_is_borrowed_must_fit_the_scale_of_the_borrower() -> None:
    lender = instrument(items=[raw_choice("B1a", "B1", anchors={"1": "Ann rings", "time": "An hour"})])
    found = told(check_instrument(with_anchors(built(borrowing("tiny.1/B1a")), {"tiny.1": lender}), "x", KNOWN))
    assert found == [
        *(f"items[ask].anchors: has no text for '{n}' of the scale 'share'" for n in range(2, 6)),
        "items[ask].anchors: 'time' is not on the scale 'share'",
    ]


def test_somebody_answers_and_nobody_twice() -> None:
    assert "raters: is empty; somebody has to answer" in of_instrument(raters=[])
    assert "raters: the code 'self' stands here 2 times" in of_instrument(raters=["self", "observer", "self"])


def test_an_item_has_its_own_anchors_or_borrows_them() -> None:
    found = list(check_borrowing(built(raw_instrument(items=[raw_item("B1a", "B1", anchors_from="big.1/B1")]))))
    assert [found_one.path for found_one in found] == ["items[B1a].anchors_from"]
    assert list(check_borrowing(built(borrowing("big.1/B1a")))) == []
