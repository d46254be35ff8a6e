"""Sessions and commitments, made as their pages make them."""

from datetime import UTC, date, datetime, time, timedelta

from assessments.scheduling.sessions import Part, begins_at
from kamcoach.database import new_public_id
from kamcoach.reinforcement.models import FollowUp
from kamcoach.sessions import commitments, notes, services
from kamcoach.sessions.commitments import Promise, Said
from kamcoach.sessions.models import CoachingSession
from kamcoach.sessions.notes import NoteSave
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


def sessions_of_scene(world: World, ids: dict[str, str]) -> None:
    """Alice's sessions, held, ahead and cancelled, with a note in each voice, and her commitments; Charlie's own."""
    noon = world.now
    world.clock.set(noon.business - timedelta(days=6))
    met = planned(world)
    gone = planned(world, days=3)
    put_off, kept = promise(world, days=1), promise(world, days=1, event="the call & the <mill>")
    held(world, met)
    write(world, met, world.bob, "fact", "She said it\ntwice: <we> & they.")
    write(world, met, world.bob, "fact", "He looked tired.", private=True)
    write(world, met, world.alice, "review", "I began with the price.")
    world.clock.set(noon.business - timedelta(days=3))
    with world.writing() as session:
        alice = world.actor(world.alice)
        services.cancel(session, gone.public_id, "The plant is shut.", actor=world.actor(world.bob), at=world.now)
        commitments.check(session, put_off.public_id, Said("no_event"), actor=alice, at=world.now)
        commitments.check(session, kept.public_id, Said("partly", "forgot", "Too late."), actor=alice, at=world.now)
    named = {
        "alice's held session": met,
        "alice's cancelled session": gone,
        "alice's put off": put_off,
        "alice's settled commitment": kept,
        "alice's commitment": promise(world, days=2, event="the visit"),
    }
    world.clock.set(noon.business)
    named["alice's session"] = planned(world, days=7)
    named["charlie's session"] = planned(world, world.charlie, world.dora, days=7)
    named["charlie's commitment"] = promise(world, world.charlie, days=0)
    ids |= {name: one.public_id for name, one in named.items()}


def write(world: World, made: Thing, by: Someone, part: Part, text: str, *, private: bool = False) -> None:
    """A first note."""
    actor = world.actor(by)
    with world.writing() as session:
        notes.save(session, made.public_id, [NoteSave(part, private, text, 0)], actor=actor, at=world.now)


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
