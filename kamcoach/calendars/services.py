"""Making and revoking the private address of a person's calendar."""

from flask import current_app
from itsdangerous import BadSignature, Signer
from sqlalchemy import update
from sqlalchemy.orm import Session

from kamcoach.calendars.models import CalendarFeed
from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor
from kamcoach.trail import services as trail


def make_address(session: Session, *, actor: Actor, at: Moment) -> CalendarFeed:
    """A new address for the actor's own calendar; an earlier one stops working."""
    revoke(session, actor=actor, at=at)
    feed = CalendarFeed(person_id=actor.person_id, created_at=at.business)
    session.add(feed)
    session.flush()
    trail.record(session, actor=actor, verb="calendar address made", on=("person", actor.public_id), at=at)
    return feed


def revoke(session: Session, *, actor: Actor, at: Moment) -> bool:
    """Let the actor's address stop working; returns whether there was one."""
    mine = update(CalendarFeed).where(CalendarFeed.person_id == actor.person_id, CalendarFeed.revoked_at.is_(None))
    ended = session.execute(mine.values(revoked_at=at.business).returning(CalendarFeed.id)).all()
    if ended:
        trail.record(session, actor=actor, verb="calendar address revoked", on=("person", actor.public_id), at=at)
    return bool(ended)


def path_of(feed: CalendarFeed) -> str:
    """The path of an address: the id of its row and a signature, so that reading the database is not enough to use
    it."""
    return f"/calendar/{_signer().sign(feed.public_id).decode()}.ics"


def feed_id_of(token: str) -> str | None:
    """The id in an address; None for a wrong signature."""
    try:
        return _signer().unsign(token).decode()
    except (BadSignature, UnicodeDecodeError):
        return None


def _signer() -> Signer:
    return Signer(current_app.secret_key or "", salt="calendar feed", sep="~")
