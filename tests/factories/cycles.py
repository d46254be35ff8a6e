"""Cycles of tests: started, rated by both, agreed on."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from kamcoach.assessing import services as assessing
from kamcoach.assessing.models import Assessment, Occasion, Subject
from kamcoach.cycles import agreeing, services
from kamcoach.cycles.models import Cycle
from kamcoach.cycles.pairs import pair
from kamcoach.database import new_public_id
from kamcoach.permissions.roles import Role
from tests.factories.answering import save_all
from tests.factories.world import Someone, Thing, World

PROFILE = "key-account-manager"


def cycle(world: World, *people: Someone, title: str = "Spring 2026", days: int = 21) -> Thing:
    """A cycle that asks these people and their managers from today on."""
    hugh = world.actor(world.hugh)
    window = services.Days(world.today, world.today + timedelta(days=min(14, days)), world.today + timedelta(days=days))
    with world.writing() as session:
        made = services.start(
            session,
            public_id=new_public_id(),
            title=title,
            profile_code=PROFILE,
            days=window,
            people=[person.public_id for person in people],
            actor=hugh,
            at=world.now,
        )
        return Thing(made.id, made.public_id)


def occasion_of(world: World, made: Thing, person: Someone) -> Thing:
    """The occasion of a person in a cycle."""
    with world.reading() as session:
        query = select(Occasion).join(Subject, Subject.id == Occasion.subject_id)
        found = session.scalars(query.where(Occasion.series == made.public_id, Subject.person_id == person.id)).one()
        return Thing(found.id, found.public_id)


def seat(world: World, occasion: Thing, rater: Someone) -> Thing:
    """The assessment of a rater on an occasion."""
    with world.reading() as session:
        query = select(Assessment).where(Assessment.occasion_id == occasion.id, Assessment.rater_id == rater.id)
        found = session.scalars(query).one()
        return Thing(found.id, found.public_id)


def rate(
    world: World,
    occasion: Thing,
    rater: Someone,
    level: str = "3",
    *,
    but: Mapping[str, str] | None = None,
    note: str = "",
    send: bool = True,
) -> Thing:
    """Rate everything that is asked with one level, some differently, and send."""
    mine, actor = seat(world, occasion, rater), world.actor(rater)
    with world.writing() as session:
        asked = session.get_one(Occasion, occasion.id).asked or []
        levels = {item: (but or {}).get(item, level) for item in asked}
        by = f"rated-by-{rater.id}"
        save_all(session, mine.public_id, levels, note=note, by=by, actor=actor, at=world.now)
        if send:
            assessing.submit(session, mine.public_id, actor=actor, at=world.now)
    return mine


def rated_pair(
    world: World, *, own: Mapping[str, str] | None = None, manager: Mapping[str, str] | None = None
) -> Thing:
    """Alice and Mona have both sent: 3 everywhere but where told otherwise."""
    made = occasion_of(world, cycle(world, world.alice), world.alice)
    rate(world, made, world.alice, but=own, note="Own evidence.")
    rate(world, made, world.mona, but=manager, note="What the manager saw.")
    return made


def agree(world: World, occasion: Thing, *signers: Someone) -> None:
    """Take over what is the same, write 3 for the rest, and let these people sign."""
    alice = world.actor(world.alice)
    with world.writing() as session:
        agreeing.take_over_same(session, occasion.public_id, actor=alice, at=world.now)
    with world.reading() as session:
        found = pair(session, occasion.public_id, actor=alice, at=world.now)
        assert found is not None
        open_measures = list(found.open_measures)
    with world.writing() as session:
        for measure in open_measures:
            words = "Three, we think."
            agreeing.save_level(session, occasion.public_id, measure, 3, words, base=0, actor=alice, at=world.now)
    for signer in signers:
        sign(world, occasion, signer)


def sign(world: World, occasion: Thing, signer: Someone, *, dissent: str = "") -> None:
    """Sign the levels as they are."""
    actor = world.actor(signer)
    with world.writing() as session:
        found = pair(session, occasion.public_id, actor=actor, at=world.now)
        assert found is not None
        seen = found.levels_hash
        agreeing.sign(session, occasion.public_id, seen=seen, dissent=dissent, actor=actor, at=world.now)


def cycle_row(world: World, made: Thing) -> Cycle:
    """The cycle as it is."""
    with world.reading() as session:
        return session.get_one(Cycle, made.id)


def cycles_of_scene(world: World, ids: dict[str, str]) -> None:
    """Alice and Mona have written down every level; Charlie's pair is nobody's here; a cycle that asks Nora runs."""
    max_, nora = world.person("Max", Role.MANAGER), world.person("Norman", Role.TRAINEE)
    world.line("manager", world.charlie, max_)
    world.line("manager", nora, world.mona)
    made = cycle(world, world.alice, world.charlie)
    pairs = {}
    for person, manager in ((world.alice, world.mona), (world.charlie, max_)):
        pairs[person.name] = occasion_of(world, made, person)
        rate(
            world,
            pairs[person.name],
            person,
            but={"negotiation": "5", "orders": "N"},
            note="Nine weeks, <five> people.",
        )
        rate(world, pairs[person.name], manager, but={"deciders": "4"}, note="We wrote the plan together.")
    agree(world, pairs["Alice"])
    with world.reading() as session:
        found = pair(session, pairs["Alice"].public_id, actor=world.actor(world.alice), at=world.now)
        assert found is not None
        ids["levels"] = found.levels_hash
    running = cycle(world, nora, title="A cycle that runs")
    ids |= {"cycle": running.public_id, "alice's pair": pairs["Alice"].public_id}
    ids["charlie's pair"] = pairs["Charlie"].public_id
