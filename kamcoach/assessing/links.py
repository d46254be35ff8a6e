"""Mailed links that open one short questionnaire of one's own without signing in.

A link is a row and a signature made from the secret key, so neither the database nor a guess opens anything. Whoever
holds it may answer this one assessment and nothing else; every request asks the row again, so that a revoked link, one
whose window has closed or whose person has left is over at once.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, Signer
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from kamcoach.assessing.models import AnswerLink, Assessment, Occasion
from kamcoach.assessing.services import instrument_of
from kamcoach.clock import Moment
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.signin.queries import actor_for
from kamcoach.trail import services as trail

MOST_TAPS = 8
"""What is asked without signing in is a pulse, one question of the engine's own, or the first days' few questions
(method.md §1.5: eight taps); everything longer is answered signed in."""
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link leads to: an assessment, and the person who may answer it."""

    assessment_public_id: str
    actor: Actor


def link_for(session: Session, assessment_id: int, *, at: Moment) -> str | None:
    """The id of the link for the rater of a short questionnaire, made when there is none that works; None for
    whatever has to be answered signed in."""
    assessment = session.get_one(Assessment, assessment_id)
    occasion = session.get_one(Occasion, assessment.occasion_id)
    if assessment.rater_id is None or not _is_short(session, assessment, occasion):
        return None
    working = select(AnswerLink.public_id).where(
        AnswerLink.assessment_id == assessment.id,
        AnswerLink.person_id == assessment.rater_id,
        AnswerLink.revoked_at.is_(None),
        AnswerLink.expires_at > at.business,
    )
    if (known := session.scalar(working.limit(1))) is not None:
        return known
    made = AnswerLink(
        assessment_id=assessment.id,
        person_id=assessment.rater_id,
        created_at=at.business,
        expires_at=occasion.closes_at,
    )
    session.add(made)
    session.flush()
    return made.public_id


def _is_short(session: Session, assessment: Assessment, occasion: Occasion) -> bool:
    if assessment.relation != "self" or occasion.purpose != "development" or occasion.phase not in ("pulse", "single"):
        return False
    asked = occasion.asked if occasion.asked is not None else instrument_of(session, occasion).items
    return len(asked) <= MOST_TAPS


def path_of(session: Session, link_id: str | None, *, at: Moment) -> str | None:
    """The path of a link that still works, for a letter."""
    if link_id is None or opened(session, token := _signer().sign(link_id).decode(), at=at) is None:
        return None
    return f"/a/{token}"


def opened(session: Session, token: str, *, at: Moment) -> Opened | None:
    """What the text of a link leads to; None when it was altered or revoked, when its time is over, or when the person
    has left or is not asked any more."""
    try:
        link_id = _signer().unsign(token).decode()
    except (BadSignature, UnicodeDecodeError):
        return None
    query = (
        select(Assessment.public_id, Person.id)
        .join(AnswerLink, AnswerLink.assessment_id == Assessment.id)
        .join(Person, Person.id == AnswerLink.person_id)
        .where(AnswerLink.public_id == link_id, AnswerLink.revoked_at.is_(None))
        .where(AnswerLink.expires_at > at.business, Assessment.rater_id == AnswerLink.person_id)
    )
    row = session.execute(query).one_or_none()
    actor = actor_for(session, row[1]) if row else None
    return Opened(row[0], actor) if row and actor else None


def revoke_links(session: Session, person: Person, *, actor: Actor, at: Moment) -> int:
    """End every link that was mailed to a person, as when the address was somebody else's; returns how many."""
    running = update(AnswerLink).where(AnswerLink.person_id == person.id, AnswerLink.revoked_at.is_(None))
    running = running.where(AnswerLink.expires_at > at.business).values(revoked_at=at.business)
    ended = len(session.scalars(running.returning(AnswerLink.id)).all())
    if ended:
        on = ("person", person.public_id)
        trail.record(session, actor=actor, verb="links revoked", on=on, at=at, details={"links": ended})
    return ended


def drop_old_links(session: Session, *, at: Moment) -> None:
    """Links whose time was over a month ago."""
    session.execute(delete(AnswerLink).where(AnswerLink.expires_at < at.business - _KEPT))


def _signer() -> Signer:
    return Signer(current_app.secret_key or "", salt="answer link", sep="~")
