"""Moving, waiving and holding follow-ups, each with who and why, and taking it back."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from assessments.scheduling.dates import Dates
from assessments.scheduling.moving import check_move
from assessments.scheduling.plan import StepKind
from kamcoach.assessing import opening
from kamcoach.assessing import queries as assessing_queries
from kamcoach.clock import Moment
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from kamcoach.trail import services as trail
from kamcoach.training import queries as training_queries

HELD: tuple[StepKind, ...] = ("talk", "session", "trio", "check")
"""Kinds that are done because somebody says so: a manager's talk, a coach's session, a meeting of peers, commitments
that are checked."""


class NothingToUndo(Exception):
    """The last event of the follow-up is not the actor's own, or undoing it would rewrite what happened since."""


def lock(session: Session, follow_up_id: int) -> FollowUp:
    """The row, held until this transaction ends, so that two coaches cannot change it at once."""
    return session.scalars(select(FollowUp).where(FollowUp.id == follow_up_id).with_for_update()).one()


def move(session: Session, follow_up: FollowUp, new_due: date, reason: str, *, actor: Actor, at: Moment) -> None:
    """Give a follow-up another due day. Raises Refused, see the domain's rules on moving."""
    _check_not_over(session, follow_up)
    about = training_queries.trainings(session, [follow_up.enrolment_id])[follow_up.enrolment_id]
    person = session.get_one(Person, follow_up.person_id)
    dates = check_move(
        follow_up.kind,
        Dates(follow_up.planned_on, follow_up.opens_on, follow_up.due_on, follow_up.closes_on),
        new_due,
        today=at.today(person.time_zone),
        first_day=about.first_day,
        last_day=about.last_day,
        is_open=follow_up.occasion_id is not None,
    )
    before = _as_it_is(follow_up)
    follow_up.opens_on, follow_up.due_on, follow_up.closes_on = dates.opens_on, dates.due_on, dates.closes_on
    if follow_up.occasion_id is not None:
        opening.move_due_day(session, follow_up.occasion_id, dates.due_on)
    _note(session, follow_up, "moved", reason, before, actor=actor, at=at)


def waive(session: Session, follow_up: FollowUp, reason: str, *, actor: Actor | None, at: Moment) -> None:
    """Stop asking for a follow-up; it stays in the timeline with the reason. None: the engine does. Raises Refused."""
    _check_not_over(session, follow_up)
    before = _as_it_is(follow_up)
    follow_up.waived_at = at.business
    if follow_up.occasion_id is not None:
        opening.set_withdrawn(session, follow_up.occasion_id, True, at=at)
    _note(session, follow_up, "waived", reason, before, actor=actor, at=at)


def hold(
    session: Session, follow_up: FollowUp, held_on: date, *, words: str = "", actor: Actor | None, at: Moment
) -> None:
    """Say that what people do together took place, on a day that is not in the future where the actor is, with what was
    promised there (may be empty). Without an actor the engine says so. Raises Refused."""
    if follow_up.kind not in HELD:
        raise Refused("not_a_talk")
    _check_not_over(session, follow_up)
    if held_on > at.today(_zone_of(session, follow_up, actor)):
        raise Refused("held_in_future")
    before = _as_it_is(follow_up)
    follow_up.held_on = held_on
    _note(session, follow_up, "held", words, before, actor=actor, at=at)


def remark(session: Session, follow_up: FollowUp, kind: str, words: str, *, actor: Actor, at: Moment) -> None:
    """Note that somebody was "nudged" or "spoke" about a follow-up; nothing of it changes. Raises Refused when there is
    nothing left to speak about."""
    _check_not_over(session, follow_up)
    _note(session, follow_up, kind, words, _as_it_is(follow_up), actor=actor, at=at)


def undo(session: Session, follow_up: FollowUp, *, actor: Actor, at: Moment) -> None:
    """Take back the actor's own last change of a follow-up. Raises NothingToUndo."""
    query = select(FollowUpEvent).where(FollowUpEvent.follow_up_id == follow_up.id)
    last = session.scalar(query.order_by(FollowUpEvent.id.desc()).limit(1))
    if last is None or last.kind in ("undone", "nudged", "replanned") or last.by_id != actor.person_id:
        raise NothingToUndo  # a letter that has left cannot be taken back, nor a plan that was changed
    was = last.before
    if was["occasion"] != follow_up.occasion_id:
        raise NothingToUndo  # it opened meanwhile: people were asked on the new date
    before = _as_it_is(follow_up)
    follow_up.opens_on, follow_up.due_on, follow_up.closes_on = (
        date.fromisoformat(was[name]) for name in ("opens_on", "due_on", "closes_on")
    )
    follow_up.held_on = None
    follow_up.waived_at = None
    if follow_up.occasion_id is not None:
        opening.move_due_day(session, follow_up.occasion_id, follow_up.due_on)
        opening.set_withdrawn(session, follow_up.occasion_id, False, at=at)
    _note(session, follow_up, "undone", "", before, actor=actor, at=at)


def _check_not_over(session: Session, follow_up: FollowUp) -> None:
    if follow_up.waived_at is not None:
        raise Refused("already_waived")
    if follow_up.held_on is not None:
        raise Refused("already_done")
    if follow_up.occasion_id is not None:
        sent = assessing_queries.self_submitted(session, [follow_up.occasion_id])
        if sent.get(follow_up.occasion_id) is not None:
            raise Refused("already_done")


def _zone_of(session: Session, follow_up: FollowUp, actor: Actor | None) -> str:
    return actor.time_zone if actor else session.get_one(Person, follow_up.person_id).time_zone


def _as_it_is(follow_up: FollowUp) -> Mapping[str, object]:
    return {
        "opens_on": follow_up.opens_on.isoformat(),
        "due_on": follow_up.due_on.isoformat(),
        "closes_on": follow_up.closes_on.isoformat(),
        "occasion": follow_up.occasion_id,
    }


def _note(
    session: Session,
    follow_up: FollowUp,
    kind: str,
    reason: str,
    before: Mapping[str, object],
    *,
    actor: Actor | None,
    at: Moment,
) -> None:
    session.add(
        FollowUpEvent(
            follow_up_id=follow_up.id,
            kind=kind,
            by_id=actor.person_id if actor else None,
            reason=reason,
            before=dict(before),
            happened_at=at.business,
        )
    )
    details = {"before": before["due_on"], "after": follow_up.due_on.isoformat()}
    texts = {"reason": reason} if reason else None
    on = ("follow-up", follow_up.public_id)
    trail.record(session, actor=actor, verb=f"follow-up {kind}", on=on, at=at, details=details, texts=texts)
