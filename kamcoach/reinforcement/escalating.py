"""What follows when nobody answers: one more reminder before a window ends, and a word to the manager where the step
says so. Both are said in the first reminder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from assessments.scheduling.plan import ASKING, Step
from kamcoach.assessing import awaited
from kamcoach.assessing.awaited import LAST_KEY
from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.clock import Moment
from kamcoach.database import reading, writing
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.notifications import services as notifications
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.lines import holder_of
from kamcoach.people.models import Person
from kamcoach.reinforcement.adaptive import step_of
from kamcoach.reinforcement.jobs import is_time, queue_reminder
from kamcoach.reinforcement.models import FollowUp

_NEWS = timedelta(days=7)
"""A window that ended longer ago is no news: a worker that slept does not tell of it."""
_CHUNK, _MOST = 20, 500
_KEY = "missed:"


def remind_once_more(at: Moment) -> int:
    """Queue the last reminder, three days before a window ends, from eight in the morning where the rater is; returns
    how many."""
    with reading() as session:
        rows = awaited.to_remind_last(session, at=at, most=_MOST)
        due = [row for row in rows if is_time(at, row.time_zone, row.due_on)]
    for start in range(0, len(due), _CHUNK):
        with writing() as session:
            for row in due[start : start + _CHUNK]:
                key = f"{LAST_KEY}{row.assessment_public_id}"
                queue_reminder(session, row, "reminder-last", key, at=at)
    return len(due)


def manager_of(session: Session, person_id: int, time_zone: str, *, at: Moment) -> Person | None:
    """Who manages a person today where they are."""
    manager = holder_of(session, "manager", person_id, on=at.today(time_zone))
    return session.get(Person, manager) if manager is not None else None


@dataclass(frozen=True, slots=True)
class Missed:
    """A step that closed without an answer, and whose."""

    public_id: str
    person_id: int
    time_zone: str


def tell_managers(at: Moment) -> int:
    """Queue a word to the manager for each step that closed without an answer and says so; returns how many."""
    with reading() as session:
        missed = _missed(session, at)
    told = 0
    for one in missed:
        with writing() as session:
            manager = manager_of(session, one.person_id, one.time_zone, at=at)
            if manager is not None:
                about, key = {"follow_up": one.public_id, "reader": manager.public_id}, f"{_KEY}{one.public_id}"
                told += notifications.queue(
                    session, kind="missed", person_id=manager.id, about=about, dedupe_key=key, at=at
                )
    return told


def _missed(session: Session, at: Moment) -> Sequence[Missed]:
    plans = _plans_that_tell(session)
    if not plans:
        return []
    key: ColumnElement[str] = _KEY + FollowUp.public_id
    told = select(OutboxMessage.id).where(OutboxMessage.dedupe_key == key)
    query = (
        select(FollowUp, Person.time_zone)
        .join(Person, Person.id == FollowUp.person_id)
        .join(Occasion, Occasion.id == FollowUp.occasion_id)
        .where(FollowUp.plan_id.in_(plans), is_unanswered(at), Occasion.closes_at > at.business - _NEWS)
        .where(~told.exists())
        .order_by(FollowUp.id)
        .limit(_MOST)
    )
    rows = session.execute(query).all()
    return [Missed(row.public_id, row.person_id, zone) for row, zone in rows if row.step in plans[row.plan_id]]


def is_unanswered(at: Moment) -> ColumnElement[bool]:
    """The condition that a follow-up asked its person, joined with its occasion and the person, and closed without
    their answer."""
    owed = select(Assessment.id).where(
        Assessment.occasion_id == Occasion.id,
        Assessment.relation == "self",
        Assessment.submitted_at.is_(None),
        Assessment.ended_on.is_(None),
    )
    return (
        FollowUp.kind.in_(ASKING)
        & FollowUp.waived_at.is_(None)
        & Occasion.withdrawn_at.is_(None)
        & (Occasion.closes_at <= at.business)
        & Person.disabled_at.is_(None)
        & owed.exists()
    )


def _plans_that_tell(session: Session) -> Mapping[int, frozenset[str]]:
    """By the id of a plan: the steps whose manager hears of a miss. Bodies are read once a process, by their hash."""
    versions = session.execute(_plans()).all()
    if unknown := [row.content_hash for row in versions if row.content_hash not in _telling]:
        for version in session.scalars(select(ContentVersion).where(ContentVersion.content_hash.in_(unknown))):
            steps = library.as_plan(version).dated()
            _telling[version.content_hash] = frozenset(step.code for step in steps if step.on_miss == "manager")
    return {row.id: found for row in versions if (found := _telling[row.content_hash])}


_telling: dict[str, frozenset[str]] = {}


@cache
def _plans() -> Select[int, str]:
    return select(ContentVersion.id, ContentVersion.content_hash).where(ContentVersion.kind == "plans")


def step_behind(session: Session, occasion_id: int) -> Step | None:
    """The step whose occasion this is."""
    query = select(FollowUp, ContentVersion).join(ContentVersion, ContentVersion.id == FollowUp.plan_id)
    row = session.execute(query.where(FollowUp.occasion_id == occasion_id)).one_or_none()
    return step_of(library.as_plan(row[1]), row[0]) if row else None
