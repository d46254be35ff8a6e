"""The assessments behind HR's figures: one line each, that it was asked, by whom, when it came."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from kamcoach.assessing.models import RELATIONS, Assessment, Occasion, Result, Subject
from kamcoach.clock import Moment
from kamcoach.insights.period import Period
from kamcoach.insights.selecting import Selection
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor

PAGE_SIZE = 50

State = Literal["", "late", "open", "sent", "missed"]
STATES: tuple[State, ...] = ("", "late", "open", "sent", "missed")
PURPOSES = ("development", "selection", "audit")
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which assessments of a selection, each "" for any: a state, an instrument's code, who rated, for what."""

    state: State = ""
    instrument: str = ""
    relation: str = ""
    purpose: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Narrowing":
        """The narrowing of an address; what is not known is none."""
        state: State = next((one for one in STATES if one == args.get("state", "")), "")
        relation, purpose = args.get("relation", ""), args.get("purpose", "")
        return cls(
            state,
            args.get("instrument", "")[:_LONGEST].replace("\0", ""),
            relation if relation in RELATIONS else "",
            purpose if purpose in PURPOSES else "",
        )

    @property
    def as_args(self) -> dict[str, str]:
        """For links: only what is chosen."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def in_any_state(self) -> "Narrowing":
        """The same without its state."""
        return replace(self, state="")

    def conditions(self, at: Moment, today: date) -> Sequence[ColumnElement[bool]]:
        """Conditions on Assessment and Occasion; `today` is the reader's."""
        found = [*_state(self.state, at, today)]
        if self.instrument:
            versions = select(ContentVersion.id).where(ContentVersion.code == self.instrument)
            found.append(Occasion.instrument_id.in_(versions.where(ContentVersion.kind == "instruments")))
        if self.relation:
            found.append(Assessment.relation == self.relation)
        if self.purpose:
            found.append(Occasion.purpose == self.purpose)
        return found


def was_asked(at: Moment, today: date) -> Sequence[ColumnElement[bool]]:
    """Conditions of a seat that was asked for: a seat that ended unsent went on to somebody else."""
    return (
        Assessment.rater_id.is_not(None),
        or_(Assessment.ended_on.is_(None), Assessment.ended_on > today, Assessment.submitted_at.is_not(None)),
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
    return (*was_asked(at, today), *states[state])


def of_selection(selection: Selection, today: date) -> ColumnElement[bool]:
    """The condition on Occasion that it is about somebody of the selection."""
    query = select(Subject.id).join(Person, Person.id == Subject.person_id)
    return Occasion.subject_id.in_(query.where(*selection.conditions(today)))


def seat_conditions(
    selection: Selection, narrowing: Narrowing, period: Period, *, actor: Actor, at: Moment
) -> Sequence[ColumnElement[bool]]:
    """Which assessments the list has: conditions on Assessment and Occasion."""
    today = actor.today(at)
    return (of_selection(selection, today), *narrowing.conditions(at, today), *period.conditions(today))


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


def _query(conditions: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    person, rater = aliased(Person), aliased(Person)
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
            person.public_id.label("person"),
            person.name.label("person_name"),
            rater.name.label("rater"),
            coverage.label("coverage"),
        )
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(ContentVersion, ContentVersion.id == Occasion.instrument_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .join(person, person.id == Subject.person_id)
        .join(rater, rater.id == Assessment.rater_id)
        .where(*conditions)
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


def _total(session: Session, conditions: Sequence[ColumnElement[bool]]) -> int:
    query = select(func.count(Assessment.id)).join(Occasion, Occasion.id == Assessment.occasion_id)
    return session.scalar(query.where(*conditions)) or 0


def latest(
    session: Session, selection: Selection, *, most: int, actor: Actor, at: Moment
) -> tuple[Sequence[Seat], int]:
    """The assessments that are late for the longest time, at most so many, and how many are late in all."""
    conditions = seat_conditions(selection, Narrowing(state="late"), Period("all"), actor=actor, at=at)
    query = _query(conditions).order_by(Occasion.due_on, Assessment.id).limit(most)
    return _as_seats(session, query), _total(session, conditions)


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
    session: Session,
    selection: Selection,
    narrowing: Narrowing,
    period: Period,
    *,
    page: int,
    actor: Actor,
    at: Moment,
) -> SeatPage:
    """Assessments of a selection, the newest due first."""
    conditions = seat_conditions(selection, narrowing, period, actor=actor, at=at)
    total = _total(session, conditions)
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    query = _query(conditions).order_by(Occasion.due_on.desc(), Assessment.id.desc())
    return SeatPage(_as_seats(session, query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)), total, page)
