"""Who was forgotten: people with a job profile about whom nobody sent anything for a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Assessment, Occasion, Subject
from kamcoach.clock import Moment
from kamcoach.insights.selecting import Selection
from kamcoach.people.models import Person, Unit
from kamcoach.permissions.actor import Actor

YEAR = timedelta(days=365)
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Somebody about whom nobody sent anything for a year: their unit, and when somebody last did (None: never)."""

    public_id: str
    name: str
    unit: str
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class ForgottenPage:
    """One page of people by name, and how many there are in all."""

    people: Sequence[Forgotten]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))


def count(session: Session, selection: Selection, *, actor: Actor, at: Moment) -> int:
    """How many people of a selection were forgotten."""
    conditions = _conditions(selection, actor=actor, at=at)
    return session.scalar(select(func.count()).select_from(Person).where(*conditions)) or 0


def forgotten(
    session: Session, selection: Selection, *, most: int, after: int = 0, actor: Actor, at: Moment
) -> Sequence[Forgotten]:
    """At most so many of them by name, after the first ones."""
    last = (
        select(func.max(Assessment.submitted_at))
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .where(Subject.person_id == Person.id)
    )
    query = (
        select(Person.public_id, Person.name, Unit.name.label("unit"), last.scalar_subquery().label("last_at"))
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(*_conditions(selection, actor=actor, at=at))
        .order_by(Person.name, Person.id)
    )
    rows = session.execute(query.limit(most).offset(after))
    return [Forgotten(row.public_id, row.name or "", row.unit or "", row.last_at) for row in rows]


def page_of(session: Session, selection: Selection, *, page: int, actor: Actor, at: Moment) -> ForgottenPage:
    """One page of them. Two queries."""
    total = count(session, selection, actor=actor, at=at)
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    after = (page - 1) * PAGE_SIZE
    people = forgotten(session, selection, most=PAGE_SIZE, after=after, actor=actor, at=at)
    return ForgottenPage(people, total, page)


def _conditions(selection: Selection, *, actor: Actor, at: Moment) -> Sequence[ColumnElement[bool]]:
    heard_of = select(Assessment.id).join(Occasion, Occasion.id == Assessment.occasion_id)
    heard_of = heard_of.join(Subject, Subject.id == Occasion.subject_id)
    heard_of = heard_of.where(Subject.person_id == Person.id, Assessment.submitted_at > at.business - YEAR)
    return (*selection.conditions(actor.today(at)), Person.job_profile != "", ~heard_of.exists())
