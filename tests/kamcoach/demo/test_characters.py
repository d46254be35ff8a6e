"""What the simulated people are like, without a database."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assessments.instruments.model import Instrument
from kamcoach.demo.characters import CAST, Character, Habit, character_of, gain, habit_of
from kamcoach.demo.draws import draw, pick, swing, whole_between
from kamcoach.demo.owed import Owed
from kamcoach.demo.replies import replies
from kamcoach.library.files import load
from kamcoach.resources import CONTENT

NUMBERS = [f"X{n}" for n in range(4000)]

OWED = Owed(
    public_id="abc",
    rater_id=1,
    rater="E020",
    subject="E020",
    relation="self",
    time_zone="Asia/Manila",
    country="PH",
    content_hash="",
    asked=None,
    title="Account conversations, May 2026",
    series=None,
    phase="fixed",
    day=30,
    opens_on=date(2026, 5, 1),
    due_on=date(2026, 5, 2),
    closes_on=date(2026, 5, 22),
    closes_at=datetime(2026, 5, 22, 16, tzinfo=UTC),
    created_at=datetime(2026, 4, 30, 16, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load(CONTENT).instruments["instruments/kam-behaviours.1.yaml"]


def test_a_draw_depends_on_the_seed_and_on_what_it_is_for_and_on_nothing_else() -> None:
    assert draw(1, "a", 2) == draw(1, "a", 2)
    assert len({draw(1, "a", 2), draw(2, "a", 2), draw(1, "b", 2), draw(1, "a", 3)}) == 4
    assert {whole_between(1, 3, 1, n) for n in range(100)} == {1, 2, 3}
    assert {pick("abc", 1, n) for n in range(100)} == set("abc")
    assert all(-0.5 <= swing(0.5, 1, n) <= 0.5 for n in range(1000))


def test_characters_are_spread_as_they_should_be() -> None:
    share = {character: count / len(NUMBERS) for character, count in _count(7).items()}
    assert share[Character.STICKS] == pytest.approx(0.35, abs=0.04)
    assert share[Character.FADES] == pytest.approx(0.25, abs=0.04)
    assert set(share) == set(Character)
    assert [character_of(7, n) for n in NUMBERS] != [character_of(8, n) for n in NUMBERS]


def _count(seed: int) -> Counter[Character]:
    return Counter(character_of(seed, number) for number in NUMBERS)


def test_the_cast_is_the_same_whatever_the_seed() -> None:
    for number, part in CAST.items():
        assert part.character in (None, character_of(99, number))
        assert habit_of(99, number, "self") == part.habit
    assert all(habit_of(7, number, "observer") != Habit.NEVER for number in (*NUMBERS, *CAST))


def test_what_fades_falls_and_what_sticks_stays() -> None:
    assert (
        gain(Character.FADES, 30) > gain(Character.FADES, 45) > gain(Character.FADES, 90) > gain(Character.FADES, 999)
    )
    assert gain(Character.STICKS, 0) == 0
    assert min(gain(Character.STICKS, day) for day in range(30, 400)) >= 1
    assert gain(Character.SLOW, 30) < gain(Character.SLOW, 90)


def test_every_item_that_is_asked_has_an_answer_on_its_scale(instrument: Instrument) -> None:
    said = replies(OWED, instrument, {"B1"}, seed=3)
    assert [reply.item for reply in said] == [item.code for item in instrument.items]
    assert all(reply.value in instrument.scale_of(instrument.item(reply.item)).codes for reply in said)
    assert replies(OWED, instrument, {"B1"}, seed=3) == said
    assert replies(OWED, instrument, {"B1"}, seed=4) != said
    (only,) = replies(replace(OWED, asked=["B5"]), instrument, set(), seed=3)
    assert only.item == "B5"


def test_who_saw_no_case_for_one_half_of_a_double_saw_none_for_the_other(instrument: Instrument) -> None:
    missing = 0
    for seed in range(300):
        said = {r.item: r.value for r in replies(replace(OWED, relation="observer"), instrument, set(), seed=seed)}
        for first, second in (("B1a", "B1b"), ("B9a", "B9b")):
            if said[first] in ("N", "O"):
                missing += 1
                assert said[second] == said[first]
    assert missing > 20


def test_notes_say_something_and_never_beside_an_answer_without_a_value(instrument: Instrument) -> None:
    said = [reply for seed in range(200) for reply in replies(OWED, instrument, set(), seed=seed)]
    assert len({reply.note for reply in said}) > 20
    assert not [reply for reply in said if reply.note and reply.value in ("N", "O")]
