"""Business figures that are there, and uploads that wait for their confirmation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamcoach.outcomes.importing import Facts, Stored
from kamcoach.outcomes.models import Outcome, OutcomeImport
from kamcoach.outcomes.spreadsheet import Reading
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the business: how many values of how many people, from which day to which."""

    name: str
    unit: str
    values: int
    people: int
    first_day: date
    last_day: date


def figures(session: Session) -> Sequence[Figure]:
    """Every figure by name. One query."""
    query = (
        select(
            Outcome.name,
            func.max(Outcome.unit),
            func.count(),
            func.count(func.distinct(Outcome.person_id)),
            func.min(Outcome.first_day),
            func.max(Outcome.last_day),
        )
        .group_by(Outcome.name)
        .order_by(Outcome.name)
    )
    return [Figure(*row) for row in session.execute(query)]


def figure(session: Session, name: str) -> Figure | None:
    """One figure by its exact name."""
    return next((one for one in figures(session) if one.name == name), None)


def facts(session: Session, reading: Reading, *, lock: bool = False) -> Facts:
    """What a file is compared with. With `lock` nobody else imports figures of the same people meanwhile. Three
    queries, whatever the size."""
    numbers = {row.cells["employee_number"] for row in reading.rows}
    query = select(Person.employee_number, Person.id, Person.name).where(Person.employee_number.in_(numbers))
    query = query.order_by(Person.id)
    if lock:
        query = query.with_for_update(key_share=True)
    people = {row.employee_number or "": (row.id, row.name or "") for row in session.execute(query)}
    return Facts(people, _units(session), _stored(session, reading))


def _units(session: Session) -> Mapping[str, str]:
    rows = session.execute(select(Outcome.name, func.max(Outcome.unit)).group_by(Outcome.name))
    return {name: unit for name, unit in rows}


def _stored(session: Session, reading: Reading) -> Mapping[tuple[int, str, date, date], Stored]:
    names = {row.cells["figure"] for row in reading.rows}
    query = select(Outcome.person_id, Outcome.name, Outcome.first_day, Outcome.last_day).add_columns(
        Outcome.id, Outcome.value, Outcome.source
    )
    rows = session.execute(query.where(Outcome.name.in_(names)))
    return {(row[0], row[1], row[2], row[3]): Stored(row.id, row.value, row.source) for row in rows}


def pending_import(session: Session, public_id: str, *, actor: Actor, lock: bool = False) -> OutcomeImport | None:
    """The actor's own upload that waits for confirmation; with `lock`, whoever comes second waits and finds none."""
    query = select(OutcomeImport).where(OutcomeImport.public_id == public_id)
    query = query.where(OutcomeImport.uploaded_by_id == actor.person_id)
    return session.scalar(query.with_for_update() if lock else query)


def count(session: Session) -> int:
    """How many values there are."""
    return session.scalar(select(func.count()).select_from(Outcome)) or 0


def outcomes_after(session: Session, last_id: int, *, most: int) -> Sequence[tuple[str, Outcome]]:
    """At most so many values after one, in the order of their import, each with the person's number. One query."""
    query = select(Person.employee_number, Outcome).join(Person, Person.id == Outcome.person_id)
    rows = session.execute(query.where(Outcome.id > last_id).order_by(Outcome.id).limit(most))
    return [(number or "", one) for number, one in rows]
