"""Levels beside what jobs need, from standings: the agreed level, else the manager's, never one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument, Measure
from kamcoach.assessing.models import Standing, Subject
from kamcoach.assessing.visibility import owed_blind
from kamcoach.clock import Moment
from kamcoach.insights.selecting import Selection
from kamcoach.library import queries as library
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor

INSTRUMENT = "kam-competencies"
PAGE_SIZE = 50
FEWEST = 5
"""No figure over fewer people (design.md, Groups of five)."""
OLD = timedelta(days=365)

Source = Literal["agreed", "manager"]
_SOURCES: Mapping[str, Source] = {"agreed": "agreed", "manager": "manager"}
Levels = Mapping[str, "Level"]


@dataclass(frozen=True, slots=True)
class Level:
    """What stands for one competency of one person: the level, whose it is, when it was given."""

    value: float
    source: Source
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """One person: the levels that stand and those that the job needs, by measure. `hidden`: the reader still owes
    a view of their own, so nothing is shown that could colour it."""

    person_id: int
    public_id: str
    name: str
    unit_id: int | None
    levels: Levels
    needed: Mapping[str, int]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Met:
    """Over the whole selection: of how many people with a level and a requirement how many have what is needed."""

    people: int
    met: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """One page of people, how many match in all and how many of these have a level, and the summary of all of them by
    measure (None below five)."""

    instrument: Instrument
    rows: Sequence[Row]
    total: int
    with_level: int
    page: int
    summary: Mapping[str, Met | None]

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def groups(self) -> Sequence[tuple[str, Sequence[Measure]]]:
        """The measures under their headings, in the order of the instrument."""
        found: dict[str, list[Measure]] = {}
        for measure in self.instrument.measures:
            found.setdefault(measure.group, []).append(measure)
        return list(found.items())


def heat_map(session: Session, selection: Selection, *, page: int, actor: Actor, at: Moment) -> HeatMap | None:
    """The map of a selection; None while no competencies are published. Eight queries, whatever the size."""
    version = library.newest(session, "instruments", INSTRUMENT)
    if version is None:
        return None
    conditions = [*selection.conditions(actor.today(at)), _belongs()]
    total = session.scalar(select(func.count()).select_from(Person).where(*conditions)) or 0
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    query = select(Person.id, Person.public_id, Person.name, Person.unit_id, Person.job_profile).where(*conditions)
    query = query.order_by(Person.name, Person.id).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    owed = owes_about(session, actor=actor, at=at)
    rows = rows_of(session, session.execute(query).all(), owed)
    with_level = session.scalar(select(func.count()).select_from(Person).where(*conditions, _has_level())) or 0
    summary = _summary(session, conditions, owed)
    return HeatMap(library.as_instrument(version), rows, total, with_level, page, summary)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with what an export says of the person besides."""

    row: Row
    number: str
    job_profile: str


def people_after(
    session: Session, selection: Selection, place: tuple[str, int] | None, *, most: int, actor: Actor, at: Moment
) -> Sequence[Placed]:
    """At most so many people of a selection after a name and id, by name, with their levels. Four queries."""
    columns = Person.id, Person.public_id, Person.name, Person.unit_id, Person.job_profile, Person.employee_number
    query = select(*columns).where(*selection.conditions(actor.today(at)), _belongs())
    if place is not None:
        query = query.where(tuple_(Person.name, Person.id) > place)
    people = session.execute(query.order_by(Person.name, Person.id).limit(most)).all()
    rows = rows_of(session, people, owes_about(session, actor=actor, at=at))
    return [Placed(row, one.employee_number or "", one.job_profile) for row, one in zip(rows, people, strict=True)]


def count(session: Session, selection: Selection, *, actor: Actor, at: Moment) -> int:
    """How many people of a selection the map has."""
    conditions = [*selection.conditions(actor.today(at)), _belongs()]
    return session.scalar(select(func.count()).select_from(Person).where(*conditions)) or 0


def rows_of(session: Session, people: Sequence[Any], owed: frozenset[int]) -> Sequence[Row]:
    """Rows for people who were read with id, public_id, name, unit_id and job_profile. Two queries."""
    needed = required(session)
    levels = levels_of(session, [row.id for row in people if row.id not in owed])
    return [
        Row(
            row.id,
            row.public_id,
            row.name or "",
            row.unit_id,
            levels.get(row.id, {}),
            needed.get(row.job_profile, {}),
            row.id in owed,
        )
        for row in people
    ]


def required(session: Session) -> Mapping[str, Mapping[str, int]]:
    """What each job needs today, by profile and measure: the newest version of every profile."""
    profiles = [library.as_profile(version) for version in library.newest_of_kind(session, "profiles")]
    return {
        one.code: {need.measure: need.level for need in one.requires if need.instrument == INSTRUMENT}
        for one in profiles
    }


def levels_of(session: Session, person_ids: Sequence[int]) -> Mapping[int, Levels]:
    """The level that stands for each person and measure: agreed, else the manager's."""
    query = (
        select(Subject.person_id, Standing.measure, Standing.relation, Standing.value, Standing.occurred_at)
        .join(Standing, Standing.subject_id == Subject.id)
        .where(Subject.person_id.in_(person_ids), *_counts())
        .order_by(Standing.relation.desc())  # manager first, so that agreed takes its place
    )
    found: dict[int, dict[str, Level]] = {}
    for person_id, measure, relation, value, given_at in session.execute(query):
        if person_id is not None:
            found.setdefault(person_id, {})[measure.partition("/")[2]] = Level(value, _SOURCES[relation], given_at)
    return found


def owes_about(session: Session, *, actor: Actor, at: Moment) -> frozenset[int]:
    """The people about whose competencies the actor still owes a blind rating (design.md, Blind is per person)."""
    subjects = Subject.id.in_(owed_blind(actor, at, INSTRUMENT))
    query = select(Subject.person_id).where(subjects, Subject.person_id.is_not(None))
    return frozenset(person_id for person_id in session.scalars(query) if person_id is not None)


def _counts() -> Sequence[ColumnElement[bool]]:
    return (
        Standing.purpose == "development",
        Standing.context_key == 0,
        Standing.measure.like(f"{INSTRUMENT}/%"),
        Standing.relation.in_(("agreed", "manager")),
    )


def _belongs() -> ColumnElement[bool]:
    """People with a job profile, or with a level in spite of having none."""
    return or_(Person.job_profile != "", _has_level())


def _has_level() -> ColumnElement[bool]:
    standing = select(Standing.id).join(Subject, Subject.id == Standing.subject_id)
    return standing.where(Subject.person_id == Person.id, *_counts()).exists()


def _summary(
    session: Session, conditions: Sequence[ColumnElement[bool]], owed: frozenset[int]
) -> Mapping[str, Met | None]:
    """Counted by the database per profile, measure and level: a few hundred rows for any number of people."""
    needed, people, met = required(session), dict[str, int](), dict[str, int]()
    for profile, measure, value, count in session.execute(_levels_counted(conditions, owed)):
        code = measure.partition("/")[2]
        need = needed.get(profile, {}).get(code)
        if need is not None:
            people[code] = people.get(code, 0) + count
            met[code] = met.get(code, 0) + (count if value >= need else 0)
    return {code: Met(count, met[code]) if count >= FEWEST else None for code, count in people.items()}


def _levels_counted(conditions: Sequence[ColumnElement[bool]], owed: frozenset[int]) -> Select[*tuple[Any, ...]]:
    agreed = func.max(case((Standing.relation == "agreed", Standing.value)))
    stands = (
        select(
            Person.job_profile.label("profile"),
            Standing.measure.label("measure"),
            func.coalesce(agreed, func.max(Standing.value)).label("value"),
        )
        .join(Subject, Subject.person_id == Person.id)
        .join(Standing, Standing.subject_id == Subject.id)
        .where(and_(*conditions), *_counts(), Person.id.not_in(owed))
        .group_by(Person.id, Person.job_profile, Standing.measure)
        .subquery()
    )
    columns = (stands.c.profile, stands.c.measure, stands.c.value)
    return select(*columns, func.count()).group_by(*columns)
