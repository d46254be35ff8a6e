"""What a deck of boosters must keep: each rule finds (path, message) pairs."""

from collections import Counter
from collections.abc import Mapping

from .deck import Card, Deck, Variant
from .model import Instrument
from .rules import Finding, Findings, repeated
from .wording import reading_ease, too_long

FEWEST_VARIANTS = 3
_OPTIONS = (3, 4)
_SCENE, _ASK, _OPTION, _REASON, _TEACHES = 330, 110, 130, 260, 140
_LARGE = 6
"""Cards from which on a pattern in the place or the length of the best answers gives it away."""


def check_cards(deck: Deck, instruments: Mapping[str, Instrument]) -> Findings:
    """Find what is wrong with a deck: three variants a card (method.md §1.11), one best option, a reason for every
    option, and nothing but the case that gives the best one away."""
    yield from repeated("cards", (card.code for card in deck.cards))
    instrument = instruments.get(deck.instrument)
    if instrument is None:
        yield Finding("instrument", f"there is no instrument {deck.instrument!r}")
    measures = {measure.code for measure in instrument.measures} if instrument else None
    for card in deck.cards:
        path = f"cards[{card.code}]"
        if measures is not None and card.measure not in measures:
            yield Finding(f"{path}.measure", f"{card.measure!r} is no measure of {deck.instrument!r}")
        yield from _card(path, card)
    yield from _given_away(deck)


def _card(path: str, card: Card) -> Findings:
    yield from too_long(f"{path}.teaches", card.teaches, _TEACHES)
    yield from repeated(f"{path}.options", (option.code for option in card.options))
    yield from repeated(f"{path}.variants", (variant.code for variant in card.variants))
    if not _OPTIONS[0] <= len(card.options) <= _OPTIONS[1]:
        yield Finding(f"{path}.options", f"needs {_OPTIONS[0]} or {_OPTIONS[1]} of them")
    if (best := sum(option.best for option in card.options)) != 1:
        yield Finding(f"{path}.options", f"needs one best option, has {best}")
    for option in card.options:
        yield from too_long(f"{path}.options[{option.code}].reason", option.reason, _REASON)
    if len(card.variants) < FEWEST_VARIANTS:
        what = f"needs {FEWEST_VARIANTS}, or the card is what is remembered (method 1.11)"
        yield Finding(f"{path}.variants", what)
    yield from repeated(f"{path}.variants", (variant.scene for variant in card.variants))
    for variant in card.variants:
        yield from _variant(f"{path}.variants[{variant.code}]", card, variant)


def _variant(path: str, card: Card, variant: Variant) -> Findings:
    yield from too_long(f"{path}.scene", variant.scene, _SCENE)
    yield from too_long(f"{path}.ask", variant.ask, _ASK)
    yield from reading_ease(f"{path}.scene", variant.scene)
    codes = [option.code for option in card.options]
    for code in codes:
        if code not in variant.options:
            yield Finding(f"{path}.options", f"has no text for the option {code!r}")
    for code, text in variant.options.items():
        if code not in codes:
            yield Finding(f"{path}.options", f"{code!r} is no option of the card")
        yield from too_long(f"{path}.options[{code}]", text, _OPTION)


def _given_away(deck: Deck) -> Findings:
    cards = [card for card in deck.cards if sum(option.best for option in card.options) == 1]
    if len(cards) < _LARGE:
        return
    place, times = Counter(card.options.index(card.best) for card in cards).most_common(1)[0]
    if times > len(cards) / 2:
        yield Finding("cards", f"the best option is number {place + 1} on {times} of {len(cards)} cards; mix them")
    shown = [(card.best.code, variant.options) for card in cards for variant in card.variants]
    longest = sum(_is_longest(code, texts) for code, texts in shown)
    if longest > len(shown) / 2:
        yield Finding("cards", f"the best option is the longest in {longest} of {len(shown)} variants; even them out")


def _is_longest(code: str, texts: Mapping[str, str]) -> bool:
    others = [len(text) for other, text in texts.items() if other != code]
    return code in texts and all(len(texts[code]) > length for length in others)
