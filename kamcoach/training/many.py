"""Many people of a cohort at once: whom one may enrol together, who was absent by name, how far the dates are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.people.models import Person, Unit
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.training.models import Enrolment


@dataclass(frozen=True, slots=True)
class ToEnrol:
    """Somebody who may be enrolled and is not yet."""

    person_id: int
    name: str
    time_zone: str
    unit: str
    job_profile: str


def to_enrol(session: Session, cohort_id: int, *, actor: Actor, at: Moment) -> Sequence[ToEnrol]:
    """Everybody whom the actor may enrol in a cohort: whom they coach, for an administrator everybody; by name."""
    there = select(Enrolment.person_id).where(Enrolment.cohort_id == cohort_id)
    query = (
        select(Person.id, Person.name, Person.time_zone, Unit.name, Person.job_profile)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Person.disabled_at.is_(None), Person.name.is_not(None), Person.id.not_in(there))
    )
    if not actor.holds(Role.ADMINISTRATOR):
        query = query.where(line_runs("coach", person=Person.id, holder=actor.person_id, on=actor.today(at)))
    rows = session.execute(query.order_by(Person.name, Person.id))
    return [ToEnrol(row[0], row[1] or "", row[2], row[3] or "", row[4]) for row in rows]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many people of a cohort take part, and for how many of them steps still wait to be dated."""

    people: int
    waiting: int


def progress(session: Session, cohort_id: int) -> Progress:
    """How far the dates of a cohort are."""
    query = select(func.count(), func.count(Enrolment.waits_since)).where(Enrolment.cohort_id == cohort_id)
    row = session.execute(query.where(Enrolment.attended.is_distinct_from(False))).one()
    return Progress(row[0], row[1])


@dataclass(frozen=True, slots=True)
class Absent:
    """Who is meant by the lines that were typed: enrolments, and the lines that mean nobody or several."""

    enrolment_ids: frozenset[int]
    unknown: Sequence[str]


def absent(session: Session, cohort_id: int, lines: Sequence[str]) -> Absent:
    """Find the people of a cohort by name, employee number or email, one a line, whatever the case."""
    known: dict[str, set[int]] = {}
    for row in session.execute(_identities(cohort_id)):
        for word in (row.name, row.employee_number, row.email):
            known.setdefault(_plain(word or ""), set()).add(row.id)
    found: Mapping[str, set[int]] = {line: known.get(_plain(line), set()) for line in lines}
    certain = frozenset(key for ids in found.values() if len(ids) == 1 for key in ids)
    return Absent(certain, [line for line, ids in found.items() if len(ids) != 1])


def _identities(cohort_id: int) -> Select[*tuple[Any, ...]]:
    query = select(Enrolment.id, Person.name, Person.employee_number, Person.email)
    return query.join(Person, Person.id == Enrolment.person_id).where(Enrolment.cohort_id == cohort_id)


def _plain(word: str) -> str:
    return " ".join(word.split()).casefold()
