"""Commitments: made, checked on the evening of their event, withdrawn (method.md §1.9). Raises NotTheirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from assessments.scheduling.commitments import UNKEPT, check_event_day, check_room
from kamcoach.clock import Moment
from kamcoach.people.models import Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.sessions.checks import hold_checks
from kamcoach.sessions.models import CoachingSession, Commitment
from kamcoach.sessions.services import NotTheirs
from kamcoach.trail import services as trail


@dataclass(frozen=True, slots=True)
class Promise:
    """ "When [event with a named person, on a day], I will …; I will know by …", and what may come in the way."""

    event: str
    with_whom: str
    event_on: date
    will_do: str
    know_by: str
    obstacle: str
    measure: str | None


def make(
    session: Session, person_id: int, promise: Promise, *, met: CoachingSession | None, actor: Actor, at: Moment
) -> Commitment:
    """Write down a commitment of a person, by themself or by their coach; `met` is the session in which it was made.

    The same again, while it is open, is the one that stands there. Raises NotTheirs, Refused.
    """
    person = _lock_person(session, person_id, actor=actor, at=at)
    check_event_day(promise.event_on, at.today(person.time_zone))
    stands = _open_of(session, person_id)
    for one in stands:
        if (one.event, one.event_on, one.will_do) == (promise.event, promise.event_on, promise.will_do):
            return one
    check_room(len(stands))
    made = Commitment(
        person_id=person_id,
        enrolment_id=met.enrolment_id if met else None,
        session_id=met.id if met else None,
        measure=promise.measure,
        event=promise.event,
        with_whom=promise.with_whom,
        event_on=promise.event_on,
        will_do=promise.will_do,
        know_by=promise.know_by,
        obstacle=promise.obstacle,
        made_at=at.business,
    )
    session.add(made)
    session.flush()
    _record(session, made, "commitment made", actor=actor, at=at)
    return made


def _lock_person(session: Session, person_id: int, *, actor: Actor, at: Moment) -> Person:
    """The person's row, held until this transaction ends: two at once could make a third commitment."""
    coaches = line_runs("coach", person=Person.id, holder=actor.person_id, on=actor.today(at))
    may = (Person.id == actor.person_id) | coaches
    person = session.scalar(select(Person).where(Person.id == person_id, may).with_for_update())
    if person is None:
        raise NotTheirs
    return person


def _open_of(session: Session, person_id: int) -> Sequence[Commitment]:
    is_open = Commitment.checked_at.is_(None) & Commitment.withdrawn_at.is_(None)
    return session.scalars(select(Commitment).where(Commitment.person_id == person_id, is_open)).all()


@dataclass(frozen=True, slots=True)
class Said:
    """What the person says became of it. None leaves that part as it is: each tap says one thing."""

    kept: str | None = None
    barrier: str | None = None
    note: str | None = None


def check(session: Session, public_id: str, said: Said, *, actor: Actor, at: Moment) -> Commitment:
    """Note what became of a commitment of the actor's own, from the day of its event on. It can be said differently
    until the end of the day on which it was said. Raises NotTheirs, Refused."""
    found = _lock_own(session, public_id, actor=actor)
    today = actor.today(at)
    if found.event_on > today:
        raise Refused("commitment_to_come")
    said_before = found.checked_at
    if found.withdrawn_at is not None or (said_before and actor.today(Moment(said_before, said_before)) != today):
        raise Refused("commitment_settled")
    if said.kept is not None:
        found.kept = said.kept
        found.checked_at = found.checked_at or at.business
    found.barrier = (said.barrier or found.barrier) if found.kept in UNKEPT else None
    if said.note is not None:
        found.check_note = said.note
    _record(session, found, "commitment checked", actor=actor, at=at)
    session.flush()
    hold_checks(session, found.person_id, today, actor=actor, at=at)
    return found


def again(session: Session, public_id: str, event_on: date, *, actor: Actor, at: Moment) -> Commitment:
    """The event of a commitment is on another day: the same promise once more. Raises NotTheirs, Refused."""
    old = _lock_own(session, public_id, actor=actor)
    if old.kept != "no_event":
        raise NotTheirs
    met = session.get(CoachingSession, old.session_id) if old.session_id else None
    promise = Promise(old.event, old.with_whom, event_on, old.will_do, old.know_by, old.obstacle, old.measure)
    return make(session, old.person_id, promise, met=met, actor=actor, at=at)


def withdraw(session: Session, public_id: str, *, actor: Actor, at: Moment) -> None:
    """Take an open commitment of the actor's own back. Twice is harmless. Raises NotTheirs, Refused."""
    found = _lock_own(session, public_id, actor=actor)
    if found.checked_at is not None:
        raise Refused("commitment_settled")
    if found.withdrawn_at is None:
        found.withdrawn_at = at.business
        _record(session, found, "commitment withdrawn", actor=actor, at=at)


def _lock_own(session: Session, public_id: str, *, actor: Actor) -> Commitment:
    query = select(Commitment).where(Commitment.public_id == public_id, Commitment.person_id == actor.person_id)
    found = session.scalar(query.with_for_update())
    if found is None:
        raise NotTheirs
    return found


def _record(session: Session, one: Commitment, verb: str, *, actor: Actor, at: Moment) -> None:
    """That it happened, and no word of it."""
    trail.record(session, actor=actor, verb=verb, on=("commitment", one.public_id), at=at)
