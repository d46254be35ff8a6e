"""What stopped somebody becomes a task, exactly once an answer."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument, Item
from kamcoach.assessing.models import Answer, Assessment, Occasion
from kamcoach.clock import Moment
from kamcoach.drift.leading import LEADS, OWN, TIME, TaskKind
from kamcoach.drift.models import Task
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.lines import holder_of
from kamcoach.people.models import Person
from kamcoach.reinforcement.models import FollowUp
from kamcoach.sessions.models import Commitment

_NEWS = timedelta(days=30)
"""How long a worker may stand still and still find what stopped a promise."""


def asks_what_stopped(instrument: Instrument, item: Item) -> bool:
    """Whether an item offers the barriers of the method among its choices."""
    return bool(item.scale) and LEADS.keys() <= {choice.code for choice in instrument.scale_of(item).choices}


def tasks_from(session: Session, follow_up: FollowUp, occasion_id: int, *, at: Moment) -> None:
    """Make the tasks that the person's own answers to a released occasion lead to."""
    occasion = session.get_one(Occasion, occasion_id)
    instrument = library.as_instrument(session.get_one(ContentVersion, occasion.instrument_id))
    items = {item.code: item for item in instrument.items if asks_what_stopped(instrument, item)}
    if not items:
        return
    query = (
        select(Answer)
        .join(Assessment, Assessment.id == Answer.assessment_id)
        .where(Assessment.occasion_id == occasion_id, Assessment.relation == "self")
        .where(Assessment.submitted_at.is_not(None), Answer.item.in_(items), Answer.value.in_(LEADS))
    )
    for answer in session.scalars(query.order_by(Answer.item)):
        task = _task(session, LEADS[answer.value or ""], follow_up.person_id, answer.note, at)
        task.enrolment_id, task.measure = follow_up.enrolment_id, items[answer.item].measure
        task.assessment_id, task.item = answer.assessment_id, answer.item
        session.add(task)


def unled(session: Session, *, at: Moment, most: int) -> Iterable[int]:
    """Promises that something stopped and that have led nowhere yet."""
    query = (
        select(Commitment.id)
        .where(Commitment.checked_at > at.business - _NEWS, Commitment.barrier.in_(LEADS))
        .where(~select(Task.id).where(Task.commitment_id == Commitment.id).exists())
    )
    return session.scalars(query.order_by(Commitment.checked_at, Commitment.id).limit(most)).all()


def task_of_promise(session: Session, commitment_id: int, *, at: Moment) -> bool:
    """Make the task that what stopped a promise leads to; returns False when it is there already."""
    promise = session.scalars(select(Commitment).where(Commitment.id == commitment_id).with_for_update()).one()
    is_there = session.scalar(select(Task.id).where(Task.commitment_id == commitment_id)) is not None
    if is_there or promise.barrier not in LEADS:
        return False
    task = _task(session, LEADS[str(promise.barrier)], promise.person_id, promise.check_note, at)
    task.enrolment_id, task.measure, task.commitment_id = promise.enrolment_id, promise.measure, promise.id
    session.add(task)
    return True


def _task(session: Session, kind: TaskKind, person_id: int, words: str, at: Moment) -> Task:
    person = session.get_one(Person, person_id)
    today = at.today(person.time_zone)
    owner_id = person_id if kind in OWN else None
    if kind in ("rehearse", "talk"):
        owner_id = holder_of(session, "coach", person_id, on=today)
    return Task(
        kind=kind, person_id=person_id, owner_id=owner_id, words=words, created_at=at.business, due_on=today + TIME
    )
