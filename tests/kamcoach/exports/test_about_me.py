"""One's own copy: everything about oneself, also what a coach wrote for themself alone, and nothing of anybody else."""

from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.exports import csv_rows, recorded, take, xlsx_rows
from tests.factories.sessions import held, planned, promise, write
from tests.factories.world import World

pytestmark = ON_ONE_ENGINE


def coached(world: World) -> None:
    """A session of Alice's with notes of both, and a commitment; one of Charlie's."""
    made = planned(world)
    write(world, made, world.bob, "fact", "She said it twice.")
    write(world, made, world.bob, "fact", "=He looked tired.", private=True)
    write(world, made, world.alice, "review", "I began with the price.")
    held(world, made)
    promise(world, event="the visit")
    other = planned(world, world.charlie, world.dora)
    write(world, other, world.dora, "fact", "Charlie's own.", private=True)


def test_it_holds_every_note_about_oneself(world: World) -> None:
    coached(world)
    rows = csv_rows(take(world, world.alice, "about-me"))
    assert [(row["What"], row["By"], row["About"], row["Text"]) for row in rows] == [
        ("Session", "Bob", "held", "Room 4"),
        ("Note, shared", "Bob", "One observed fact, and what it did for the customer", "She said it twice."),
        (
            "Note, private to who wrote it",
            "Bob",
            "One observed fact, and what it did for the customer",
            "'=He looked tired.",
        ),
        ("Note, shared", "Alice", "One event, as you saw it", "I began with the price."),
        (
            "Commitment",
            "Alice",
            "",
            "When the visit with Rosa Cruz comes on Wednesday 4 March, I will ask what worries her most. "
            "I will know by her own words in my notes.",
        ),
    ]
    assert (rows[4]["Day"], rows[4]["More"]) == ("2026-03-04", "no time")
    assert len(xlsx_rows(take(world, world.alice, "about-me", "xlsx").data)) == 5
    assert [entry[1] for entry in recorded(world)].count("export finished") == 2


def test_nobody_finds_anybody_elses_in_theirs(world: World) -> None:
    coached(world)
    for who in (world.bob, world.dora, world.mona, world.hugh, world.ann):
        assert csv_rows(take(world, who, "about-me")) == [], who.name
    (session, note) = csv_rows(take(world, world.charlie, "about-me"))
    assert (session["By"], note["Text"]) == ("Dora", "Charlie's own.")
    assert take(world, None, "about-me").status_code in (302, 401)
    assert take(world, world.hugh, "about-me", person=world.alice.public_id).status_code == 422


def test_the_page_of_oneself_offers_it(world: World) -> None:
    assert 'formaction="/exports/about-me.csv"' in world.client(world.alice).get("/me").text
