"""Marks of drift and tasks, as an actor may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from assessments.instruments.model import Instrument
from kamcoach.assessing.models import Occasion, Subject
from kamcoach.assessing.visibility import RELEASED
from kamcoach.clock import Moment
from kamcoach.drift.models import DriftMark
from kamcoach.library import queries as library
from kamcoach.people.models import Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.training.models import Cohort, Enrolment, Programme


@dataclass(frozen=True, slots=True)
class Mark:
    """The word "ask" or "fading" on a behaviour of a person (`measure`, its code), with the figures behind it.

    `short` names the behaviour. `reached` is the mean of the first two measures after the training, `since` the last
    one or two values, `sources` how many gave the last one. It `stands` as long as no later measure was read and no
    coach overruled it.
    """

    public_id: str
    enrolment_id: int
    person_id: int
    person_public_id: str
    person: str
    measure: str
    short: str
    word: str
    reached: float
    since: tuple[float, ...]
    sources: int
    read_at: datetime
    ended_at: datetime | None
    overruled_at: datetime | None
    overruled_by: str
    reason: str

    @property
    def stands(self) -> bool:
        """Whether something follows from it today."""
        return self.ended_at is None and self.overruled_at is None


def marks_for(session: Session, person_ids: Sequence[int], *, actor: Actor, at: Moment) -> Sequence[Mark]:
    """The marks of these people that no later measure has replaced, overruled ones too, the newest first. One query.

    Only what the actor may see: their own, and of whom they coach, unless they still have to rate that person blind.
    """
    query = _marks(actor, at).where(Enrolment.person_id.in_(person_ids), DriftMark.ended_at.is_(None))
    rows = session.execute(query.order_by(DriftMark.read_at.desc(), DriftMark.id.desc()))
    return _as_marks(session, rows.all())


def mark(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Mark | None:
    """One mark on a person whom the actor coaches today: to overrule it, not to read one's own."""
    coaches = line_runs("coach", person=Enrolment.person_id, holder=actor.person_id, on=actor.today(at))
    rows = session.execute(_marks(actor, at).where(DriftMark.public_id == public_id, coaches)).all()
    return next(iter(_as_marks(session, rows)), None)


def _marks(actor: Actor, at: Moment) -> Select[*tuple[Any, ...]]:
    by = aliased(Person)
    return (
        select(DriftMark, Person, by.name.label("by"))
        .add_columns(library.newest_hash(Programme.instrument_code).label("instrument"))
        .join(Enrolment, Enrolment.id == DriftMark.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .join(Occasion, Occasion.id == DriftMark.occasion_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .outerjoin(by, by.id == DriftMark.overruled_by_id)
        .where(RELEASED.condition(actor, at))
    )


def _as_marks(session: Session, rows: Sequence[Any]) -> Sequence[Mark]:
    return [_as_mark(row.DriftMark, row.Person, row.by, library.instrument(session, row.instrument)) for row in rows]


def _as_mark(row: DriftMark, person: Person, by: str | None, instrument: Instrument) -> Mark:
    return Mark(
        public_id=row.public_id,
        enrolment_id=row.enrolment_id,
        person_id=person.id,
        person_public_id=person.public_id,
        person=person.name or "",
        measure=row.measure,
        short=next((one.short for one in instrument.measures if one.code == row.measure), row.measure),
        word=row.word,
        reached=row.reached,
        since=tuple(row.since),
        sources=row.sources,
        read_at=row.read_at,
        ended_at=row.ended_at,
        overruled_at=row.overruled_at,
        overruled_by=by or "",
        reason=row.reason,
    )
