"""How far the installation is set up: counts only, in one query, whatever the size."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.cycles.models import Cycle
from kamcoach.notifications.models import TROUBLE, OutboxMessage
from kamcoach.people.models import Line, Person, RoleGrant
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.signin.queries import uninvited
from kamcoach.trail.models import TrailEntry, TrailLeaf
from kamcoach.training.models import Cohort, Enrolment

_STUCK = timedelta(minutes=10)
"""The worker comes by once a minute; what waits longer waits for a worker that does not run."""


@dataclass(frozen=True, slots=True)
class Counts:
    """People who may sign in, what they lack, what is planned, and what waits for the worker."""

    people: int
    trainees: int
    without_coach: int
    without_manager: int
    auditors: int
    uninvited: int
    cohorts: int
    enrolled: int
    cycles: int
    mails_failed: int
    mails_put_back: int
    stuck: int


def counts(session: Session, *, actor: Actor, at: Moment) -> Counts:
    """The counts of today. One query."""
    today = actor.today(at)
    parts = (
        _people(),
        _people(_holds(Role.TRAINEE)),
        _people(_holds(Role.TRAINEE), ~_has("coach", today)),
        _people(_holds(Role.TRAINEE), ~_has("manager", today)),
        _people(_holds(Role.AUDITOR)),
        _people(uninvited(at)),
        select(func.count()).select_from(Cohort),
        select(func.count()).select_from(Enrolment),
        select(func.count()).select_from(Cycle),
        select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state.in_(TROUBLE)),
        select(func.count()).select_from(OutboxMessage).where(_is_put_back()),
        _stuck(at),
    )
    row = session.execute(select(*(part.scalar_subquery() for part in parts))).one()
    return Counts(*(count or 0 for count in row))


def _people(*conditions: ColumnElement[bool]) -> Select[int]:
    query = select(func.count()).select_from(Person).where(Person.disabled_at.is_(None), Person.name.is_not(None))
    return query.where(*conditions)


def _holds(role: Role) -> ColumnElement[bool]:
    return select(RoleGrant.role).where(RoleGrant.person_id == Person.id, RoleGrant.role == role.value).exists()


def _has(kind: str, today: date) -> ColumnElement[bool]:
    line = select(Line.id).where(Line.person_id == Person.id, Line.kind == kind, Line.from_date <= today)
    return line.where(or_(Line.to_date.is_(None), Line.to_date > today)).exists()


def _is_put_back() -> ColumnElement[bool]:
    """A mail that was tried and has to be tried again."""
    return (OutboxMessage.state == "waiting") & (OutboxMessage.attempts > 0) & OutboxMessage.last_error.is_not(None)


def _stuck(at: Moment) -> Select[Any]:
    """Entries that nobody sealed and mails that nobody tried, for longer than the worker's rounds are apart. What waits
    for an hour of its own is not stuck, nor what a worker leaves alone because the mail server is out."""
    newest = select(func.coalesce(func.max(TrailLeaf.entry_id), 0)).scalar_subquery()
    since, held = at.wall - _STUCK, OutboxMessage.not_before
    unsealed = select(func.count()).where(TrailEntry.id > newest, TrailEntry.recorded_at < since)
    tried = select(OutboxMessage.id).where(_is_put_back(), OutboxMessage.next_try_at > since)
    waiting = select(func.count()).where(
        OutboxMessage.state == "waiting",
        OutboxMessage.next_try_at < since,
        or_(held.is_(None), held < at.business - _STUCK),
        or_(OutboxMessage.in_digest_id.is_(None), OutboxMessage.in_digest_id == OutboxMessage.id),
        ~tried.correlate(None).exists(),
    )
    return select(unsealed.scalar_subquery() + waiting.scalar_subquery())
