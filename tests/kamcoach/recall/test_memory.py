"""What a card remembers: the intervals of FSRS, with every instant passed in."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler

from kamcoach.recall import memory
from kamcoach.recall.memory import Recall

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
G, W, E = Recall.RIGHT, Recall.WRONG, Recall.AT_ONCE


def intervals(*recalls: Recall, late: int = 0) -> list[int]:
    """The days until the card is due again after each answer, each given so many days late."""
    kept, at, days = memory.new(MONDAY), MONDAY, []
    for recall in recalls:
        kept, due = memory.after(json.loads(json.dumps(kept)), recall, at)
        days.append((due - at).days)
        at = due + timedelta(days=late)
    return days


@pytest.mark.parametrize(
    ("recalls", "days"),
    [
        ((G, G, G), [4, 31, 120]),
        ((W, G), [1, 4]),
        ((G, G, W, G), [4, 31, 4, 14]),
        ((E, E), [16, 120]),
        ((W, W), [1, 1]),
    ],
)
def test_what_is_known_comes_back_later_and_what_is_not_sooner(recalls: tuple[Recall, ...], days: list[int]) -> None:
    assert intervals(*recalls) == days


def test_what_was_recalled_late_is_known_the_better_for_it() -> None:
    assert intervals(G, G, late=4)[1] > intervals(G, G)[1]


def test_the_same_answers_at_the_same_instants_give_the_same() -> None:
    assert memory.after(memory.new(MONDAY), G, MONDAY) == memory.after(memory.new(MONDAY), G, MONDAY)


def test_the_library_still_gives_the_intervals_that_it_publishes() -> None:
    """From the project's own tests (py-fsrs 6, tests/test_basic.py): look at a version that differs."""
    scheduler, card, at, days = Scheduler(enable_fuzzing=False), Card(card_id=1, due=MONDAY), MONDAY, []
    for rating in [Rating.Good] * 5:
        card, _ = scheduler.review_card(card, rating, at)
        days.append((card.due - at).days)
        at = card.due
    assert days == [0, 2, 11, 46, 163]
