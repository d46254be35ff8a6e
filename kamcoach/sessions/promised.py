"""Commitments as an actor may see them: the person's own, to their coach of today and to who made them together."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from assessments.scheduling.commitments import is_asked
from kamcoach.clock import Moment
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.rules import Rule
from kamcoach.sessions.models import CoachingSession, Commitment
from kamcoach.web.language import lazy_gettext as _l

SEEN = Rule(
    lambda actor, at: (
        (Commitment.person_id == actor.person_id)
        | line_runs("coach", person=Commitment.person_id, holder=actor.person_id, on=actor.today(at))
    ),
    _l("You and your coach."),
)
_LATELY = timedelta(days=180)


def own(session: Session, public_id: str, *, actor: Actor) -> Commitment | None:
    """One commitment of the actor's own."""
    query = select(Commitment).where(Commitment.public_id == public_id, Commitment.person_id == actor.person_id)
    return session.scalar(query)


def of_person(session: Session, person_id: int, *, actor: Actor, at: Moment) -> Sequence[Commitment]:
    """A person's commitments of the last half year that were not withdrawn, the nearest event first."""
    query = (
        select(Commitment)
        .where(Commitment.person_id == person_id, Commitment.withdrawn_at.is_(None), SEEN.condition(actor, at))
        .where(Commitment.checked_at.is_(None) | (Commitment.event_on > actor.today(at) - _LATELY))
    )
    return session.scalars(query.order_by(Commitment.event_on, Commitment.id)).all()


def of_session(session: Session, met: CoachingSession) -> Sequence[Commitment]:
    """What was promised in a session that the caller found through a rule."""
    query = select(Commitment).where(Commitment.session_id == met.id, Commitment.withdrawn_at.is_(None))
    return session.scalars(query.order_by(Commitment.id)).all()


def asked_now(session: Session, *, actor: Actor, at: Moment) -> Sequence[Commitment]:
    """Open commitments of the actor's own whose evening has come, the oldest first. One query."""
    there = at.business.astimezone(ZoneInfo(actor.time_zone))
    found = session.scalars(_open_until(), {"person": actor.person_id, "today": there.date()})
    return [one for one in found if is_asked(one.event_on, there)]


@cache
def _open_until() -> Select[Commitment]:
    """Built once a process: Today asks at every visit. Run with `person` and `today`."""
    return (
        select(Commitment)
        .where(Commitment.person_id == bindparam("person"), Commitment.event_on <= bindparam("today"))
        .where(Commitment.checked_at.is_(None), Commitment.withdrawn_at.is_(None))
        .order_by(Commitment.event_on, Commitment.id)
    )
