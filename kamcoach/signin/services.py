"""Starting and ending sessions, mailing links, setting passwords."""

import secrets
from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, Signer
from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.notifications import services as notifications
from kamcoach.people import services as people
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.signin.models import BrowserSession, Credential, SignInLink
from kamcoach.signin.queries import next_uninvited, token_hash, usable_link
from kamcoach.trail import services as trail

SESSION_LIFETIME = timedelta(days=14)
LINK_LIFETIME = {"invitation": timedelta(days=14), "reset": timedelta(hours=2)}


class LinkRefused(Exception):
    """The mailed link was used, has expired or never existed."""


def start_session(session: Session, person_id: int, *, at: Moment) -> str:
    """A fresh session; returns the token for the cookie, of which only a hash is kept."""
    token = secrets.token_urlsafe(32)
    row = BrowserSession(
        token_hash=token_hash(token),
        person_id=person_id,
        created_at=at.wall,
        expires_at=at.wall + SESSION_LIFETIME,
    )
    session.add(row)
    return token


def end_session(session: Session, token: str, *, at: Moment) -> None:
    """Sign one browser out; a copied cookie is worth nothing afterwards."""
    ended = update(BrowserSession).where(BrowserSession.token_hash == token_hash(token))
    session.execute(ended.where(BrowserSession.ended_at.is_(None)).values(ended_at=at.wall))


def end_all_sessions(session: Session, person_id: int, *, at: Moment) -> None:
    """Sign a person out everywhere."""
    ended = update(BrowserSession).where(BrowserSession.person_id == person_id)
    session.execute(ended.where(BrowserSession.ended_at.is_(None)).values(ended_at=at.wall))


def make_link(session: Session, person: Person, purpose: str, *, actor: Actor | None, at: Moment) -> str:
    """A new link that sets a password once; earlier ones of the kind stop working. Returns its id."""
    session.execute(
        update(SignInLink)
        .where(SignInLink.person_id == person.id, SignInLink.purpose == purpose, SignInLink.used_at.is_(None))
        .values(used_at=at.wall)
    )
    expires_at = at.wall + LINK_LIFETIME[purpose]
    link = SignInLink(person_id=person.id, purpose=purpose, created_at=at.wall, expires_at=expires_at)
    session.add(link)
    session.flush()
    trail.record(session, actor=actor, verb=f"{purpose} link made", on=("person", person.public_id), at=at)
    return link.public_id


def mail_link(session: Session, person: Person, purpose: str, *, actor: Actor | None, at: Moment) -> None:
    """Invite a person or let them reset their password, by mail."""
    link = make_link(session, person, purpose, actor=actor, at=at)
    notifications.queue(
        session, kind=purpose, person_id=person.id, about={"link": link}, dedupe_key=f"link:{link}", at=at
    )


def invite_some(session: Session, *, actor: Actor, at: Moment, most: int = 50) -> int:
    """Invite up to `most` people who can neither sign in nor have an invitation; returns how many."""
    people_to_invite = next_uninvited(session, at=at, most=most)
    for person in people_to_invite:
        mail_link(session, person, "invitation", actor=actor, at=at)
    return len(people_to_invite)


def set_disabled(session: Session, person: Person, disabled: bool, *, actor: Actor, at: Moment) -> None:
    """Close the door to a person and end their sessions, or reopen it. Raises LastAdministrator."""
    people.set_disabled(session, person, disabled, actor=actor, at=at)
    if disabled:
        end_all_sessions(session, person.id, at=at)


def signed(link_id: str) -> str:
    """The text of a link: its id and a signature, so that reading the database is not enough to use it."""
    return _signer().sign(link_id).decode()


def link_id_of(token: str) -> str:
    """The id in a link's text. Raises LinkRefused for a wrong signature."""
    try:
        return _signer().unsign(token).decode()
    except (BadSignature, UnicodeDecodeError) as error:
        raise LinkRefused from error


def _signer() -> Signer:
    return Signer(current_app.secret_key or "", salt="sign-in link", sep="~")


def set_password_by_link(session: Session, token: str, password_hash: str, *, at: Moment) -> int:
    """Use a link: set the password, end other sessions and links, return the person's id. Raises LinkRefused."""
    link = usable_link(session, link_id_of(token), at=at, lock=True)
    if link is None:
        raise LinkRefused
    person = session.get_one(Person, link.person_id)
    every = update(SignInLink).where(SignInLink.person_id == person.id, SignInLink.used_at.is_(None))
    session.execute(every.values(used_at=at.wall))
    set_password(session, person.id, password_hash, at=at)
    end_all_sessions(session, person.id, at=at)
    trail.record(session, actor=None, verb="password set", on=("person", person.public_id), at=at)
    return person.id


def set_password(session: Session, person_id: int, password_hash: str, *, at: Moment) -> None:
    """Store a hash that was made before this transaction."""
    session.merge(Credential(person_id=person_id, password_hash=password_hash, changed_at=at.wall))


def drop_old_rows(session: Session, *, at: Moment) -> None:
    """Sessions and links that ended or expired a month ago."""
    month_ago = at.wall - timedelta(days=30)
    old = or_(BrowserSession.expires_at < month_ago, BrowserSession.ended_at < month_ago)
    session.execute(delete(BrowserSession).where(old))
    session.execute(delete(SignInLink).where(SignInLink.expires_at < month_ago))
