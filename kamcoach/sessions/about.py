"""Everything that is kept about a person here, for that person alone: their own access request."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.people.models import Person
from kamcoach.sessions.models import CoachingSession, Commitment, SessionNote


def sessions(session: Session, person_id: int) -> Sequence[tuple[CoachingSession, str]]:
    """The person's sessions with the name of the coach, in order of time."""
    query = (
        select(CoachingSession, Person.name)
        .join(Person, Person.id == CoachingSession.coach_id)
        .where(CoachingSession.person_id == person_id)
        .order_by(CoachingSession.starts_at, CoachingSession.id)
    )
    return [(one, coach or "") for one, coach in session.execute(query)]


def notes(session: Session, person_id: int) -> Sequence[tuple[SessionNote, str, datetime]]:
    """Every note of the person's sessions, also what a coach wrote for themself alone, with who wrote it and when the
    session began."""
    query = (
        select(SessionNote, Person.name, CoachingSession.starts_at)
        .join(CoachingSession, CoachingSession.id == SessionNote.session_id)
        .join(Person, Person.id == SessionNote.by_id)
        .where(CoachingSession.person_id == person_id, SessionNote.text != "")
        .order_by(CoachingSession.starts_at, SessionNote.id)
    )
    return [(note, by or "", began_at) for note, by, began_at in session.execute(query)]


def commitments(session: Session, person_id: int) -> Sequence[Commitment]:
    """Every commitment of the person, in order of making."""
    return session.scalars(select(Commitment).where(Commitment.person_id == person_id).order_by(Commitment.id)).all()
