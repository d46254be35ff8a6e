"""What a coach's day is made of, besides follow-ups: whom they coach, sessions, promises, tasks, who waits.

Every function costs one query, whatever the people, their history and the organisation; what is asked about people has
found them through `coachees` or another rule before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, String, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.clock import Moment
from kamcoach.drift.models import Task
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Line, Person, RoleGrant
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from kamcoach.sessions.models import CoachingSession, Commitment
from kamcoach.training.models import Cohort, Enrolment, Programme

KEPT_IN_SIGHT = timedelta(days=14)
"""How long a promise that nobody asked about, and a session that nobody closed, stay in the queue."""


@dataclass(frozen=True, slots=True)
class Coachee:
    """A person whom the actor coaches today: the due day of their next follow-up, if there is one, and the
    training that waits to be finished, which will date more."""

    person_id: int
    public_id: str
    name: str
    time_zone: str
    next_due_on: date | None
    waits_for: str | None


def coachees(session: Session, *, actor: Actor, at: Moment) -> Sequence[Coachee]:
    """Everybody whom the actor coaches today, by name."""
    rows = session.execute(_coachees(), {"coach": actor.person_id, "today": actor.today(at)})
    return [Coachee(row[0], row[1], row[2] or "", *row[3:]) for row in rows]


@cache
def _coachees() -> Select[*tuple[Any, ...]]:
    """Built once a process, as all here. Begins with the coach's lines, so that others' people cost nothing."""
    today: Any = bindparam("today")
    mine = select(Line.person_id).where(Line.holder_id == bindparam("coach"), Line.kind == "coach")
    mine = mine.where(Line.from_date <= today, or_(Line.to_date.is_(None), Line.to_date > today))
    answered = select(Assessment.id).where(
        Assessment.occasion_id == FollowUp.occasion_id,
        Assessment.relation == "self",
        Assessment.submitted_at.is_not(None),
    )
    upcoming = select(func.min(FollowUp.due_on)).where(
        FollowUp.person_id == Person.id,
        FollowUp.kind != "boosters",  # a series that runs by itself
        FollowUp.waived_at.is_(None),
        FollowUp.held_on.is_(None),
        FollowUp.due_on >= today,
        ~answered.exists(),
    )
    waits_for = (
        select(Programme.name + ", " + Cohort.name)
        .join(Cohort, Cohort.programme_id == Programme.id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.person_id == Person.id, Cohort.finished_at.is_(None))
        .order_by(Cohort.first_day)
        .limit(1)
    )
    return (
        select(Person.id, Person.public_id, Person.name, Person.time_zone)
        .add_columns(upcoming.scalar_subquery(), waits_for.scalar_subquery())
        .where(Person.id.in_(mine), Person.disabled_at.is_(None))
        .order_by(Person.name, Person.id)
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """A session that is agreed and has not been closed."""

    public_id: str
    person_id: int
    coach_id: int
    follow_up_id: int | None
    starts_at: datetime
    minutes: int
    where: str

    def day(self, zone: str) -> date:
        """Its day in a zone."""
        return Moment(self.starts_at, self.starts_at).today(zone)


def planned_sessions(session: Session, person_ids: Sequence[int], *, at: Moment) -> Sequence[Planned]:
    """Sessions of these people that are planned, from two weeks ago on, the nearest first."""
    filled = {"people": person_ids, "since": at.business - KEPT_IN_SIGHT}
    return [Planned(*row) for row in session.execute(_planned_sessions(), filled)]


@cache
def _planned_sessions() -> Select[*tuple[Any, ...]]:
    row = CoachingSession
    where = func.coalesce(func.nullif(row.place, ""), row.link)
    return (
        select(row.public_id, row.person_id, row.coach_id, row.follow_up_id, row.starts_at, row.minutes, where)
        .where(row.person_id.in_(bindparam("people", expanding=True)), row.state == "planned")
        .where(row.starts_at >= bindparam("since"))
        .order_by(row.starts_at, row.id)
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment that nobody has asked about."""

    public_id: str
    person_id: int
    event: str
    with_whom: str
    event_on: date
    will_do: str


def promises(session: Session, person_ids: Sequence[int], *, first: date, last: date) -> Sequence[Promise]:
    """Commitments of these people whose event lies from a day to a day, and that are neither checked nor withdrawn."""
    filled = {"people": person_ids, "first": first, "last": last}
    return [Promise(*row) for row in session.execute(_promises(), filled)]


@cache
def _promises() -> Select[*tuple[Any, ...]]:
    row = Commitment
    return (
        select(row.public_id, row.person_id, row.event, row.with_whom, row.event_on, row.will_do)
        .where(row.person_id.in_(bindparam("people", expanding=True)))
        .where(row.checked_at.is_(None), row.withdrawn_at.is_(None))
        .where(row.event_on >= bindparam("first"), row.event_on <= bindparam("last"))
        .order_by(row.event_on, row.id)
    )


@dataclass(frozen=True, slots=True)
class Open:
    """A task that is not done: whose it is (None: nobody's yet), and their name."""

    kind: str
    person_id: int
    owner_id: int | None
    owner: str
    due_on: date
    answered: bool


def open_tasks(session: Session, person_ids: Sequence[int]) -> Sequence[Open]:
    """Tasks about these people that are not done, the nearest first."""
    rows = session.execute(_open_tasks(), {"people": person_ids})
    return [Open(row[0], row[1], row[2], row[3] or "", row[4], row[5] is not None) for row in rows]


@cache
def _open_tasks() -> Select[*tuple[Any, ...]]:
    owner = aliased(Person)
    return (
        select(Task.kind, Task.person_id, Task.owner_id, owner.name, Task.due_on, Task.answered_at)
        .outerjoin(owner, owner.id == Task.owner_id)
        .where(Task.person_id.in_(bindparam("people", expanding=True)), Task.done_on.is_(None))
        .order_by(Task.due_on, Task.id)
    )


@dataclass(frozen=True, slots=True)
class Last:
    """The last thing that happened to a follow-up."""

    kind: str
    happened_at: datetime


def last_events(session: Session, follow_up_ids: Sequence[int]) -> Mapping[int, Last]:
    """The newest event of each of these follow-ups."""
    rows = session.execute(_last_events(), {"follow_ups": follow_up_ids})
    return {row.follow_up_id: Last(row.kind, row.happened_at) for row in rows}


@cache
def _last_events() -> Select[*tuple[Any, ...]]:
    newest = select(func.max(FollowUpEvent.id)).where(
        FollowUpEvent.follow_up_id.in_(bindparam("follow_ups", expanding=True))
    )
    query = select(FollowUpEvent.follow_up_id, FollowUpEvent.kind, FollowUpEvent.happened_at)
    return query.where(FollowUpEvent.id.in_(newest.group_by(FollowUpEvent.follow_up_id)))


def asked_later(session: Session, occasion_ids: Sequence[int], *, on: date) -> Mapping[int, date]:
    """The day from which the last rater of each occasion is asked, where somebody's full week keeps them waiting."""
    rows = session.execute(_asked_later(), {"occasions": occasion_ids, "on": on})
    return {row.occasion_id: row[1] for row in rows}


@cache
def _asked_later() -> Select[*tuple[Any, ...]]:
    waits = select(Assessment.occasion_id, func.max(Assessment.asked_from))
    waits = waits.where(Assessment.occasion_id.in_(bindparam("occasions", expanding=True)))
    waits = waits.where(Assessment.submitted_at.is_(None), Assessment.ended_on.is_(None))
    return waits.where(Assessment.asked_from > bindparam("on")).group_by(Assessment.occasion_id)


@dataclass(frozen=True, slots=True)
class Owing:
    """Somebody who owes something about a follow-up: an assessment, or (without one) a talk as the manager."""

    follow_up_id: int
    person_id: int
    public_id: str
    name: str
    assessment: str | None


def owing(session: Session, follow_ups: Sequence[FollowUp], *, actor: Actor, at: Moment) -> Sequence[Owing]:
    """Who owes an answer or a talk about these follow-ups; not the actor, and nobody who is asked later."""
    today = actor.today(at)
    seats = (
        select(FollowUp.id, Person.id, Person.public_id, Person.name, Assessment.public_id)
        .join(Assessment, Assessment.occasion_id == FollowUp.occasion_id)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Person, Person.id == Assessment.rater_id)
        .where(FollowUp.id.in_([row.id for row in follow_ups]), Assessment.submitted_at.is_(None))
        .where(Assessment.ended_on.is_(None), or_(Assessment.asked_from.is_(None), Assessment.asked_from <= today))
        .where(Occasion.released_at.is_(None), Occasion.withdrawn_at.is_(None), Occasion.closes_at > at.business)
    )
    managers = (
        select(FollowUp.id, Person.id, Person.public_id, Person.name, literal(None, String))
        .join(Line, Line.person_id == FollowUp.person_id)
        .join(Person, Person.id == Line.holder_id)
        .where(FollowUp.id.in_([row.id for row in follow_ups]), FollowUp.kind == "talk", FollowUp.held_on.is_(None))
        .where(Line.kind == "manager", Line.from_date <= today, or_(Line.to_date.is_(None), Line.to_date > today))
    )
    reachable = Person.disabled_at.is_(None) & (Person.id != actor.person_id)
    rows = session.execute(union_all(seats.where(reachable), managers.where(reachable)))
    return sorted((Owing(row[0], row[1], row[2], row[3] or "", row[4]) for row in rows), key=lambda one: one.name)


def nudged_since(session: Session, person_ids: Sequence[int], since: datetime) -> frozenset[int]:
    """Which of these people a nudge was queued for after an instant, by whomever."""
    query = select(OutboxMessage.person_id).where(OutboxMessage.kind == "nudge", OutboxMessage.created_at > since)
    return frozenset(session.scalars(query.where(OutboxMessage.person_id.in_(person_ids))))


def other_coaches(session: Session, *, actor: Actor) -> Sequence[tuple[str, str]]:
    """Public id and name of every other coach, by name."""
    query = (
        select(Person.public_id, Person.name)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == "coach", Person.disabled_at.is_(None), Person.id != actor.person_id)
        .order_by(Person.name, Person.id)
    )
    return [(row.public_id, row.name or "") for row in session.execute(query)]


def managers_of(session: Session, person_ids: Sequence[int], *, on: date) -> Mapping[int, str]:
    """The names of whoever manages these people on a date."""
    query = (
        select(Line.person_id, Person.name)
        .join(Person, Person.id == Line.holder_id)
        .where(Line.person_id.in_(person_ids), Line.kind == "manager", Person.disabled_at.is_(None))
        .where(Line.from_date <= on, or_(Line.to_date.is_(None), Line.to_date > on))
    )
    return {person_id: name or "" for person_id, name in session.execute(query)}
