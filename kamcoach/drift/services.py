"""Giving a task with one's yes, taking it back, doing it; overruling a mark and taking that back."""

from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.clock import Moment
from kamcoach.drift import queries, tasks
from kamcoach.drift.following import unopened
from kamcoach.drift.leading import TIME
from kamcoach.drift.models import DriftMark, Task
from kamcoach.drift.tasks import TaskRow
from kamcoach.notifications import services as notifications
from kamcoach.people.lines import holder_of
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import services as reinforcement
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from kamcoach.trail import services as trail

Holder = Literal["manager", "coach"]
HOLDERS: tuple[Holder, ...] = ("manager", "coach")


class NotTheirs(Exception):
    """The task or mark is not the actor's to change, or not there."""


class Settled(Exception):
    """It was done, given or taken back meanwhile."""


def give(session: Session, public_id: str, to: Holder, *, actor: Actor, at: Moment) -> Person:
    """Let the person's manager or coach clear the way, in the person's words. Returns who got it.

    Raises NotTheirs, Settled, Refused nobody_to_give.
    """
    row = _held(session, public_id, actor, at)
    if not row.is_about_me or row.kind != "clear":
        raise NotTheirs
    if not row.may_give:
        raise Settled
    holder_id = holder_of(session, to, row.task.person_id, on=actor.today(at))
    holder = session.get(Person, holder_id) if holder_id is not None else None
    if holder is None or holder.disabled_at is not None:
        raise Refused("nobody_to_give")
    row.task.owner_id, row.task.answered_at = holder.id, at.business
    row.task.due_on = actor.today(at) + TIME
    if to == "manager":
        notifications.queue(
            session,
            kind="task",
            person_id=holder.id,
            about={"task": public_id, "reader": holder.public_id},
            dedupe_key=f"task:{public_id}:{holder.public_id}:{at.business.isoformat()}",
            at=at,
        )
    _note(session, "task given", public_id, actor, at, to=to)
    return holder


def take_back(session: Session, public_id: str, *, actor: Actor, at: Moment) -> None:
    """Take a task back from whom it was given to, as long as it is not done. Raises NotTheirs, Settled."""
    row = _held(session, public_id, actor, at)
    if not row.is_about_me or row.kind != "clear":
        raise NotTheirs
    if not row.may_take_back:
        raise Settled
    row.task.owner_id = row.task.answered_at = None
    _note(session, "task taken back", public_id, actor, at)


def finish(session: Session, public_id: str, note: str, *, actor: Actor, at: Moment) -> None:
    """Mark a task as done, with what became of it. Raises NotTheirs, Settled."""
    row = _held(session, public_id, actor, at)
    if not row.may_finish:
        raise NotTheirs
    if row.task.done_on is not None:
        raise Settled
    row.task.done_on, row.task.done_note = actor.today(at), note
    texts = {"note": note} if note else None
    trail.record(session, actor=actor, verb="task done", on=("task", public_id), at=at, texts=texts)


def reopen(session: Session, public_id: str, *, actor: Actor, at: Moment) -> None:
    """Take back that a task is done; the note stays for the next time. Raises NotTheirs, Settled."""
    row = _held(session, public_id, actor, at)
    if not row.may_finish:
        raise NotTheirs
    if row.task.done_on is None:
        raise Settled
    row.task.done_on = None
    _note(session, "task reopened", public_id, actor, at)


def _held(session: Session, public_id: str, actor: Actor, at: Moment) -> TaskRow:
    """The task as the actor sees it, held until this transaction ends. Raises NotTheirs."""
    session.execute(select(Task.id).where(Task.public_id == public_id).with_for_update())
    row = tasks.task(session, public_id, actor=actor, at=at)
    if row is None:
        raise NotTheirs
    return row


def _note(session: Session, verb: str, public_id: str, actor: Actor, at: Moment, **details: str) -> None:
    trail.record(session, actor=actor, verb=verb, on=("task", public_id), at=at, details=details)


def overrule(session: Session, public_id: str, reason: str, *, actor: Actor, at: Moment) -> None:
    """Set a mark aside, with a reason: it stays visible, and what it led to and nobody was asked yet is waived with the
    same reason. Raises NotTheirs, Settled."""
    mark = _mark(session, public_id, actor, at)
    if mark.overruled_at is not None or mark.ended_at is not None:
        raise Settled
    mark.overruled_by_id, mark.overruled_at, mark.reason = actor.person_id, at.business, reason
    for follow_up in unopened(session, mark, kinds=("ask", "pulse")):
        reinforcement.waive(session, follow_up, reason, actor=actor, at=at)
    on = ("drift-mark", public_id)
    trail.record(session, actor=actor, verb="drift overruled", on=on, at=at, texts={"reason": reason})


def restore(session: Session, public_id: str, *, actor: Actor, at: Moment) -> None:
    """Let a mark that the actor set aside stand again, and ask what was waived with it. Raises NotTheirs, Settled."""
    mark = _mark(session, public_id, actor, at)
    if mark.overruled_by_id != actor.person_id or mark.overruled_at is None or mark.ended_at is not None:
        raise Settled
    waived = (
        select(FollowUp)
        .join(FollowUpEvent, FollowUpEvent.follow_up_id == FollowUp.id)
        .where(FollowUp.enrolment_id == mark.enrolment_id, FollowUp.measure == mark.measure)
        .where(FollowUp.waived_at.is_not(None), FollowUpEvent.kind == "waived")
        .where(FollowUpEvent.by_id == actor.person_id, FollowUpEvent.happened_at == mark.overruled_at)
    )
    mark.overruled_by_id = mark.overruled_at = None
    mark.reason = ""
    for follow_up in session.scalars(waived).all():
        reinforcement.undo(session, reinforcement.lock(session, follow_up.id), actor=actor, at=at)
    trail.record(session, actor=actor, verb="drift restored", on=("drift-mark", public_id), at=at)


def _mark(session: Session, public_id: str, actor: Actor, at: Moment) -> DriftMark:
    if queries.mark(session, public_id, actor=actor, at=at) is None:
        raise NotTheirs
    query = select(DriftMark).where(DriftMark.public_id == public_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()
