"""Boosters: a deck to read for the staff, and each card as a trainee meets it, in every one of its settings."""

from xml.etree.ElementTree import Element

import pytest

from assessments.instruments.deck import Card, Deck, Variant
from tests.factories.browsing import form_of, links, parsed, said, without_tokens, words
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World
from tests.kamcoach.library.shipped import (
    DECK,
    cards,
    cited,
    decks,
    ids,
    instrument,
    is_absent,
    lacking,
    library,
    on_one_line,
    staff,
    text_of,
)

pytestmark = ON_ONE_ENGINE


def path(deck: Deck | str, card: Card, **query: str) -> str:
    """The address of a card."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/library/boosters/{deck if isinstance(deck, str) else deck.code}/{card.code}?{asked}"


def settings() -> list[tuple[Deck, Card, Variant]]:
    """Every card of every deck in every setting."""
    return [(deck, card, variant) for deck in decks() for card in deck.cards for variant in card.variants]


def options(page: str) -> list[Element]:
    """The options of a card, in their order."""
    main = parsed(page).find(".//main")
    assert main is not None
    (group,) = (one for one in main.iter("fieldset") if one.get("class") == "choices")
    return list(group.iter("label"))


def first_card() -> Card:
    """The first card of the first deck."""
    return cards(DECK)[0]


def test_a_deck_shows_every_card_with_its_options_and_their_reasons(world: World) -> None:
    bob, wrong = world.client(world.bob), {}
    assert decks()
    for deck in decks():
        reply = bob.get(f"/library/boosters/{deck.code}")
        assert reply.status_code == 200, deck.code
        texts = [deck.title, deck.lede, *(f"{key} {library().digest[key]['says']}" for key in cited(deck))]
        for card in deck.cards:
            texts += [card.teaches, card.variants[0].scene, instrument(deck.instrument).measure(card.measure).title]
            for option in card.options:
                best = " (best)" if option.best else ""
                texts.append(f"{card.variants[0].options[option.code]}{best} {option.reason}")
            texts.append(f"Try it, in {len(card.variants)} settings : {card.teaches}")
        wrong[deck.code] = [*lacking(reply.text, texts), *({card.code for card in deck.cards} - set(ids(reply.text)))]
    assert {code: problem for code, problem in wrong.items() if problem} == {}


def test_every_card_opens_in_every_setting_and_gives_nothing_away(world: World) -> None:
    bob, wrong = world.client(world.bob), {}
    assert settings()
    for deck, card, variant in settings():
        reply = bob.get(path(deck, card, variant=variant.code))
        name = f"{deck.code}/{card.code}/{variant.code}"
        assert reply.status_code == 200, name
        wrong[name] = lacking(reply.text, [variant.scene, variant.ask, *variant.options.values()])
        shown = text_of(reply.text)
        wrong[name] += [option.code for option in card.options if on_one_line(option.reason) in shown]
        assert on_one_line(card.teaches) not in shown and "Best here" not in shown, name
    assert {name: problem for name, problem in wrong.items() if problem} == {}


def test_any_choice_shows_every_reason_marks_the_best_and_says_what_the_card_teaches(world: World) -> None:
    bob = world.client(world.bob)
    for deck in decks():
        for number, card in enumerate(deck.cards):
            variant, chosen = card.variants[number % len(card.variants)], card.options[number % len(card.options)]
            page = bob.get(path(deck, card, variant=variant.code, choice=chosen.code)).text
            told = [on_one_line(" ".join(one.itertext())) for one in options(page)]
            assert told == [
                on_one_line(f"{variant.options[one.code]} {'Best here. ' if one.best else ''}{one.reason}")
                for one in card.options
            ]
            assert form_of(page, holding="choice")["choice"] == chosen.code
            assert on_one_line(card.teaches) in said(page)


def test_each_setting_leads_to_the_next_and_the_last_back_to_the_deck(world: World) -> None:
    bob, card = world.client(world.bob), first_card()
    choice = card.options[0].code
    for number, variant in enumerate(card.variants):
        found = links(bob.get(path(DECK, card, variant=variant.code, choice=choice)).text)
        if number + 1 < len(card.variants):
            following = card.variants[number + 1].code
            assert found["The same thing elsewhere"] == path(DECK, card, variant=following)
        else:
            assert found["Back to the cards"] == f"/library/boosters/{DECK}#{card.code}"
        for place, other in enumerate(card.variants, start=1):
            assert found[f"Setting {place}"] == path(DECK, card, variant=other.code)


def test_a_choice_stays_in_its_setting(world: World) -> None:
    card = first_card()
    page = world.client(world.bob).get(path(DECK, card, variant=card.variants[1].code)).text
    assert dict(form_of(page, holding="variant")) == {"variant": card.variants[1].code}
    assert [one.get("aria-current") for one in parsed(page).iter("a") if "Setting" in words(one)][:3] == [
        None,
        "page",
        None,
    ]


@pytest.mark.parametrize("odd", ["absent", "", "%00", "%ff", "%3Cscript%3Ealert(1)%3C/script%3E", "x" * 3000])
def test_a_setting_or_choice_that_is_not_there_is_the_first_or_none(world: World, odd: str) -> None:
    bob, card = world.client(world.bob), first_card()
    first = without_tokens(bob.get(path(DECK, card)).text)
    for address in (path(DECK, card, variant=odd), path(DECK, card, choice=odd)):
        reply = bob.get(address)
        assert (reply.status_code, without_tokens(reply.text) == first) == (200, True)
    answered = bob.get(path(DECK, card, choice=card.options[0].code)).text
    odd_setting = bob.get(path(DECK, card, variant=odd, choice=card.options[0].code)).text
    assert without_tokens(odd_setting) == without_tokens(answered)


@pytest.mark.parametrize("code", ["absent", "%00", "kam-behaviours", "x" * 3000])
def test_a_deck_or_card_that_is_not_there_is_not_found(world: World, code: str) -> None:
    bob = world.client(world.bob)
    for address in (f"/library/boosters/{code}", f"/library/boosters/{code}/{first_card().code}"):
        assert bob.get(address).status_code == 404
    assert bob.get(f"/library/boosters/{DECK}/{code}").status_code == 404
    other = next(deck for deck in decks() if deck.code != DECK)
    if first_card().code not in {card.code for card in other.cards}:
        assert bob.get(path(other, first_card())).status_code == 404, "a card belongs to its deck"


def test_boosters_are_for_staff_and_for_a_trainee_not_there(world: World) -> None:
    alice, deck = world.client(world.alice), f"/library/boosters/{DECK}"
    card, choice = f"{deck}/{first_card().code}", f"?choice={first_card().best.code}"
    assert is_absent(alice, deck, "/library/boosters/absent")
    assert is_absent(alice, card, f"{deck}/absent")
    assert is_absent(alice, f"{card}{choice}", "/library/boosters/absent/absent")
    for who in staff(world):
        for address in (deck, card):
            assert world.client(who).get(address).status_code == 200, who.name
    for address in (deck, card):
        assert world.client().get(address).location == f"/sign-in?next={address}"
        assert world.client(world.bob).post(address).status_code == 405
