"""Cycles and how far each person of one is: facts only, never a value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from kamcoach.assessing.models import Assessment, Occasion, Result, Subject
from kamcoach.cycles.models import Cycle, Signature
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Person, Unit


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A cycle with its job profile's title and how many people it asks, were heard by both, and have agreed."""

    cycle: Cycle
    profile: str
    asked: int
    released: int
    agreed: int


def cycles(session: Session) -> Sequence[CycleRow]:
    """Every cycle, the newest first. Auditors and administrators share them."""
    rows = session.execute(_cycles().order_by(Cycle.opens_on.desc(), Cycle.id.desc()))
    return [_as_row(row) for row in rows]


def cycle(session: Session, public_id: str) -> CycleRow | None:
    """One cycle."""
    row = session.execute(_cycles().where(Cycle.public_id == public_id)).one_or_none()
    return _as_row(row) if row else None


def _cycles() -> Select[*tuple[Any, ...]]:
    of_it = select(func.count()).select_from(Occasion).where(Occasion.series == Cycle.public_id)
    agreed = of_it.where(_agreed_at().is_not(None))
    return select(
        Cycle,
        ContentVersion,
        of_it.scalar_subquery().label("asked"),
        of_it.where(Occasion.released_at.is_not(None)).scalar_subquery().label("released"),
        agreed.scalar_subquery().label("agreed"),
    ).join(ContentVersion, ContentVersion.id == Cycle.profile_id)


def _as_row(row: Any) -> CycleRow:
    profile = library.as_profile(row.ContentVersion).title
    return CycleRow(row.Cycle, profile, row.asked, row.released, row.agreed)


def _agreed_at() -> ColumnElement[datetime]:
    query = select(func.min(Result.released_at))
    return query.where(Result.occasion_id == Occasion.id, Result.relation == "agreed").scalar_subquery()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one person of a cycle is; instants are None for what has not happened."""

    occasion: str
    name: str
    unit: str
    manager: str
    self_sent: datetime | None
    manager_sent: datetime | None
    released: datetime | None
    signed: int
    agreed: datetime | None


def progress(session: Session, cycle_public_id: str) -> Sequence[Progress]:
    """Everybody in a cycle by name: who has sent, who owes. The newest seat of a manager counts (handover)."""
    query = (
        select(
            Occasion.id,
            Occasion.public_id,
            Occasion.released_at,
            Person.name,
            Unit.name.label("unit"),
            _agreed_at().label("agreed"),
            select(func.count()).where(Signature.occasion_id == Occasion.id).scalar_subquery().label("signed"),
        )
        .join(Subject, Subject.id == Occasion.subject_id)
        .join(Person, Person.id == Subject.person_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Occasion.series == cycle_public_id)
        .order_by(Person.name, Occasion.id)
    )
    rows = session.execute(query).all()
    seats = _seats(session, cycle_public_id)
    return [_as_progress(row, seats.get(row.id, {})) for row in rows]


def _as_progress(row: Any, seats: Mapping[str, Any]) -> Progress:
    own, manager = seats.get("self"), seats.get("manager")
    return Progress(
        occasion=row.public_id,
        name=row.name or "",
        unit=row.unit or "",
        manager=(manager.name or "") if manager else "",
        self_sent=own.submitted_at if own else None,
        manager_sent=manager.submitted_at if manager else None,
        released=row.released_at,
        signed=row.signed,
        agreed=row.agreed,
    )


def _seats(session: Session, series: str) -> Mapping[int, Mapping[str, Any]]:
    """The seat that counts for each occasion and relation: one that was sent, else the newest that has not ended."""
    rater = aliased(Person)
    query = (
        select(Assessment.occasion_id, Assessment.relation, Assessment.submitted_at, rater.name)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .outerjoin(rater, rater.id == Assessment.rater_id)
        .where(Occasion.series == series)
        .order_by(Assessment.submitted_at.is_not(None), Assessment.ended_on.is_(None), Assessment.id)
    )
    found: dict[int, dict[str, Any]] = {}
    for row in session.execute(query):
        found.setdefault(row.occasion_id, {})[row.relation] = row
    return found
