"""Whom a cycle can ask: people with somebody who manages them, whom no running cycle asks already."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, aliased

from kamcoach.assessing.models import Occasion, Subject
from kamcoach.assessing.policies import PAIR_THEN_HR
from kamcoach.clock import Moment
from kamcoach.people.models import Line, Person, Unit
from kamcoach.permissions.actor import Actor

WhyNot = Literal["no_manager", "asked_already"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A person, who would rate them, and why they cannot be asked (None: they can)."""

    person_id: int
    public_id: str
    name: str
    unit: str
    job_profile: str
    time_zone: str
    manager_id: int | None
    manager: str
    why_not: WhyNot | None


def choices(session: Session, *, job_profile: str, unit: str, actor: Actor, at: Moment) -> Sequence[Choice]:
    """People by name: those with the job profile ("" for any), of the unit with this public id ("" for any)."""
    query = _people(actor, at)
    if job_profile:
        query = query.where(Person.job_profile == job_profile)
    if unit:
        query = query.where(Unit.public_id == unit)
    return [_as_choice(row) for row in session.execute(query)]


def of_these(session: Session, public_ids: Collection[str], *, actor: Actor, at: Moment) -> Sequence[Choice]:
    """Those of the people with these ids who can be asked."""
    wanted = set(public_ids)
    rows = (_as_choice(row) for row in session.execute(_people(actor, at)) if row.public_id in wanted)
    return [choice for choice in rows if choice.why_not is None]


def _people(actor: Actor, at: Moment) -> Select[*tuple[Any, ...]]:
    manager, today = aliased(Person), actor.today(at)
    line = select(Line.holder_id).where(Line.person_id == Person.id, Line.kind == "manager", Line.from_date <= today)
    line = line.where(or_(Line.to_date.is_(None), Line.to_date > today)).limit(1)
    return (
        select(
            Person.id,
            Person.public_id,
            Person.name,
            Unit.name.label("unit"),
            Person.job_profile,
            Person.time_zone,
            manager.id.label("manager_id"),
            manager.name.label("manager"),
            _asked_already(at).label("asked"),
        )
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .outerjoin(manager, (manager.id == line.scalar_subquery()) & manager.disabled_at.is_(None))
        .where(Person.disabled_at.is_(None), Person.name.is_not(None))
        .order_by(Person.name, Person.id)
    )


def _asked_already(at: Moment) -> ColumnElement[bool]:
    return (
        select(Occasion.id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .where(Subject.person_id == Person.id, Occasion.sees == PAIR_THEN_HR)
        .where(Occasion.released_at.is_(None), Occasion.withdrawn_at.is_(None), Occasion.closes_at > at.business)
        .exists()
    )


def _as_choice(row: Any) -> Choice:
    why_not: WhyNot | None = "no_manager" if row.manager_id is None else "asked_already" if row.asked else None
    return Choice(
        person_id=row.id,
        public_id=row.public_id,
        name=row.name or "",
        unit=row.unit or "",
        job_profile=row.job_profile,
        time_zone=row.time_zone,
        manager_id=row.manager_id,
        manager=row.manager or "",
        why_not=why_not,
    )
