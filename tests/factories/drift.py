"""Tasks and marks of drift for the scene: one of each state, Alice's, Charlie's, and two marks on Kara."""

from datetime import date, timedelta

from sqlalchemy import Select, select

from kamcoach.drift.models import DriftMark, Task
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.models import Enrolment
from tests.factories.world import Someone, World

WORDS = "Every price goes through legal, <three> weeks;\nthe customer had bought elsewhere by then."


def drift_of_scene(world: World, ids: dict[str, str], people: dict[str, Someone]) -> None:
    """Alice has one to say yes to, one of her own, one that Mona has and one that Mona did; Bob has to rehearse with
    Kara, whose two marks stand and are set aside; Charlie's are nobody's here."""
    day = world.today
    with world.writing() as session:
        of = {
            "alice's yes": _task(world, world.alice, "clear", None, day),
            "alice's cue": _task(world, world.alice, "cue", world.alice, day - timedelta(days=16)),
            "mona's task": _task(world, world.alice, "clear", world.mona, day),
            "mona's done": _task(world, world.alice, "clear", world.mona, day - timedelta(days=20)),
            "bob's rehearsal": _task(world, people["kara"], "rehearse", world.bob, day),
            "charlie's task": _task(world, world.charlie, "clear", None, day),
        }
        for name in ("mona's task", "mona's done"):
            of[name].answered_at = world.now.business
        of["mona's done"].done_on, of["mona's done"].done_note = day, "Legal answers within <three> days now."
        session.add_all(of.values())
        standing = _mark(session.scalars(_measure(people["kara"], "plus-30")).one(), "B1", "fading", [3.25, 3.0], world)
        aside = _mark(session.scalars(_measure(people["kara"], "plus-30")).one(), "B5", "ask", [2.5], world)
        aside.overruled_by_id, aside.overruled_at = world.bob.id, world.now.business
        aside.reason = "Two accounts were closed & counted."
        charlies = _mark(session.scalars(_measure(world.charlie, "baseline")).first(), "B1", "ask", [2.0], world)
        session.add_all((standing, aside, charlies))
        session.flush()
        ids |= {name: task.public_id for name, task in of.items()}
        ids |= {"kara's mark": standing.public_id, "kara's mark, set aside": aside.public_id}
        ids["charlie's mark"] = charlies.public_id


def _task(world: World, person: Someone, kind: str, owner: Someone | None, made_on: date) -> Task:
    return Task(
        kind=kind,
        person_id=person.id,
        owner_id=owner.id if owner else None,
        measure="B1",
        words=WORDS,
        created_at=world.now.business,
        due_on=made_on + timedelta(days=14),
    )


def _measure(person: Someone, step: str) -> Select[FollowUp]:
    query = select(FollowUp).join(Enrolment, Enrolment.id == FollowUp.enrolment_id)
    return query.where(FollowUp.person_id == person.id, FollowUp.step == step, FollowUp.occasion_id.is_not(None))


def _mark(measure: FollowUp | None, code: str, word: str, since: list[float], world: World) -> DriftMark:
    assert measure is not None and measure.occasion_id is not None
    return DriftMark(
        enrolment_id=measure.enrolment_id,
        measure=code,
        occasion_id=measure.occasion_id,
        word=word,
        reached=4.25,
        since=since,
        sources=2,
        read_at=world.now.business,
    )
