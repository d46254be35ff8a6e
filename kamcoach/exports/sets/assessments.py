"""Who was asked what, when, and whether they answered: HR's list, one row an assessment, never what was answered.

How much of it was answered is told once it is released: until then what is not observed is the rater's own. Raters of
groups (peers, customers, team members, assessors) are not named, and their rows tell neither when each of them sent
it nor how much.
"""

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, bindparam, case, func, null, or_, select
from sqlalchemy.orm import Session, aliased

from kamcoach.assessing.models import RELATIONS, Answer, Assessment, Occasion, Subject
from kamcoach.assessing.relation_names import PURPOSE_NAMES, RELATION_NAMES
from kamcoach.exports.datasets import Asking, Chunk, Column, Dataset, Key, Kind, Value
from kamcoach.exports.filters import Filter, a_code, a_day, one_of
from kamcoach.exports.sets.selection import FILTERS, about, selected
from kamcoach.exports.sql import iso_day, iso_instant, listed_ids
from kamcoach.insights.period import PERIODS, Period
from kamcoach.insights.seats import STATES, Narrowing, seat_conditions
from kamcoach.insights.selecting import Selection
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Person, Unit
from kamcoach.permissions.roles import Role
from kamcoach.web.language import lazy_gettext as _l

GROUPS = ("peer", "team_member", "customer", "assessor")
COLUMNS = (
    Column(_l("Number")),
    Column(_l("Name")),
    Column(_l("Unit")),
    Column(_l("Country")),
    Column(_l("Job profile")),
    Column(_l("Instrument")),
    Column(_l("Code")),
    Column(_l("Version"), Kind.NUMBER),
    Column(_l("Purpose")),
    Column(_l("Rated by")),
    Column(_l("Rater")),
    Column(_l("Opened"), Kind.DAY),
    Column(_l("Due"), Kind.DAY),
    Column(_l("Closes"), Kind.DAY),
    Column(_l("Sent (UTC)"), Kind.INSTANT),
    Column(_l("Released (UTC)"), Kind.INSTANT),
    Column(_l("Items asked"), Kind.NUMBER),
    Column(_l("Items answered"), Kind.NUMBER),
    Column(_l("Items with a value"), Kind.NUMBER),
)


_BLOCK = 50_000
"""Ids that are looked up at a time."""


@dataclass(frozen=True, slots=True)
class _Version:
    """What a row shows of an instrument version."""

    title: str
    code: str
    version: int
    items: int


@dataclass(frozen=True, slots=True)
class _Assessments:
    """Assessments in the order of their id."""

    narrowed: Sequence[ColumnElement[bool]]
    query: Select[Any]
    versions: Mapping[int, _Version]
    about: Sequence[tuple[str, str]]
    columns: Sequence[Column] = COLUMNS

    def total(self, session: Session) -> int:
        return session.scalar(_joined(select(func.count(Assessment.id)), self.narrowed)) or 0

    def chunk(self, session: Session, *, after: Key | None, most: int) -> Chunk:
        block, place = after or (self._ids(session, 0), 0)
        ids, place = block[place : place + most], place + most
        if place >= len(block) == _BLOCK:
            block, place = self._ids(session, block[-1]), 0
        if not ids:
            return Chunk(())
        found = (
            session.connection().execute(self.query, {"ids": json.dumps(ids.tolist())}).all()
        )  # past the ORM: these are no objects
        return Chunk(self._shown(found) if found else (), (block, place) if place < len(block) else None)

    def _ids(self, session: Session, after: int) -> "array[int]":
        """The next ids: who is in it is asked once for many rows, and the rows are then read by nothing but their key.

        Asked anew for each chunk, a condition with an index of its own would lead the database through all of the
        rows each time.
        """
        query = _joined(select(Assessment.id), self.narrowed).where(Assessment.id > after)
        return array("q", session.scalars(query.order_by(Assessment.id).limit(_BLOCK)))

    def _shown(self, found: Sequence[Row[Any]]) -> Sequence[Sequence[Value]]:
        """The columns of the file from those of `_query`: codes in words, the rest as it is."""
        _, instruments, purposes, relations, asked, *cells = zip(*found, strict=True)
        versions = [self.versions[one] for one in instruments]
        purpose = {code: str(word) for code, word in PURPOSE_NAMES.items()}
        relation = {code: str(word) for code, word in RELATION_NAMES.items()}
        return (
            *cells[:5],
            [one.title for one in versions],
            [one.code for one in versions],
            [one.version for one in versions],
            [purpose[code] for code in purposes],
            [relation[code] for code in relations],
            *cells[5:-2],
            [one.items if count is None else count for one, count in zip(versions, asked, strict=True)],
            *cells[-2:],
        )


def _query(with_value: set[str]) -> Select[Any]:
    """The key and four columns to look up with, then those that are shown as they are, of the assessments `ids`."""
    rater, is_group = aliased(Person), Assessment.relation.in_(GROUPS)
    sent = case((is_group, null()), else_=Assessment.submitted_at)
    told = Occasion.released_at.is_not(None) & sent.is_not(None)
    answered = select(func.count()).where(Answer.assessment_id == Assessment.id)
    counts = (
        answered.where(or_(Answer.value.is_not(None), Answer.note != "")),
        answered.where(Answer.value.in_(with_value)),
    )
    query = select(
        Assessment.id,
        Occasion.instrument_id,
        Occasion.purpose,
        Assessment.relation,
        func.json_array_length(Occasion.asked),
        Person.employee_number,
        Person.name,
        Unit.name,
        Person.country,
        Person.job_profile,
        case((is_group, null()), else_=rater.name),
        iso_day(Occasion.opens_on),
        iso_day(Occasion.due_on),
        iso_day(Occasion.closes_on),
        iso_instant(sent),
        iso_instant(Occasion.released_at),
        *(case((told, count.scalar_subquery())) for count in counts),
    )
    query = _joined(query, ()).outerjoin(rater, rater.id == Assessment.rater_id)
    return query.where(Assessment.id.bool_op("IN")(listed_ids(bindparam("ids", type_=String())))).order_by(
        Assessment.id
    )


def _joined(query: Select[Any], narrowed: Sequence[ColumnElement[bool]]) -> Select[Any]:
    return (
        query.select_from(Assessment)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .join(Person, Person.id == Subject.person_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(*narrowed)
    )


def _opens(session: Session, asking: Asking) -> _Assessments | None:
    selection = selected(session, asking)
    if selection is None:
        return None
    versions: dict[int, _Version] = {}
    with_value: set[str] = set()
    columns = ContentVersion.id, ContentVersion.code, ContentVersion.version, ContentVersion.content_hash
    for row in session.execute(select(*columns).where(ContentVersion.kind == "instruments")):
        instrument = library.instrument(session, row.content_hash)
        versions[row.id] = _Version(instrument.title, row.code, row.version, len(instrument.items))
        with_value |= {point.code for scale in instrument.scales for point in scale.points}
    narrowed = _narrowed(selection, asking)
    return _Assessments(narrowed, _query(with_value), versions, about(session, selection, asking))


def _narrowed(selection: Selection, asking: Asking) -> Sequence[ColumnElement[bool]]:
    """The conditions of the list on HR's page, and those of the days."""
    filters = asking.filters
    narrowing, period = Narrowing.from_args(filters), Period(filters.get("period", "all"))
    conditions = [*seat_conditions(selection, narrowing, period, actor=asking.actor, at=asking.at)]
    if "from" in filters:
        conditions.append(Occasion.due_on >= date.fromisoformat(filters["from"]))
    if "until" in filters:
        conditions.append(Occasion.due_on <= date.fromisoformat(filters["until"]))
    return conditions


ASSESSMENTS = Dataset(
    "assessments",
    _l("Assessments"),
    _opens,
    frozenset({Role.AUDITOR}),
    {
        **FILTERS,
        "state": Filter(one_of(STATES)),
        "instrument": Filter(a_code),
        "relation": Filter(one_of(RELATIONS)),
        "purpose": Filter(one_of(tuple(PURPOSE_NAMES))),
        "period": Filter(one_of(tuple(PERIODS))),
        "from": Filter(a_day),
        "until": Filter(a_day),
    },
)
