"""Who stands behind a session, an email or a mailed link."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.people.models import Person, RoleGrant
from kamcoach.people.queries import split_roles
from kamcoach.permissions.actor import Actor
from kamcoach.signin.models import BrowserSession, Credential, SignInLink


def token_hash(token: str) -> str:
    """What the database keeps of a session token; the token has 256 random bits, so no salt is needed."""
    return sha256(token.encode()).hexdigest()


def _roles() -> ColumnElement[str | None]:
    query = select(func.aggregate_strings(RoleGrant.role, ",")).where(RoleGrant.person_id == Person.id)
    return query.correlate(Person).scalar_subquery()


@cache
def _behind_a_session() -> Select[*tuple[Any, ...]]:
    """Built once a process: every request begins with it."""
    return (
        select(Person, _roles().label("roles"))
        .join(BrowserSession, BrowserSession.person_id == Person.id)
        .where(BrowserSession.token_hash == bindparam("token"))
        .where(BrowserSession.ended_at.is_(None), BrowserSession.expires_at > bindparam("wall"))
        .where(Person.disabled_at.is_(None))
    )


def actor_of(session: Session, token: str, *, at: Moment) -> Actor | None:
    """The person behind a session that is neither ended nor expired, if they may sign in."""
    row = session.execute(_behind_a_session(), {"token": token_hash(token), "wall": at.wall}).one_or_none()
    return _as_actor(row.Person, row.roles, token) if row else None


def actor_for(session: Session, person_id: int) -> Actor | None:
    """The actor that a person is, for jobs and scripts that act in their name."""
    query = select(Person, _roles().label("roles")).where(Person.id == person_id, Person.disabled_at.is_(None))
    row = session.execute(query).one_or_none()
    return _as_actor(row.Person, row.roles, "") if row else None


def _as_actor(person: Person, roles: str | None, token: str) -> Actor:
    return Actor(
        person_id=person.id,
        public_id=person.public_id,
        name=person.name or "",
        roles=frozenset(split_roles(roles)),
        locale=person.locale,
        time_zone=person.time_zone,
        theme=person.theme,
        session_token=token,
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """What is stored for an email: enough to check a password outside any transaction."""

    person_id: int
    password_hash: str | None


def claim_by_email(session: Session, email: str) -> Claim | None:
    """The person with this email, if they may sign in. Case does not matter."""
    query = (
        select(Person.id, Credential.password_hash)
        .outerjoin(Credential, Credential.person_id == Person.id)
        .where(func.lower(Person.email) == email.lower(), Person.disabled_at.is_(None))
    )
    row = session.execute(query).one_or_none()
    return Claim(row.id, row.password_hash) if row else None


def uninvited(at: Moment) -> ColumnElement[bool]:
    """The condition that a person has an address, but neither a password nor an invitation that still works."""
    has_password = select(Credential.person_id).where(Credential.person_id == Person.id)
    has_link = select(SignInLink.id).where(
        SignInLink.person_id == Person.id,
        SignInLink.purpose == "invitation",
        SignInLink.used_at.is_(None),
        SignInLink.expires_at > at.wall,
    )
    return Person.email.is_not(None) & Person.disabled_at.is_(None) & ~has_password.exists() & ~has_link.exists()


def next_uninvited(session: Session, *, at: Moment, most: int) -> Sequence[Person]:
    """Some of the people who are still to be invited, held until this transaction ends."""
    query = select(Person).where(uninvited(at)).order_by(Person.id).limit(most)
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def usable_link(session: Session, public_id: str, *, at: Moment, lock: bool = False) -> SignInLink | None:
    """A mailed link that was neither used nor has expired, of a person who may sign in."""
    query = (
        select(SignInLink)
        .join(Person, Person.id == SignInLink.person_id)
        .where(SignInLink.public_id == public_id, SignInLink.used_at.is_(None))
        .where(SignInLink.expires_at > at.wall, Person.disabled_at.is_(None))
    )
    return session.scalar(query.with_for_update(of=SignInLink) if lock else query)
