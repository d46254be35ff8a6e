"""Finding people: for the administrator, and along the dated lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from kamcoach.people.models import Line, PeopleImport, Person, RoleGrant, Unit
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role

PAGE_SIZE = 50
_FEW = 2_000
"""People whose ids one statement may name; of more, everybody's lines are read."""


def line_runs(kind: Any, *, person: Any, holder: Any, on: date) -> ColumnElement[bool]:
    """The condition that `holder` stands in a line of this kind to `person` on a date."""
    return (
        select(Line.id)
        .where(Line.kind == kind, Line.person_id == person, Line.holder_id == holder)
        .where(Line.from_date <= on, or_(Line.to_date.is_(None), Line.to_date > on))
        .exists()
    )


def lines_held(session: Session, holder_id: int, *, on: date) -> Mapping[int, set[str]]:
    """The kinds of the lines that somebody holds on a date, by the person to whom they hold them."""
    query = select(Line.person_id, Line.kind).where(Line.holder_id == holder_id, Line.from_date <= on)
    found: dict[int, set[str]] = {}
    for person_id, kind in session.execute(query.where(or_(Line.to_date.is_(None), Line.to_date > on))):
        found.setdefault(person_id, set()).add(kind)
    return found


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as the administrator's list shows them."""

    public_id: str
    name: str
    email: str
    unit: str
    roles: tuple[Role, ...]
    manager: str
    coach: str
    mentor: str
    disabled: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One page of the list, and how many people match in all."""

    rows: Sequence[PersonRow]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))


def list_people(session: Session, *, search: str, page: int, on: date) -> PersonPage:
    """People by name, 50 a page, whose name, email or number contains the search text."""
    condition = _listed(search)
    total = count_people(session, search=search)
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    query = _with_lines(on).where(condition).order_by(Person.name, Person.id)
    rows = session.execute(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return PersonPage([_as_row(row) for row in rows], total, page)


def count_people(session: Session, *, search: str) -> int:
    """How many people the list has."""
    return session.scalar(select(func.count()).select_from(Person).where(_listed(search))) or 0


def _listed(search: str) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = Person.name.is_not(None)
    if search:
        like = f"%{search.replace('%', '').replace('_', '')}%"
        condition &= or_(Person.name.ilike(like), Person.email.ilike(like), Person.employee_number.ilike(like))
    return condition


def _with_lines(on: date) -> Select[Any]:
    def holder_name(kind: str) -> ColumnElement[str | None]:
        holder = aliased(Person)
        running = Line.from_date <= on, or_(Line.to_date.is_(None), Line.to_date > on)
        query = select(holder.name).join(Line, Line.holder_id == holder.id)
        return query.where(Line.person_id == Person.id, Line.kind == kind, *running).limit(1).scalar_subquery()

    roles = select(func.aggregate_strings(RoleGrant.role, ",")).where(RoleGrant.person_id == Person.id)
    return select(
        Person,
        Unit.name.label("unit"),
        roles.correlate(Person).scalar_subquery().label("roles"),
        holder_name("manager").label("manager"),
        holder_name("coach").label("coach"),
        holder_name("mentor").label("mentor"),
    ).outerjoin(Unit, Unit.id == Person.unit_id)


def _as_row(row: Any) -> PersonRow:
    person: Person = row.Person
    return PersonRow(
        public_id=person.public_id,
        name=person.name or "",
        email=person.email or "",
        unit=row.unit or "",
        roles=split_roles(row.roles),
        manager=row.manager or "",
        coach=row.coach or "",
        mentor=row.mentor or "",
        disabled=person.disabled_at is not None,
    )


def split_roles(joined: str | None) -> tuple[Role, ...]:
    """Roles from a comma-separated text, in the order of their definition."""
    held = set((joined or "").split(","))
    return tuple(role for role in Role if role in held)


def find_row(session: Session, public_id: str, *, on: date) -> PersonRow | None:
    """One person as the list shows them, for the administrator."""
    row = session.execute(_with_lines(on).where(Person.public_id == public_id)).one_or_none()
    return _as_row(row) if row else None


def units(session: Session) -> Sequence[Unit]:
    """Every part of the organisation, by name."""
    return session.scalars(select(Unit).order_by(Unit.name)).all()


def by_public_id(session: Session, public_id: str) -> Person | None:
    """The person with this public id, whoever asks: for code that checked the right before."""
    return session.scalar(select(Person).where(Person.public_id == public_id))


def possible_holders(session: Session) -> Sequence[tuple[str, str]]:
    """Public id and name of everybody who may manage, coach or accompany somebody, by name."""
    query = select(Person.public_id, Person.name).where(Person.disabled_at.is_(None), Person.name.is_not(None))
    rows = session.execute(query.order_by(Person.name, Person.id))
    return [(row.public_id, row.name or "") for row in rows]


def names(session: Session, ids: Sequence[int]) -> Mapping[int, str]:
    """Names by integer id."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row.id: row.name or "" for row in rows}


@dataclass(frozen=True, slots=True)
class Known:
    """What is in the database about a person, as the import compares it."""

    id: int
    fields: Mapping[str, str]
    is_disabled: bool = False
    lines: Mapping[str, str] = field(default_factory=dict)


def known_people(session: Session, *, on: date) -> Mapping[str, Known]:
    """Everybody by `import_key`, in the words of the import's columns. Three queries, whatever the size."""
    people = select(Person, Unit.name).outerjoin(Unit, Unit.id == Person.unit_id)
    people = people.where(or_(Person.employee_number.is_not(None), Person.email.is_not(None)))
    return {import_key(person): known for person, known in _in_columns(session, people, on=on)}


Place = tuple[str, int]
"""Where a person stands in the list: their name and id."""


def people_after(
    session: Session, place: Place | None, *, search: str, on: date, most: int
) -> Sequence[tuple[Place, Mapping[str, str]]]:
    """At most so many people of the list after a place, by name, in the words of the import's columns."""
    people = select(Person, Unit.name).outerjoin(Unit, Unit.id == Person.unit_id).where(_listed(search))
    if place is not None:
        people = people.where(tuple_(Person.name, Person.id) > place)
    people = people.order_by(Person.name, Person.id).limit(most)
    return [((person.name or "", person.id), known.fields) for person, known in _in_columns(session, people, on=on)]


def _in_columns(session: Session, people: Select[Person, str], *, on: date) -> Sequence[tuple[Person, Known]]:
    found = session.execute(people).all()
    holder = aliased(Person)
    ids = [person.id for person, _ in found] if len(found) <= _FEW else None
    lines: dict[int, dict[str, str]] = {}
    query = (
        select(Line.person_id, Line.kind, holder.employee_number)
        .join(holder, holder.id == Line.holder_id)
        .where(Line.from_date <= on, or_(Line.to_date.is_(None), Line.to_date > on))
    )
    for person_id, kind, number in session.execute(query if ids is None else query.where(Line.person_id.in_(ids))):
        lines.setdefault(person_id, {})[kind] = number or ""
    roles: dict[int, list[str]] = {}
    grants = select(RoleGrant.person_id, RoleGrant.role)
    for person_id, role in session.execute(grants if ids is None else grants.where(RoleGrant.person_id.in_(ids))):
        roles.setdefault(person_id, []).append(role)
    return [_as_known(person, unit, lines.get(person.id, {}), roles.get(person.id, [])) for person, unit in found]


def _as_known(person: Person, unit: str | None, held: Mapping[str, str], roles: Sequence[str]) -> tuple[Person, Known]:
    fields = _as_columns(person, unit or "", held, roles)
    return person, Known(person.id, fields, person.disabled_at is not None, held)


def import_key(person: Person) -> str:
    """What the import knows a person by: the employee number, or the email of those who have none yet."""
    return person.employee_number or (person.email or "").lower()


def _as_columns(person: Person, unit: str, held: Mapping[str, str], roles: Sequence[str]) -> dict[str, str]:
    return {
        "employee_number": person.employee_number or "",
        "name": person.name or "",
        "email": person.email or "",
        "unit": unit,
        "country": person.country,
        "time_zone": person.time_zone,
        "locale": person.locale,
        "job_profile": person.job_profile,
        "hire_date": person.hire_date.isoformat() if person.hire_date else "",
        "manager": held.get("manager", ""),
        "coach": held.get("coach", ""),
        "mentor": held.get("mentor", ""),
        "roles": ";".join(sorted(roles)),
    }


def pending_import(session: Session, public_id: str, *, actor: Actor, lock: bool = False) -> PeopleImport | None:
    """The actor's own upload that waits for confirmation; with `lock`, whoever comes second waits and finds none."""
    query = select(PeopleImport).where(PeopleImport.public_id == public_id)
    query = query.where(PeopleImport.uploaded_by_id == actor.person_id)
    return session.scalar(query.with_for_update() if lock else query)
