"""A manager's people, and what waits for one's own signature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Assessment, Occasion, Result, Subject
from kamcoach.assessing.policies import PAIR_THEN_HR
from kamcoach.assessing.visibility import OWN, RELEASED
from kamcoach.clock import Moment
from kamcoach.cycles.models import Signature
from kamcoach.people.models import Person, Unit
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.sessions import queries as sessions


@dataclass(frozen=True, slots=True)
class Owed:
    """A view that the manager still owes."""

    assessment: str
    title: str
    opens_on: date
    due_on: date
    closes_on: date
    is_open: bool


@dataclass(frozen=True, slots=True)
class Lying:
    """A pair that lies side by side: signed by whom, agreed when."""

    occasion: str
    title: str
    name: str
    released_at: datetime
    signed: int
    is_signed_by_me: bool
    agreed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody whom the actor manages today; `met_at` is when their coach last held a session with them."""

    name: str
    unit: str
    job_profile: str
    owed: Sequence[Owed]
    pairs: Sequence[Lying]
    met_at: datetime | None


def reports(session: Session, *, actor: Actor, at: Moment) -> Sequence[Report]:
    """The actor's people by name. Four queries, however many they are."""
    manages = line_runs("manager", person=Person.id, holder=actor.person_id, on=actor.today(at))
    people = session.execute(
        select(Person.id, Person.name, Person.job_profile, Unit.name.label("unit"))
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Person.disabled_at.is_(None), manages)
        .order_by(Person.name, Person.id)
    ).all()
    owed, lying = _owed(session, actor, at), _lying(session, actor, at)
    met = sessions.last_held(session, [row.id for row in people])
    return [
        Report(
            name=row.name or "",
            unit=row.unit or "",
            job_profile=row.job_profile,
            owed=owed.get(row.id, ()),
            pairs=lying.get(row.id, ()),
            met_at=met.get(row.id),
        )
        for row in people
    ]


def waiting(session: Session, *, actor: Actor, at: Moment) -> Sequence[Lying]:
    """Pairs that wait for the actor's own signature, the oldest first. One query."""
    pairs = [one for of_person in _lying(session, actor, at).values() for one in of_person]
    return sorted(
        (one for one in pairs if not one.agreed_at and not one.is_signed_by_me), key=lambda one: one.released_at
    )


def _owed(session: Session, actor: Actor, at: Moment) -> Mapping[int | None, Sequence[Owed]]:
    query = (
        select(Assessment.public_id, Occasion, Subject.person_id)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .where(OWN.condition(actor, at), Assessment.relation == "manager", Assessment.submitted_at.is_(None))
        .where(Occasion.released_at.is_(None), Occasion.withdrawn_at.is_(None), Occasion.closes_at > at.business)
        .order_by(Occasion.due_on, Occasion.id)
    )
    found: dict[int | None, list[Owed]] = {}
    for public_id, occasion, person_id in session.execute(query):
        days = (occasion.opens_on, occasion.due_on, occasion.closes_on)
        owed = Owed(public_id, occasion.title, *days, is_open=occasion.opens_at <= at.business)
        found.setdefault(person_id, []).append(owed)
    return found


def _lying(session: Session, actor: Actor, at: Moment) -> Mapping[int, Sequence[Lying]]:
    agreed = select(func.min(Result.released_at)).where(Result.occasion_id == Occasion.id, Result.relation == "agreed")
    signed = select(func.count()).where(Signature.occasion_id == Occasion.id)
    mine = signed.where(Signature.person_id == actor.person_id)
    query = (
        select(
            Occasion.public_id,
            Occasion.title,
            Occasion.released_at,
            Person.id,
            Person.name,
            signed.scalar_subquery().label("signed"),
            mine.scalar_subquery().label("mine"),
            agreed.scalar_subquery().label("agreed"),
        )
        .join(Subject, Subject.id == Occasion.subject_id)
        .join(Person, Person.id == Subject.person_id)
        .where(Occasion.sees == PAIR_THEN_HR, RELEASED.condition(actor, at))
        .order_by(Occasion.released_at.desc(), Occasion.id.desc())
    )
    found: dict[int, list[Lying]] = {}
    for row in session.execute(query):
        found.setdefault(row.id, []).append(_as_lying(row))
    return found


def _as_lying(row: Any) -> Lying:
    return Lying(
        occasion=row.public_id,
        title=row.title,
        name=row.name or "",
        released_at=row.released_at,
        signed=row.signed,
        is_signed_by_me=row.mine > 0,
        agreed_at=row.agreed,
    )
