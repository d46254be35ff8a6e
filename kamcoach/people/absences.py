"""Days away: whose they are, and who may enter and remove them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.people.models import Absence, Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.permissions.rules import Rule
from kamcoach.web.language import lazy_gettext as _l


def _entered_by(actor: Actor, at: Moment) -> ColumnElement[bool]:
    """The person, whoever coaches them today, and administrators."""
    if actor.holds(Role.ADMINISTRATOR):
        return Person.id.is_not(None)
    coaches = line_runs("coach", person=Person.id, holder=actor.person_id, on=actor.today(at))
    return or_(Person.id == actor.person_id, coaches)


ENTERED = Rule(_entered_by, _l("the person, their coach and administrators. Only the days are kept, never why."))


@dataclass(frozen=True, slots=True)
class Away:
    """An absence with the name of who entered it."""

    absence: Absence
    by: str
    is_own: bool


def person_of(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Person | None:
    """A person whose days away the actor may see and change."""
    query = select(Person).where(Person.public_id == public_id, Person.name.is_not(None), ENTERED.condition(actor, at))
    return session.scalar(query)


def absence(session: Session, public_id: str, *, actor: Actor, at: Moment) -> tuple[Absence, Person] | None:
    """An absence that the actor may remove, and whose it is."""
    query = select(Absence, Person).join(Person, Person.id == Absence.person_id)
    row = session.execute(query.where(Absence.public_id == public_id, ENTERED.condition(actor, at))).one_or_none()
    return (row[0], row[1]) if row else None


def ahead(session: Session, person_id: int, *, on: date) -> Sequence[Away]:
    """The absences of a person that are not over on a day, in order; the caller found the person through a rule."""
    query = select(Absence, Person.name).join(Person, Person.id == Absence.entered_by_id)
    query = query.where(Absence.person_id == person_id, Absence.last_day >= on).order_by(Absence.first_day)
    rows = session.execute(query)
    return [Away(one, by or "", one.entered_by_id == person_id) for one, by in rows]


def lock(session: Session, person_id: int) -> Person:
    """The person, held until this transaction ends, so that two absences cannot overlap."""
    query = select(Person).where(Person.id == person_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()
