"""Saving the notes of a session so that none is lost: two tabs that disagree both keep their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.scheduling.sessions import Part
from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor
from kamcoach.sessions.models import CoachingSession, SessionNote
from kamcoach.sessions.queries import LED
from kamcoach.sessions.services import NotTheirs

LONGEST = 4_000


class Stale(Exception):
    """The note was changed elsewhere since the page was read; carries it as it is now."""

    def __init__(self, stored: SessionNote) -> None:
        super().__init__(stored.public_id)
        self.stored = stored


@dataclass(frozen=True, slots=True)
class NoteSave:
    """A note as a page sends it; `base` is the revision that the page showed, 0 for none."""

    part: Part
    private: bool
    text: str
    base: int


def save(
    session: Session, public_id: str, saves: Sequence[NoteSave], *, actor: Actor, at: Moment
) -> Mapping[NoteSave, SessionNote | Stale | None]:
    """Save notes of the actor, each by itself, so that a stale one holds up no other; None: nothing to keep.

    A save that is sent again gives the same. Only who leads the session and the person write; only who leads it writes
    for themself alone. Nothing of notes goes into the trail: it is read by others. Raises NotTheirs.
    """
    found = _lock(session, public_id, actor=actor, at=at)
    if found.state == "cancelled" or (found.person_id == actor.person_id and any(one.private for one in saves)):
        raise NotTheirs
    own = select(SessionNote).where(SessionNote.session_id == found.id, SessionNote.by_id == actor.person_id)
    stored = {(note.part, note.private): note for note in session.scalars(own)}
    outcome = {one: _keep(session, found, stored.get((one.part, one.private)), one, actor, at) for one in saves}
    session.flush()
    return outcome


def _lock(session: Session, public_id: str, *, actor: Actor, at: Moment) -> CoachingSession:
    """The session, held until this transaction ends: saves of the same note come one after the other."""
    writes = LED.condition(actor, at) | (CoachingSession.person_id == actor.person_id)
    query = select(CoachingSession).where(CoachingSession.public_id == public_id, writes)
    found = session.scalar(query.with_for_update())
    if found is None:
        raise NotTheirs
    return found


def _keep(
    session: Session, found: CoachingSession, stored: SessionNote | None, one: NoteSave, actor: Actor, at: Moment
) -> SessionNote | Stale | None:
    if stored is None:
        if not one.text:
            return None
        stored = SessionNote(
            session_id=found.id,
            by_id=actor.person_id,
            part=one.part,
            private=one.private,
            text=one.text,
            revision=1,
            saved_at=at.business,
        )
        session.add(stored)
    elif stored.text != one.text:
        if stored.revision != one.base:
            return Stale(stored)
        stored.text, stored.saved_at = one.text, at.business
        stored.revision += 1
    return stored
