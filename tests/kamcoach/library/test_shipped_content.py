"""What ships keeps what was promised: cases for every behaviour and competency, profiles, plans, evidence."""

import json

import pytest

from assessments.instruments.deck import Card
from tests.factories.command import run
from tests.kamcoach.library.shipped import decks, instrument, instruments, library, plans, profiles

BY_FEATURE = {"S1-T1", "S1-T2", "S1-C3", "S3-K1", "S3-K2", "S3-K3", "S3-D1", "S4-R1", "S4-R2"}
BY_FEATURE |= {"S4-S1", "S4-S2", "S4-S3", "S4-F5"}
JOBS = {"key-account-manager", "senior-key-account-manager", "key-account-executive", "account-team-member"}
JOBS |= {"sales-leader"}
DECKS = {"deciders", "needs", "loops", "conduct", "knowledge", "skills"}
BEHAVIOURS = tuple(f"B{number}" for number in range(1, 10))
COMPETENCIES = tuple(measure.code for measure in instrument("kam-competencies").measures)


def cards_on(code: str, measure: str) -> list[Card]:
    """The cards of all decks on one measure."""
    return [card for deck in decks() if deck.instrument == code for card in deck.cards if card.measure == measure]


def test_the_decks_are_there() -> None:
    assert {deck.code for deck in decks()} >= {f"boosters-{name}" for name in DECKS}


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_each_of_the_nine_behaviours_has_five_cards_in_three_settings(behaviour: str) -> None:
    found = cards_on("kam-behaviours", behaviour)
    assert len(found) >= 5
    assert [card.code for card in found if len(card.variants) < 3] == []


@pytest.mark.parametrize("competency", COMPETENCIES)
def test_each_competency_has_two_cards_in_three_settings(competency: str) -> None:
    found = cards_on("kam-competencies", competency)
    assert len(found) >= 2
    assert [card.code for card in found if len(card.variants) < 3] == []


def test_the_behaviours_are_nine_and_the_competencies_twenty_four() -> None:
    assert tuple(measure.code for measure in instrument("kam-behaviours").measures) == BEHAVIOURS
    assert len(COMPETENCIES) == 24


def test_no_two_cards_tell_the_same_case_or_teach_the_same_sentence() -> None:
    cards = [card for deck in decks() for card in deck.cards]
    scenes = [variant.scene for card in cards for variant in card.variants]
    assert len(scenes) == len(set(scenes))
    assert len({card.teaches for card in cards}) == len(cards)


def test_every_card_has_one_best_option_and_a_reason_for_each() -> None:
    cards = [card for deck in decks() for card in deck.cards]
    assert cards
    for card in cards:
        assert [option.best for option in card.options].count(True) == 1, card.code
        assert all(option.reason.strip() for option in card.options), card.code
        codes = {option.code for option in card.options}
        assert all(set(variant.options) == codes for variant in card.variants), card.code


def test_each_of_the_five_families_of_roles_has_a_profile() -> None:
    families = {one.role_family for one in profiles()}
    assert families == {"management", "sales", "technical", "customer_care", "administrative"}


def test_every_job_has_levels_and_levels_to_begin_with() -> None:
    found = {one.code: one for one in profiles()}
    assert found.keys() >= JOBS
    for one in found.values():
        assert one.duties and one.requires, one.code
        assert all(1 <= need.entry <= need.level <= 5 for need in one.requires), one.code
    for code in JOBS:
        assert any(need.entry < need.level for need in found[code].requires), code
        assert {need.instrument for need in found[code].requires} >= {"kam-competencies"}, code


def test_every_profile_says_that_it_is_a_starting_point() -> None:
    assert [one.code for one in profiles() if "starting point" not in one.note] == []


def test_a_plan_is_there_for_half_a_year_for_little_time_and_for_executives() -> None:
    assert {plan.code for plan in plans()} >= {"standard", "short", "executive"}
    for plan in plans():
        kinds = {step.kind for step in plan.steps}
        assert kinds >= {"talk", "measure"}, plan.code
        assert any(step.before for step in plan.steps) and not all(step.before for step in plan.steps)


def test_every_item_of_an_audit_has_evidence_with_a_grade_that_counts() -> None:
    audits = [one for one in instruments() if one.kind == "audit"]
    assert {"audit-key-account-manager", "audit-key-account-executive", "audit-sales-leader"} <= {
        one.code for one in audits
    }
    for one in audits:
        for item in one.items:
            grades = [piece.grade for piece in item.evidence]
            assert set(grades) & {"A", "B"} and set(grades) <= set("ABCD"), f"{one.code} {item.code}"
            if one.measure(item.measure).critical:
                proof = [grade for grade in grades if grade in "AB"]
                assert len(proof) >= 2 and "A" in proof, f"{one.code} {item.code}"
            assert all(piece.ask_for.strip() for piece in item.evidence)


def test_every_kind_of_instrument_is_there() -> None:
    kinds = {one.kind for one in instruments()}
    assert kinds == {"checklist", "competencies", "audit", "review", "survey", "interview", "talk"}


def test_the_gap_is_bridged_from_both_sides() -> None:
    bridge = instrument("bridge")
    assert "customer" in bridge.raters
    sides = {relation: {item.measure for item in bridge.put_to(relation).items} for relation in bridge.raters}
    assert all(measures == {measure.code for measure in bridge.measures} for measures in sides.values())


def test_the_check_finds_nothing_wrong_and_tells_apart_what_features_carry() -> None:
    result = run("content", "check", "--json")
    said = json.loads(result.stdout)
    assert (result.exit_code, said["ok"], said["problems"]) == (0, True, [])
    assert said["must_not_covered"] == []
    assert said["features"].keys() == BY_FEATURE
    assert said["features"] == {key: library().digest[key]["says"] for key in BY_FEATURE}


def test_every_fact_of_the_behaviours_the_knowledge_and_the_proposal_is_asked_for_by_an_item() -> None:
    said = json.loads(run("content", "check", "--json").stdout)
    for key in (*(f"S1-B{n}" for n in range(1, 10)), *(f"S4-F2{c}" for c in "abcdefghij"), "S3-P1", "S3-X1", "S3-T1"):
        assert any("/" in place for place in said["covered"][key]), key
