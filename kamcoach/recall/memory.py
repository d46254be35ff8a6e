"""What a card remembers of being recalled: the FSRS model of the library `fsrs`, with every instant passed in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any, cast

from fsrs import Card, Rating, Scheduler
from fsrs.card import CardDict

RETENTION = 0.85
"""How likely a card is still known on the day it comes back. Two cards a week have to last for fifteen cards or more:
the library's own 0.9 would bring the first ones back before the last ones have come at all."""
LONGEST = 120
"""Days after which a card comes back however well it is known: the series of cards lasts half a year."""
_SCHEDULER = Scheduler(
    desired_retention=RETENTION,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=LONGEST,
    enable_fuzzing=False,
)
"""Without steps of minutes, because nobody sees a card twice a day, and without chance."""

Memory = Mapping[str, Any]


class Recall(IntEnum):
    """How well a card was recalled, as FSRS numbers it."""

    WRONG = Rating.Again
    RIGHT = Rating.Good
    AT_ONCE = Rating.Easy


def new(at: datetime) -> Memory:
    """What is remembered of a card that was never answered; it is due from `at` (UTC) on."""
    return _as_memory(Card(card_id=1, due=at.astimezone(UTC)))


def after(memory: Memory, recall: Recall, at: datetime) -> tuple[Memory, datetime]:
    """What is remembered after an answer at an instant (UTC), and from which instant on the card is due again: at the
    earliest a day later, at the latest 120."""
    card = Card.from_dict(cast(CardDict, dict(memory)))
    reviewed, _ = _SCHEDULER.review_card(card, Rating(recall), at.astimezone(UTC))
    return _as_memory(reviewed), reviewed.due


def _as_memory(card: Card) -> Memory:
    return dict(card.to_dict())
