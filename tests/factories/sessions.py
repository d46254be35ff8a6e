"""Sessions and commitments, made as their pages make them."""

from datetime import UTC, date, datetime, time, timedelta

from assessments.scheduling.sessions import begins_at
from kamcoach.database import new_public_id
from kamcoach.reinforcement.models import FollowUp
from kamcoach.sessions import commitments, services
from kamcoach.sessions.commitments import Promise
from kamcoach.sessions.models import CoachingSession
from kamcoach.sessions.services import When
from tests.factories.world import ZONE, Someone, Thing, World

TRAINING = date(2026, 3, 12)


def trained(world: World) -> Thing:
    """Alice's enrolment by Bob, her training over, Tess observing; it is nine in the morning of its last day."""
    cohort = world.cohort(world.bob, first_day=TRAINING)
    enrolment = world.enrol(cohort, world.alice, world.bob, observer=world.tess)
    world.clock.set(datetime(2026, 3, 12, 1, tzinfo=UTC))
    world.tick()
    world.finish(cohort, world.bob)
    return enrolment


def planned(
    world: World,
    person: Someone | None = None,
    coach: Someone | None = None,
    *,
    days: int = 1,
    clock: time = time(10),
    step: FollowUp | None = None,
) -> Thing:
    """A session some days from now, at an hour of Manila."""
    starts_at = begins_at(world.today + timedelta(days=days), clock, ZONE)
    actor = world.actor(coach or world.bob)
    with world.writing() as session:
        made = services.plan(
            session,
            (person or world.alice).id,
            When(starts_at, ZONE, 30, "Room 4", ""),
            public_id=new_public_id(),
            step=step.id if step else None,
            enrolment=step.enrolment_id if step else None,
            actor=actor,
            at=world.now,
        )
        return Thing(made.id, made.public_id)


def begin(world: World, made: Thing) -> None:
    """Go to the minute at which a session begins."""
    (row,) = world.rows(CoachingSession, CoachingSession.id == made.id)
    world.clock.set(row.starts_at)


def held(world: World, made: Thing, coach: Someone | None = None) -> None:
    """Let it begin, and be marked as held."""
    begin(world, made)
    actor = world.actor(coach or world.bob)
    with world.writing() as session:
        services.hold(session, made.public_id, actor=actor, at=world.now)


def promise(
    world: World,
    person: Someone | None = None,
    *,
    days: int = 1,
    event: str = "the quarterly review",
    by: Someone | None = None,
) -> Thing:
    """A commitment for an event some days from now."""
    whom = person or world.alice
    actor, day = world.actor(by or whom), world.today + timedelta(days=days)
    words = Promise(event, "Rosa Cruz", day, "ask what worries her most", "her own words in my notes", "no time", None)
    with world.writing() as session:
        made = commitments.make(session, whom.id, words, met=None, actor=actor, at=world.now)
        return Thing(made.id, made.public_id)
