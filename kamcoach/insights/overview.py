"""Who was asked, who answered, who owes, who was forgotten: facts for HR, never what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from kamcoach.assessing.models import Assessment, Occasion, Result, Subject
from kamcoach.clock import Moment
from kamcoach.insights.selecting import Selection
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor

YEAR = timedelta(days=365)
PAGE_SIZE = 50
SHORT = 12
"""Names that stand on the overview itself; the rest is a link away."""

State = Literal["", "late", "open", "sent", "missed"]
STATES: tuple[State, ...] = ("", "late", "open", "sent", "missed")


@dataclass(frozen=True, slots=True)
class Asked:
    """How many seats of one instrument, purpose and relation were asked for, and how many of them were sent."""

    instrument: str
    code: str
    purpose: str
    relation: str
    asked: int
    sent: int


@dataclass(frozen=True, slots=True)
class Seat:
    """One assessment as a fact. `coverage` 0 to 1 is how much of what was asked had a value, None until released."""

    person: str
    person_name: str
    instrument: str
    relation: str
    rater: str
    due_on: date
    closes_at: datetime
    sent_at: datetime | None
    released_at: datetime | None
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Somebody with a job profile about whom nobody sent anything for a year."""

    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of a selection over the last year."""

    people: int
    asked: Sequence[Asked]
    late: int
    latest: Sequence[Seat]
    forgotten: int
    some_forgotten: Sequence[Forgotten]


def overview(session: Session, selection: Selection, *, actor: Actor, at: Moment) -> Overview:
    """The overview of a selection. Six queries, whatever the size."""
    today = actor.today(at)
    conditions = [*selection.conditions(today), Person.job_profile != ""]
    forgotten = [*conditions, ~_heard_of(at).exists()]
    count = select(func.count()).select_from(Person)
    names = select(Person.public_id, Person.name).where(*forgotten).order_by(Person.name, Person.id).limit(SHORT)
    late = _seats(selection, today).where(*_state("late", at, today))
    return Overview(
        people=session.scalar(count.where(*conditions)) or 0,
        asked=_asked(session, selection, at, today),
        late=session.scalar(select(func.count()).select_from(late.subquery())) or 0,
        latest=_as_seats(session, late.order_by(Occasion.due_on, Assessment.id).limit(SHORT)),
        forgotten=session.scalar(count.where(*forgotten)) or 0,
        some_forgotten=[Forgotten(row.public_id, row.name or "") for row in session.execute(names)],
    )


def _heard_of(at: Moment) -> Select[int]:
    query = select(Assessment.id).join(Occasion, Occasion.id == Assessment.occasion_id)
    query = query.join(Subject, Subject.id == Occasion.subject_id)
    return query.where(Subject.person_id == Person.id, Assessment.submitted_at > at.business - YEAR)


def _asked(session: Session, selection: Selection, at: Moment, today: date) -> Sequence[Asked]:
    query = (
        select(
            ContentVersion.code,
            func.max(ContentVersion.content_hash),
            Occasion.purpose,
            Assessment.relation,
            func.count(),
            func.count(Assessment.submitted_at),
        )
        .select_from(Assessment)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(ContentVersion, ContentVersion.id == Occasion.instrument_id)
        .where(Occasion.subject_id.in_(_subjects(selection, today)), *_was_asked(at))
        .where(Occasion.opens_at > at.business - YEAR)
        .group_by(ContentVersion.code, Occasion.purpose, Assessment.relation)
        .order_by(ContentVersion.code, Occasion.purpose, Assessment.relation.desc())
    )
    return [
        Asked(library.instrument(session, digest).title, code, purpose, relation, asked, sent)
        for code, digest, purpose, relation, asked, sent in session.execute(query)
    ]


def _subjects(selection: Selection, today: date) -> Select[int]:
    query = select(Subject.id).join(Person, Person.id == Subject.person_id)
    return query.where(*selection.conditions(today))


def _was_asked(at: Moment) -> Sequence[ColumnElement[bool]]:
    return (
        Assessment.rater_id.is_not(None),
        or_(Assessment.ended_on.is_(None), Assessment.submitted_at.is_not(None)),
        Occasion.withdrawn_at.is_(None),
        Occasion.opens_at <= at.business,
    )


def _state(state: State, at: Moment, today: date) -> Sequence[ColumnElement[bool]]:
    """Conditions of a state; days are the reader's, which may be a day off for a person elsewhere."""
    unsent, running = (
        Assessment.submitted_at.is_(None),
        and_(Occasion.released_at.is_(None), Occasion.closes_at > at.business),
    )
    states: Mapping[State, Sequence[ColumnElement[bool]]] = {
        "": (),
        "late": (unsent, running, Occasion.due_on < today),
        "open": (unsent, running, Occasion.due_on >= today),
        "sent": (Assessment.submitted_at.is_not(None),),
        "missed": (unsent, ~running),
    }
    return (*_was_asked(at), *states[state])


def seat_conditions(selection: Selection, state: State, *, actor: Actor, at: Moment) -> Sequence[ColumnElement[bool]]:
    """Which assessments the list has: conditions on Assessment, Occasion and the Person whom it is about."""
    today = actor.today(at)
    return (*selection.conditions(today), *_state(state, at, today))


def _seats(selection: Selection, today: date) -> Select[*tuple[Any, ...]]:
    subject_person, rater = aliased(Person), aliased(Person)
    coverage = select(func.avg(Result.coverage)).where(Result.assessment_id == Assessment.id).scalar_subquery()
    return (
        select(
            Assessment.id,
            Assessment.relation,
            Assessment.submitted_at,
            Occasion.due_on,
            Occasion.closes_at,
            Occasion.released_at,
            ContentVersion.content_hash,
            subject_person.public_id.label("person"),
            subject_person.name.label("person_name"),
            rater.name.label("rater"),
            coverage.label("coverage"),
        )
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(ContentVersion, ContentVersion.id == Occasion.instrument_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .join(subject_person, subject_person.id == Subject.person_id)
        .join(rater, rater.id == Assessment.rater_id)
        .where(Subject.id.in_(_subjects(selection, today)))
    )


def _as_seats(session: Session, query: Select[*tuple[Any, ...]]) -> Sequence[Seat]:
    return [
        Seat(
            person=row.person,
            person_name=row.person_name or "",
            instrument=library.instrument(session, row.content_hash).title,
            relation=row.relation,
            rater=row.rater or "",
            due_on=row.due_on,
            closes_at=row.closes_at,
            sent_at=row.submitted_at,
            released_at=row.released_at,
            coverage=row.coverage,
        )
        for row in session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class SeatPage:
    """One page of assessments, and how many match in all."""

    seats: Sequence[Seat]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))


def seats(
    session: Session, selection: Selection, *, state: State, code: str, page: int, actor: Actor, at: Moment
) -> SeatPage:
    """Assessments of a selection in a state ("" for any) with an instrument ("" for any), the newest due first."""
    today = actor.today(at)
    query = _seats(selection, today).where(*_state(state, at, today))
    if code:
        query = query.where(ContentVersion.code == code)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    query = query.order_by(Occasion.due_on.desc(), Assessment.id.desc())
    return SeatPage(_as_seats(session, query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)), total, page)
