"""The typed model of a deck of boosters: short cases that keep what was trained in mind (method.md §1.11)."""

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct


class Option(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to act, and why it is the best or is not; the reason holds for every variant of the card."""

    code: str
    reason: str
    best: bool = False


class Variant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One surface of a card: another customer, another day, the same thing to recognise.

    `options` says what each option of the card looks like here.
    """

    code: str
    scene: str
    ask: str
    options: Mapping[str, str]


class Card(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case about one measure: what it teaches, its options with one best, and three surfaces at least.

    Fewer would train the memory of the card instead of the behaviour (method.md §1.11).
    """

    code: str
    measure: str
    teaches: str
    sources: tuple[str, ...]
    options: tuple[Option, ...]
    variants: tuple[Variant, ...]
    ours: str = ""

    @property
    def best(self) -> Option:
        """The best option; StopIteration when the card was never checked and has none."""
        return next(option for option in self.options if option.best)


class Deck(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """One version of a deck: the cards about the measures of one instrument."""

    code: str
    version: int
    title: str
    lede: str
    instrument: str
    sources: tuple[str, ...]
    cards: tuple[Card, ...]

    def card(self, code: str) -> Card:
        """Return the card with this code; KeyError when there is none."""
        return self._cards[code]

    @cached_property
    def _cards(self) -> dict[str, Card]:
        return {card.code: card for card in self.cards}
