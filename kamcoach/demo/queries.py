"""The demo's mailbox, and who can be entered as."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamcoach.notifications.models import DemoMail
from kamcoach.people.models import Person, RoleGrant
from kamcoach.people.queries import split_roles
from kamcoach.permissions.roles import Role


@dataclass(frozen=True, slots=True)
class Received:
    """A mail and the name of its reader."""

    mail: DemoMail
    name: str


def newest_mails(session: Session, *, most: int, person_id: int | None) -> Sequence[Received]:
    """Mails, newest first; of one person or of everybody."""
    query = select(DemoMail, Person.name).join(Person, Person.id == DemoMail.person_id)
    if person_id is not None:
        query = query.where(DemoMail.person_id == person_id)
    rows = session.execute(query.order_by(DemoMail.id.desc()).limit(most))
    return [Received(mail, name or "") for mail, name in rows]


def mail(session: Session, public_id: str) -> Received | None:
    """One mail."""
    query = select(DemoMail, Person.name).join(Person, Person.id == DemoMail.person_id)
    row = session.execute(query.where(DemoMail.public_id == public_id)).one_or_none()
    return Received(row[0], row[1] or "") if row else None


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to enter the demo as."""

    public_id: str
    name: str
    email: str
    roles: tuple[Role, ...]


def personas(session: Session) -> Sequence[Persona]:
    """Everybody who can sign in, by name. One query."""
    roles = select(func.aggregate_strings(RoleGrant.role, ",")).where(RoleGrant.person_id == Person.id)
    query = select(Person.public_id, Person.name, Person.email, roles.correlate(Person).scalar_subquery())
    query = query.where(Person.disabled_at.is_(None), Person.name.is_not(None)).order_by(Person.name)
    return [
        Persona(public_id, name or "", email or "", split_roles(held))
        for public_id, name, email, held in session.execute(query)
    ]
