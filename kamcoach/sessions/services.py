"""Planning, moving, cancelling and holding a session. Raises NotTheirs for whoever may not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from assessments.scheduling.sessions import check_start
from kamcoach.clock import Moment
from kamcoach.notifications import services as notifications
from kamcoach.people.models import Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import services as reinforcement
from kamcoach.sessions.models import CoachingSession
from kamcoach.sessions.queries import LED, SEEN
from kamcoach.trail import services as trail


class NotTheirs(Exception):
    """What the actor may not do, or not know of."""


@dataclass(frozen=True, slots=True)
class When:
    """When and where a session is: an instant, the zone that its calendar entry follows, minutes."""

    starts_at: datetime
    time_zone: str
    minutes: int
    place: str
    link: str


def plan(
    session: Session,
    person_id: int,
    when: When,
    *,
    public_id: str,
    step: int | None,
    enrolment: int | None,
    actor: Actor,
    at: Moment,
) -> CoachingSession:
    """Plan a session with somebody whom the actor coaches, and invite both; `step` is the follow-up that it fulfils.

    The id is made by the page, so that sending it twice plans once. Raises NotTheirs, Refused.
    """
    session.execute(select(Person.id).where(Person.id == actor.person_id).with_for_update())
    known = session.scalar(select(CoachingSession).where(CoachingSession.public_id == public_id))
    if known is not None:
        if (known.coach_id, known.person_id) != (actor.person_id, person_id):
            raise NotTheirs
        return known
    if not session.scalar(select(line_runs("coach", person=person_id, holder=actor.person_id, on=actor.today(at)))):
        raise NotTheirs
    check_start(when.starts_at, at.business)
    made = CoachingSession(
        public_id=public_id,
        person_id=person_id,
        coach_id=actor.person_id,
        follow_up_id=step,
        enrolment_id=enrolment,
        state="planned",
        sequence=0,
        planned_at=at.business,
        **_fields(when),
    )
    session.add(made)
    session.flush()
    _record(session, made, "session planned", actor=actor, at=at)
    return _tell(session, made, "session-planned", at=at)


def _fields(when: When) -> dict[str, object]:
    return {
        "starts_at": when.starts_at,
        "time_zone": when.time_zone,
        "minutes": when.minutes,
        "place": when.place,
        "link": when.link,
    }


def move(session: Session, public_id: str, when: When, *, actor: Actor, at: Moment) -> CoachingSession:
    """Give a planned session another time or place; both get the invitation anew. Changing nothing tells nobody.

    Raises NotTheirs, Refused.
    """
    found = _lock(session, public_id, LED.condition(actor, at))
    if found.state != "planned":
        raise Refused("session_over")
    if all(getattr(found, name) == value for name, value in _fields(when).items()):
        return found
    check_start(when.starts_at, at.business)
    for name, value in _fields(when).items():
        setattr(found, name, value)
    found.sequence += 1
    _record(session, found, "session moved", actor=actor, at=at)
    return _tell(session, found, "session-moved", at=at)


def cancel(session: Session, public_id: str, why: str, *, actor: Actor, at: Moment) -> None:
    """Cancel a session that was not held, and tell both why. Twice is harmless. The coach of today may cancel what a
    former one planned. Raises NotTheirs, Refused."""
    coaches = line_runs("coach", person=CoachingSession.person_id, holder=actor.person_id, on=actor.today(at))
    found = _lock(session, public_id, SEEN.condition(actor, at) & coaches)
    if found.state == "held":
        raise Refused("session_over")
    if found.state == "planned":
        found.state, found.cancelled_at, found.cancelled_why = "cancelled", at.business, why
        found.sequence += 1
        _record(session, found, "session cancelled", actor=actor, at=at)
        _tell(session, found, "session-cancelled", at=at)


def hold(session: Session, public_id: str, *, actor: Actor, at: Moment) -> None:
    """Say that a session took place, and with it the step of the plan that it fulfils. Twice is harmless.

    Raises NotTheirs, Refused before it began.
    """
    found = _lock(session, public_id, LED.condition(actor, at))
    if found.state == "cancelled":
        raise Refused("session_over")
    if at.business < found.starts_at:
        raise Refused("session_not_begun")
    if found.state == "planned":
        found.state, found.held_at = "held", at.business
        _record(session, found, "session held", actor=actor, at=at)
        _fulfil(session, found, actor=actor, at=at)


def _fulfil(session: Session, held: CoachingSession, *, actor: Actor, at: Moment) -> None:
    """The step is done on the day of the session; one that was waived or done otherwise meanwhile stays as it is."""
    if held.follow_up_id is None:
        return
    follow_up = reinforcement.lock(session, held.follow_up_id)
    if follow_up.waived_at is None and follow_up.held_on is None:
        day = actor.today(Moment(held.starts_at, held.starts_at))
        reinforcement.hold(session, follow_up, day, actor=actor, at=at)


def _lock(session: Session, public_id: str, allowed: ColumnElement[bool]) -> CoachingSession:
    """The row, held until this transaction ends."""
    query = select(CoachingSession).where(CoachingSession.public_id == public_id, allowed)
    found = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotTheirs
    return found


def _record(session: Session, one: CoachingSession, verb: str, *, actor: Actor, at: Moment) -> None:
    """That it happened, and no word of what it is about."""
    trail.record(session, actor=actor, verb=verb, on=("session", one.public_id), at=at)


def _tell(session: Session, one: CoachingSession, kind: str, *, at: Moment) -> CoachingSession:
    both: Sequence[Person] = session.scalars(select(Person).where(Person.id.in_((one.person_id, one.coach_id)))).all()
    for reader in both:
        notifications.queue(
            session,
            kind=kind,
            person_id=reader.id,
            about={"session": one.public_id, "sequence": str(one.sequence), "reader": reader.public_id},
            dedupe_key=f"session:{one.public_id}:{one.sequence}:{reader.public_id}",
            at=at,
        )
    return one
