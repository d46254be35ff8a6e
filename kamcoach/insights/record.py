"""One person as HR sees them: lines, trainings, assessments as facts, competency levels. Never what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from assessments.instruments.model import Instrument
from kamcoach.assessing.models import Assessment, Occasion, Result, Subject
from kamcoach.auditing.queries import AuditRow, audits_of
from kamcoach.clock import Moment
from kamcoach.insights import heatmap
from kamcoach.insights.heatmap import Row
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Line, Person, Unit
from kamcoach.permissions.actor import Actor
from kamcoach.training.models import Cohort, Enrolment, Programme


@dataclass(frozen=True, slots=True)
class Held:
    """A line to the person: of which kind, by whom, from a day (inclusive) to a day (exclusive, None: it runs)."""

    kind: str
    name: str
    from_date: date
    to_date: date | None


@dataclass(frozen=True, slots=True)
class Trained:
    """A training of the person; `attended` is unknown until the cohort is finished."""

    programme: str
    cohort: str
    first_day: date
    last_day: date
    attended: bool | None


@dataclass(frozen=True, slots=True)
class Took:
    """An assessment about the person as a fact: with what, for what, by whom, when. `coverage` 0 to 1 is how much of
    what was asked had a value, None before it was released."""

    instrument: str
    purpose: str
    relation: str
    rater: str
    title: str
    due_on: date
    sent_at: datetime | None
    released_at: datetime | None
    ended_on: date | None
    closes_at: datetime
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Record:
    """Everything on the page of a person."""

    person: Person
    unit: str
    profile: str
    lines: Sequence[Held]
    trainings: Sequence[Trained]
    assessments: Sequence[Took]
    audits: Sequence[AuditRow]
    instrument: Instrument | None
    levels: Row


def record(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Record | None:
    """A person's record, for auditors. The same number of queries for any history."""
    found = session.execute(
        select(Person, Unit.name).outerjoin(Unit, Unit.id == Person.unit_id).where(Person.public_id == public_id)
    ).one_or_none()
    if found is None or found[0].name is None:
        return None
    person: Person = found[0]
    version = library.newest(session, "instruments", heatmap.INSTRUMENT)
    (levels,) = heatmap.rows_of(session, [person], heatmap.owes_about(session, actor=actor, at=at))
    return Record(
        person=person,
        unit=found[1] or "",
        profile=_profile(session, person.job_profile),
        lines=_lines(session, person.id),
        trainings=_trainings(session, person.id),
        assessments=_assessments(session, person.id),
        audits=audits_of(session, person.id, actor=actor, at=at),
        instrument=library.as_instrument(version) if version else None,
        levels=levels,
    )


def _profile(session: Session, code: str) -> str:
    """The title of a job profile; one that is no longer published keeps its code."""
    version = library.newest(session, "profiles", code) if code else None
    return library.as_profile(version).title if version else code


def _lines(session: Session, person_id: int) -> Sequence[Held]:
    query = (
        select(Line.kind, Person.name, Line.from_date, Line.to_date)
        .join(Person, Person.id == Line.holder_id)
        .where(Line.person_id == person_id)
        .order_by(Line.kind, Line.from_date.desc(), Line.id.desc())
    )
    return [Held(kind, name or "", begin, end) for kind, name, begin, end in session.execute(query)]


def _trainings(session: Session, person_id: int) -> Sequence[Trained]:
    query = (
        select(Programme.name, Cohort.name, Cohort.first_day, Cohort.last_day, Enrolment.attended)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Cohort.first_day.desc(), Enrolment.id.desc())
    )
    return [Trained(*row) for row in session.execute(query)]


def _assessments(session: Session, person_id: int) -> Sequence[Took]:
    rater = aliased(Person)
    coverage = select(func.avg(Result.coverage)).where(Result.assessment_id == Assessment.id).scalar_subquery()
    query = (
        select(Assessment, Occasion, ContentVersion.content_hash, rater.name, coverage.label("coverage"))
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .join(ContentVersion, ContentVersion.id == Occasion.instrument_id)
        .join(rater, rater.id == Assessment.rater_id)
        .where(Subject.person_id == person_id, Occasion.withdrawn_at.is_(None))
        .order_by(Occasion.due_on.desc(), Occasion.id.desc(), Assessment.id)
    )
    return [_as_took(session, row) for row in session.execute(query)]


def _as_took(session: Session, row: Any) -> Took:
    assessment, occasion = row.Assessment, row.Occasion
    return Took(
        instrument=library.instrument(session, row.content_hash).title,
        purpose=occasion.purpose,
        relation=assessment.relation,
        rater=row.name or "",
        title=occasion.title,
        due_on=occasion.due_on,
        sent_at=assessment.submitted_at,
        released_at=occasion.released_at,
        ended_on=assessment.ended_on,
        closes_at=occasion.closes_at,
        coverage=row.coverage,
    )
