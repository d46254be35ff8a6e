"""Recording: who did what when, without personal text in what can never be erased."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from kamcoach.clock import Moment
from kamcoach.people import services as people
from kamcoach.people.models import Person
from kamcoach.trail import services
from kamcoach.trail.hashing import commitment
from kamcoach.trail.models import TrailEntry, TrailText
from tests.factories.world import World


def test_an_entry_says_who_did_what_when_on_which_object(world: World) -> None:
    at = Moment(business=world.now.business + timedelta(days=40), wall=world.now.wall)
    with world.writing() as session:
        services.record(
            session,
            actor=world.actor(world.ann),
            verb="person disabled",
            on=("person", "p1"),
            at=at,
            details={"b": 1, "a": [2]},
        )
        services.record(session, actor=None, verb="results released", on=("occasion", "o1"), at=at)
    first, second = world.rows(TrailEntry)[-2:]
    assert (first.actor, first.verb, first.object_kind, first.object_id) == (
        world.ann.public_id,
        "person disabled",
        "person",
        "p1",
    )
    assert (first.business_at, first.recorded_at) == (at.business, at.wall)
    assert (first.details, first.commitments) == ('{"a":[2],"b":1}', "{}")
    assert (second.actor, second.details) == ("system", "{}")


def test_personal_text_stands_apart_behind_a_salted_commitment(world: World) -> None:
    texts = {"name": "Erin 🙂", "email": "erin@example.com"}
    with world.writing() as session:
        for _ in range(2):
            services.record(session, actor=None, verb="person created", on=("person", "p"), at=world.now, texts=texts)
    entries = world.rows(TrailEntry)[-2:]
    for entry in entries:
        promised = json.loads(entry.commitments)
        kept = {text.field: text for text in world.rows(TrailText, TrailText.entry_id == entry.id)}
        assert {name: text.text for name, text in kept.items()} == texts
        assert {name: commitment(text.salt, text.text) for name, text in kept.items()} == promised
        assert "rin" not in entry.commitments + entry.details
    assert json.loads(entries[0].commitments)["name"] != json.loads(entries[1].commitments)["name"], (
        "equal texts cannot be recognised"
    )


def test_an_entry_lives_and_dies_with_the_change_it_tells_of(world: World) -> None:
    before = len(world.rows(TrailEntry))
    with pytest.raises(RuntimeError), world.writing() as session:
        person = session.scalars(select(Person).where(Person.name == "Alice")).one()
        people.set_disabled(session, person, True, actor=world.actor(world.ann), at=world.now)
        session.flush()
        raise RuntimeError("the power went")
    assert len(world.rows(TrailEntry)) == before
    assert world.rows(Person, Person.name == "Alice")[0].disabled_at is None
