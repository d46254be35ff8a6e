"""Trios of Bob's spring cohort in the scene, a meeting that took place, and cards that wait or were answered."""

from sqlalchemy import select

from kamcoach.peers import holding, meetings, services
from kamcoach.recall import queries
from kamcoach.recall import services as recall
from kamcoach.training.models import Cohort, Enrolment
from tests.factories.world import Someone, Thing, World

_GROUPS = {"alice": 1, "erin": 1, "kara": 1, "ivan": 2, "jana": 2}


def peers_and_cards(world: World, people: dict[str, Someone], ids: dict[str, str]) -> None:
    """Alice has a card and a meeting that wait; Kara has answered hers and ticked; Charlie is in no trio."""
    bob, kara = world.actor(world.bob), world.actor(people["kara"])
    with world.writing() as session:
        cohort = session.scalars(select(Cohort).where(Cohort.public_id == ids["bob's finished"])).one()
        rows = session.scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id)).all()
        names = {people[name].id: number for name, number in _GROUPS.items()}
        wanted = {row.public_id: names[row.person_id] for row in rows}
        enrolments = {row.person_id: Thing(row.id, row.public_id) for row in rows}
        services.form(session, cohort, wanted, suggestion=1, actor=bob, at=world.now)
    for name in ("alice", "kara"):
        ids[f"{name}'s meeting"] = world.follow_up(enrolments[people[name].id], "trio-2").public_id
    with world.writing() as session:
        found = meetings.meeting(session, ids["kara's meeting"], actor=kara, at=world.now)
        assert found is not None
        holding.hold(session, found, actor=kara, at=world.now)
    with world.reading() as session:
        query = select(Enrolment).where(Enrolment.public_id == ids["charlie's enrolment"])
        charlies = session.scalars(query).one()
        ids["charlie's meeting"] = world.follow_up(Thing(charlies.id, ""), "trio-2").public_id
        waiting = {
            name: queries.waiting(session, actor=world.actor(people[name]), at=world.now) for name in ("alice", "kara")
        }
    ids |= {f"{name}'s card": shown[0].showing.public_id for name, shown in waiting.items()}
    with world.writing() as session:
        for shown in waiting["kara"]:
            recall.answer(session, shown, shown.options[0].code, at_once=False, actor=kara, at=world.now)
