"""What a deck of boosters must keep: every rule, with the text its author reads."""

from typing import Any

import pytest

from assessments.instruments.checking import check_deck

from .builders import KNOWN, Raw, deck, raw_card, raw_variant, text
from .faults import of_deck, told


def of_card(**fields: Any) -> list[str]:
    return of_deck(raw_card(**fields))


def of_variant(**fields: Any) -> list[str]:
    return of_card(variants=[raw_variant("v1", **fields), raw_variant("v2"), raw_variant("v3")])


def options(*best: bool) -> list[Raw]:
    return [
        {"code": code, "reason": f"It is {code}.", "best": is_best}
        for code, is_best in zip("abcde", best, strict=False)
    ]


def variants(*codes: str, shown: str = "abc") -> list[Raw]:
    return [raw_variant(code, options={option: f"Do {option}" for option in shown}) for code in codes]


def test_a_small_deck_keeps_every_rule() -> None:
    assert of_deck() == []


def test_a_deck_is_about_an_instrument_that_is_there_and_its_measures() -> None:
    assert of_deck(instrument="big") == ["instrument: there is no instrument 'big'"]
    assert of_card(measure="B9") == ["cards[stop].measure: 'B9' is no measure of 'tiny'"]
    assert of_deck(raw_card(measure="B9"), instrument="big") == ["instrument: there is no instrument 'big'"]


def test_cards_options_variants_and_scenes_are_distinct() -> None:
    assert of_deck(raw_card(), raw_card()) == ["cards: the code 'stop' stands here 2 times"]
    again = [*options(True, False), *options(False)]
    assert of_card(options=again, variants=variants("v1", "v2", "v3", shown="ab")) == [
        "cards[stop].options: the code 'a' stands here 2 times"
    ]
    different = [{**variant, "scene": f"Case {n}."} for n, variant in enumerate(variants("v1", "v2", "v2"))]
    assert of_card(variants=different) == ["cards[stop].variants: the code 'v2' stands here 2 times"]
    same = [{**variant, "scene": "A case."} for variant in variants("v1", "v2", "v3")]
    assert of_card(variants=same) == ["cards[stop].variants: the code 'A case.' stands here 3 times"]


@pytest.mark.parametrize(("number", "fits"), [(2, False), (3, True), (4, True), (5, False)])
def test_a_card_has_three_or_four_options(number: int, fits: bool) -> None:
    several = options(True, *[False] * (number - 1))
    found = of_card(options=several, variants=variants("v1", "v2", "v3", shown="abcde"[:number]))
    assert found == ([] if fits else ["cards[stop].options: needs 3 or 4 of them"])


@pytest.mark.parametrize(("best", "times"), [((False, False, False), 0), ((True, False, True), 2)])
def test_one_option_is_the_best(best: tuple[bool, ...], times: int) -> None:
    assert of_card(options=options(*best)) == [f"cards[stop].options: needs one best option, has {times}"]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_card_has_three_surfaces_at_least(number: int) -> None:
    found = of_card(variants=variants("v1", "v2", "v3", "v4")[:number])
    fault = "cards[stop].variants: needs 3, or the card is what is remembered (method 1.11)"
    assert found == ([] if number >= 3 else [fault])


def test_every_variant_shows_every_option_and_nothing_else() -> None:
    assert of_variant(options={"a": "Ask her", "b": "Write to her boss", "d": "Wait"}) == [
        "cards[stop].variants[v1].options: has no text for the option 'c'",
        "cards[stop].variants[v1].options: 'd' is no option of the card",
    ]


@pytest.mark.parametrize(("field", "most"), [("scene", 330), ("ask", 110)])
@pytest.mark.parametrize("more", [0, 1])
def test_a_variant_fits_on_a_phone(field: str, most: int, more: int) -> None:
    fields: Any = {field: text(most + more)}
    fault = f"cards[stop].variants[v1].{field}: has {most + more} characters, {most} fit on a phone"
    assert of_variant(**fields) == ([fault] if more else [])


@pytest.mark.parametrize("more", [0, 1])
def test_options_reasons_and_what_is_taught_fit_on_a_phone(more: int) -> None:
    shown = {"a": "Ask her", "b": text(130 + more), "c": "Wait"}
    reasoned = [{**option, "reason": text(260 + more)} for option in options(True)] + options(False, False, False)[1:]
    for found, path, most in (
        (of_variant(options=shown), "variants[v1].options[b]", 130),
        (of_card(options=reasoned), "options[a].reason", 260),
        (of_card(teaches=text(140 + more)), "teaches", 140),
    ):
        assert found == ([f"cards[stop].{path}: has {most + more} characters, {most} fit on a phone"] if more else [])


def test_a_scene_is_easy_to_read() -> None:
    assert of_variant(scene="Ann rings you about the broken machine.") == []
    assert of_variant(scene="Negotiations concerning deliveries failed.") == [
        "cards[stop].variants[v1].scene: is hard to read: LIX 79, at most 50 (shorter sentences and words)"
    ]


def places(*best: str) -> list[Raw]:
    return [raw_card(f"card-{n}", best=code) for n, code in enumerate(best)]


def test_the_place_of_the_best_option_does_not_give_it_away() -> None:
    assert of_deck(*places(*"aaabbc")) == []
    assert of_deck(*places(*"aaaabc")) == ["cards: the best option is number 1 on 4 of 6 cards; mix them"]
    assert of_deck(*places(*"aacccccb")) == ["cards: the best option is number 3 on 5 of 8 cards; mix them"]
    assert of_deck(*places(*"aaaaa")) == []


def test_the_length_of_the_best_option_does_not_give_it_away() -> None:
    mixed = places(*"aabbbc")
    assert of_deck(*mixed) == []
    mixed[5]["variants"][0]["options"] = {"a": "Ask her", "b": "Ring", "c": "Wait a day"}
    assert of_deck(*mixed) == ["cards: the best option is the longest in 10 of 18 variants; even them out"]


def test_a_card_without_one_best_option_is_left_out_of_what_gives_it_away() -> None:
    unfinished = raw_card("card-5", options=options(False, False, False))
    assert of_deck(*places(*"aaaaa"), unfinished) == ["cards[card-5].options: needs one best option, has 0"]


def test_the_general_rules_hold_for_decks_too() -> None:
    odd = raw_card(sources=[], teaches=" ", ours=" ", options=[{**option, "reason": ""} for option in options(True)])
    found = of_deck(
        {**odd, "variants": variants("v1", "v 2", "v3", shown="a")}, code="Cases", version=0, sources=["S9"]
    )
    assert found == [
        "code: 'Cases' does not match [a-z][a-z0-9-]{0,63}",
        "version: must be 1 or more",
        "sources: 'S9' is not in the digest",
        "cards[stop].teaches: is empty",
        "cards[stop].ours: is empty",
        "cards[stop].sources: cites nothing; name the digest ids it comes from",
        "cards[stop].options[a].reason: is empty",
        "cards[stop].variants[v 2].code: 'v 2' does not match [A-Za-z0-9_-]{1,12}",
        "cards[stop].options: needs 3 or 4 of them",
    ]
    assert of_deck(cards=[]) == ["cards: is empty"]
    assert of_variant(options={"a": " ", "b": "Write", "c": "Wait"}) == [
        "cards[stop].variants[v1].options[a]: is empty"
    ]


def test_a_deck_is_checked_without_any_instrument() -> None:
    assert told(check_deck(deck(), "x", KNOWN, {})) == ["instrument: there is no instrument 'tiny'"]


def test_options_of_one_length_give_nothing_away() -> None:
    same = [raw_variant(code, options=dict.fromkeys("abc", "Wait.")) for code in "xyz"]
    cards = [raw_card(f"c{n}", best="abc"[n % 3], variants=same) for n in range(6)]
    assert "longest" not in " ".join(of_deck(*cards))
