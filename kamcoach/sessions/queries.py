"""Sessions, notes and commitments as an actor may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from assessments.scheduling.sessions import MOST_MINUTES, overlap
from kamcoach.clock import Moment
from kamcoach.people.models import Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.rules import ANY_ACTOR, ANY_MOMENT, Rule, places
from kamcoach.sessions.models import CoachingSession, SessionNote
from kamcoach.web.language import lazy_gettext as _l

_LATELY = timedelta(days=92)


def _coaches_today(actor: Actor, at: Moment) -> ColumnElement[bool]:
    return line_runs("coach", person=CoachingSession.person_id, holder=actor.person_id, on=actor.today(at))


SEEN = Rule(
    lambda actor, at: or_(
        CoachingSession.person_id == actor.person_id,
        CoachingSession.coach_id == actor.person_id,
        _coaches_today(actor, at),
    ),
    _l("The two of you, and who coaches after you what is shared. All others see at most that it took place."),
)
"""The two who meet, and the person's coach of today."""
LED = Rule(
    lambda actor, at: (CoachingSession.coach_id == actor.person_id) & _coaches_today(actor, at),
    _l("Moved and held by the coach who planned it, as long as they coach the person."),
)
NOTES = Rule(
    lambda actor, _at: SessionNote.private.is_(False) | (SessionNote.by_id == actor.person_id),
    _l(
        "What is shared is read by the two of you and who coaches after you. What is private to you nobody else reads "
        "here; it is in the person's own copy of their data all the same, if they ask for it. HR reads neither."
    ),
)
"""Of a session that was found through SEEN."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session with the two who meet, and what the reader is in it: "person", "coach" (who planned it and coaches the
    person today), "successor" (who does so today) or "former" (who did so then)."""

    session: CoachingSession
    person: Person
    coach: Person
    part: str

    @property
    def may_write(self) -> bool:
        """Whether the reader may write notes."""
        return self.part in ("coach", "person") and self.session.state != "cancelled"

    @property
    def may_cancel(self) -> bool:
        """Whether the reader may call it off."""
        return self.part in ("coach", "successor") and self.session.state == "planned"

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.session.starts_at + timedelta(minutes=self.session.minutes)

    def other(self, actor: Actor) -> Person:
        """Whom the reader meets; to a successor, the person."""
        return self.coach if actor.person_id == self.person.id else self.person


@cache
def _rows(which: str) -> Select[*tuple[Any, ...]]:
    """Built once a process; run with `places` and what `which` asks for."""
    person, coach = aliased(Person), aliased(Person)
    actor, at = ANY_ACTOR, ANY_MOMENT
    wanted: Mapping[str, ColumnElement[bool]] = {
        "one": CoachingSession.public_id == bindparam("public_id"),
        "of_person": CoachingSession.person_id == bindparam("person"),
        "mine": (CoachingSession.coach_id == actor.person_id) | (CoachingSession.person_id == actor.person_id),
    }
    query = (
        select(CoachingSession, person, coach, _coaches_today(actor, at).label("coaches"))
        .join(person, person.id == CoachingSession.person_id)
        .join(coach, coach.id == CoachingSession.coach_id)
        .where(wanted[which], SEEN.condition(actor, at))
        .order_by(CoachingSession.starts_at, CoachingSession.id)
    )
    if which == "mine":
        query = query.where(CoachingSession.starts_at > bindparam("since"))
    return query


def _found(session: Session, which: str, actor: Actor, at: Moment, **asked: object) -> list[SessionRow]:
    rows = session.execute(_rows(which), places(actor, at) | asked)
    return [SessionRow(row[0], row[1], row[2], _part(row[0], row.coaches, actor)) for row in rows]


def _part(one: CoachingSession, coaches: bool, actor: Actor) -> str:
    if one.person_id == actor.person_id:
        return "person"
    if not coaches:
        return "former"
    return "coach" if one.coach_id == actor.person_id else "successor"


def one(session: Session, public_id: str, *, actor: Actor, at: Moment) -> SessionRow | None:
    """One session that the actor may see."""
    found = _found(session, "one", actor, at, public_id=public_id)
    return found[0] if found else None


def of_person(session: Session, person_id: int, *, actor: Actor, at: Moment) -> Sequence[SessionRow]:
    """A person's sessions that the actor may see, in order of time."""
    return _found(session, "of_person", actor, at, person=person_id)


def mine(session: Session, *, actor: Actor, at: Moment) -> Sequence[SessionRow]:
    """The actor's own sessions, as coach and as person, that lie ahead or not more than three months back, in order."""
    return _found(session, "mine", actor, at, since=at.business - _LATELY)


def last_held(session: Session, person_ids: Sequence[int]) -> Mapping[int, datetime]:
    """When the last session of each person took place, and nothing else of it: for whoever manages them."""
    query = select(CoachingSession.person_id, func.max(CoachingSession.starts_at))
    query = query.where(CoachingSession.person_id.in_(person_ids), CoachingSession.state == "held")
    return {person_id: began for person_id, began in session.execute(query.group_by(CoachingSession.person_id))}


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note and who wrote it."""

    note: SessionNote
    by: str


def notes(session: Session, found: SessionRow, *, actor: Actor, at: Moment) -> Sequence[NoteRow]:
    """The notes of a session that the actor may read, the oldest first; of others only what holds words."""
    query = (
        select(SessionNote, Person.name)
        .join(Person, Person.id == SessionNote.by_id)
        .where(SessionNote.session_id == found.session.id, NOTES.condition(actor, at))
        .where((SessionNote.text != "") | (SessionNote.by_id == actor.person_id))
        .order_by(SessionNote.id)
    )
    return [NoteRow(note, by or "") for note, by in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Clash:
    """Another session of one of the two at that time."""

    of_coach: bool
    with_whom: str


def clashes(session: Session, made: CoachingSession) -> Sequence[Clash]:
    """Planned sessions of the coach and of the person that share a moment with this one."""
    person, minutes = aliased(Person), timedelta(minutes=MOST_MINUTES)
    both = (made.coach_id, made.person_id)
    query = (
        select(CoachingSession, person.name)
        .join(person, person.id == CoachingSession.person_id)
        .where(CoachingSession.id != made.id, CoachingSession.state == "planned")
        .where(CoachingSession.coach_id.in_(both) | CoachingSession.person_id.in_(both))
        .where(CoachingSession.starts_at > made.starts_at - minutes)
        .where(CoachingSession.starts_at < made.starts_at + timedelta(minutes=made.minutes))
        .order_by(CoachingSession.starts_at, CoachingSession.id)
    )
    return [
        Clash(made.coach_id in (other.coach_id, other.person_id), name or "")
        for other, name in session.execute(query)
        if overlap(made.starts_at, made.minutes, other.starts_at, other.minutes)
    ]
