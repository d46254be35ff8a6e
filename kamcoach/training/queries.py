"""Programmes, cohorts and enrolments as an actor may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from kamcoach.clock import Moment
from kamcoach.people.models import Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.training.models import Cohort, Enrolment, Focus, Programme, ProgrammeBehaviour


def _runs_cohort(actor: Actor) -> ColumnElement[bool]:
    return (Cohort.owner_id == actor.person_id) if not actor.holds(Role.ADMINISTRATOR) else Cohort.id.is_not(None)


def _enrolment_visible(actor: Actor, at: Moment) -> ColumnElement[bool]:
    coaches = line_runs("coach", person=Enrolment.person_id, holder=actor.person_id, on=actor.today(at))
    return _runs_cohort(actor) | coaches


def _cohort_visible(actor: Actor, at: Moment) -> ColumnElement[bool]:
    coaches = line_runs("coach", person=Enrolment.person_id, holder=actor.person_id, on=actor.today(at))
    return _runs_cohort(actor) | select(Enrolment.id).where(Enrolment.cohort_id == Cohort.id, coaches).exists()


def coaches_in_cohort(actor: Actor, at: Moment) -> ColumnElement[bool]:
    """The condition that the actor runs a cohort or coaches somebody in it, whatever else they may do."""
    coaches = line_runs("coach", person=Enrolment.person_id, holder=actor.person_id, on=actor.today(at))
    has_people = select(Enrolment.id).where(Enrolment.cohort_id == Cohort.id, coaches).exists()
    return (Cohort.owner_id == actor.person_id) | has_people


def programmes(session: Session) -> Sequence[Programme]:
    """Every programme by name; coaches and administrators share them."""
    return session.scalars(select(Programme).order_by(Programme.name)).all()


def programme(session: Session, public_id: str) -> Programme | None:
    """One programme."""
    return session.scalar(select(Programme).where(Programme.public_id == public_id))


def trained_measures(session: Session, programme_id: int) -> Sequence[str]:
    """The measures that a programme trains."""
    query = select(ProgrammeBehaviour.measure).where(ProgrammeBehaviour.programme_id == programme_id)
    return session.scalars(query.order_by(ProgrammeBehaviour.measure)).all()


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A cohort with its programme and the number of people enrolled. `runs` for its owner and administrators,
    `has_part` for its owner and whoever coaches somebody in it."""

    cohort: Cohort
    programme: Programme
    enrolled: int
    runs: bool
    has_part: bool


def _cohorts(actor: Actor, at: Moment) -> Select[Any]:
    enrolled = select(func.count()).where(Enrolment.cohort_id == Cohort.id).scalar_subquery()
    return (
        select(Cohort, Programme, enrolled.label("enrolled"), _runs_cohort(actor).label("runs"))
        .add_columns(coaches_in_cohort(actor, at).label("has_part"))
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(_cohort_visible(actor, at))
    )


def cohorts(session: Session, *, actor: Actor, at: Moment) -> Sequence[CohortRow]:
    """Cohorts that the actor runs or has people in, the newest training first."""
    query = _cohorts(actor, at).order_by(Cohort.first_day.desc(), Cohort.id.desc())
    return [CohortRow(*row) for row in session.execute(query)]


def to_finish(session: Session, *, actor: Actor, at: Moment) -> Sequence[CohortRow]:
    """Cohorts of the actor's own whose training is over and that wait to be finished, the oldest first."""
    query = _cohorts(actor, at).where(Cohort.owner_id == actor.person_id, Cohort.finished_at.is_(None))
    query = query.where(Cohort.last_day < actor.today(at)).order_by(Cohort.last_day, Cohort.id)
    return [CohortRow(*row) for row in session.execute(query)]


def cohort(session: Session, public_id: str, *, actor: Actor, at: Moment, to_run: bool = False) -> CohortRow | None:
    """One cohort; with `to_run` only for its owner and administrators."""
    query = _cohorts(actor, at).where(Cohort.public_id == public_id)
    row = session.execute(query.where(_runs_cohort(actor)) if to_run else query).one_or_none()
    return CohortRow(*row) if row else None


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """An enrolment with the names that its row shows."""

    enrolment: Enrolment
    person_public_id: str
    name: str
    observer: str
    focus: tuple[str, ...]
    is_mine: bool


def enrolments(session: Session, cohort_id: int, *, actor: Actor, at: Moment) -> Sequence[EnrolmentRow]:
    """The enrolments of a cohort that the actor may see, by name."""
    observer = aliased(Person)
    coaches = line_runs("coach", person=Enrolment.person_id, holder=actor.person_id, on=actor.today(at))
    query = (
        select(Enrolment, Person.public_id, Person.name, observer.name, coaches)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(observer, observer.id == Enrolment.observer_id)
        .where(Enrolment.cohort_id == cohort_id, _enrolment_visible(actor, at))
        .order_by(Person.name, Enrolment.id)
    )
    rows = session.execute(query).all()
    focus = focus_of(session, [row[0].id for row in rows], on=actor.today(at))
    return [
        EnrolmentRow(enrolment, person, name or "", watcher or "", focus.get(enrolment.id, ()), mine)
        for enrolment, person, name, watcher, mine in rows
    ]


def enrolment(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Enrolment | None:
    """One enrolment that the actor may change: of a cohort that they run, or of a person they coach."""
    query = select(Enrolment).join(Cohort, Cohort.id == Enrolment.cohort_id)
    return session.scalar(query.where(Enrolment.public_id == public_id, _enrolment_visible(actor, at)))


def cohort_of(session: Session, enrolment_id: int) -> str:
    """The public id of an enrolment's cohort, for code that checked the right before."""
    query = select(Cohort.public_id).join(Enrolment, Enrolment.cohort_id == Cohort.id)
    return session.scalars(query.where(Enrolment.id == enrolment_id)).one()


def focus_of(session: Session, enrolment_ids: Sequence[int], *, on: date) -> Mapping[int, tuple[str, ...]]:
    """The focus measures of each enrolment on a date."""
    query = (
        select(Focus.enrolment_id, Focus.measure)
        .where(Focus.enrolment_id.in_(enrolment_ids), Focus.from_date <= on)
        .where(or_(Focus.to_date.is_(None), Focus.to_date > on))
        .order_by(Focus.measure)
    )
    found: dict[int, tuple[str, ...]] = {}
    for enrolment_id, measure in session.execute(query):
        found[enrolment_id] = (*found.get(enrolment_id, ()), measure)
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be enrolled."""

    public_id: str
    name: str


def candidates(session: Session, cohort_id: int, *, actor: Actor, at: Moment) -> Sequence[Candidate]:
    """People who are not in the cohort yet: the actor's own, for an administrator everybody."""
    query = select(Person.public_id, Person.name).where(Person.disabled_at.is_(None), Person.name.is_not(None))
    query = query.where(
        ~select(Enrolment.id).where(Enrolment.cohort_id == cohort_id, Enrolment.person_id == Person.id).exists()
    )
    if not actor.holds(Role.ADMINISTRATOR):
        query = query.where(line_runs("coach", person=Person.id, holder=actor.person_id, on=actor.today(at)))
    return [Candidate(row.public_id, row.name or "") for row in session.execute(query.order_by(Person.name))]


def possible_observers(session: Session) -> Sequence[Candidate]:
    """Everybody who may be named as observer."""
    query = select(Person.public_id, Person.name).where(Person.disabled_at.is_(None), Person.name.is_not(None))
    return [Candidate(row.public_id, row.name or "") for row in session.execute(query.order_by(Person.name))]


@dataclass(frozen=True, slots=True)
class Training:
    """What reinforcement needs to know of the training behind an enrolment."""

    enrolment_id: int
    enrolment_public_id: str
    person_id: int
    observer_id: int | None
    observer_as: str
    programme: str
    cohort: str
    instrument_code: str
    plan_code: str
    first_day: date
    last_day: date
    focus: tuple[str, ...]


def trainings(session: Session, enrolment_ids: Sequence[int]) -> Mapping[int, Training]:
    """The training behind each enrolment, whoever asks: for jobs, and for pages that checked the right before."""
    return {
        enrolment.id: Training(
            enrolment_id=enrolment.id,
            enrolment_public_id=enrolment.public_id,
            person_id=enrolment.person_id,
            observer_id=enrolment.observer_id,
            observer_as=enrolment.observer_as or "",
            programme=programme.name,
            cohort=cohort.name,
            instrument_code=programme.instrument_code,
            plan_code=programme.plan_code,
            first_day=cohort.first_day,
            last_day=cohort.last_day,
            focus=tuple(sorted((chosen or "").split(","))) if chosen else (),
        )
        for enrolment, cohort, programme, chosen in session.execute(_trainings(), {"enrolments": enrolment_ids})
    }


@cache
def _trainings() -> Select[*tuple[Any, ...]]:
    """Built once a process; run with `enrolments`."""
    focus = select(func.aggregate_strings(Focus.measure, ",")).where(
        Focus.enrolment_id == Enrolment.id, Focus.to_date.is_(None)
    )
    return (
        select(Enrolment, Cohort, Programme, focus.scalar_subquery())
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Enrolment.id.in_(bindparam("enrolments", expanding=True)))
    )
