"""Entering what was seen before rating, and taking it back, while the assessment is open."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from assessments.scheduling.seen import check_event_day
from kamcoach.assessing.locking import NotTheirs, check_open, lock_own
from kamcoach.assessing.models import Assessment, ObservedEvent
from kamcoach.assessing.observed import needs_events, number_of_events
from kamcoach.assessing.services import account_id
from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor
from kamcoach.trail import services as trail

MOST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class Event:
    """What was seen: the day, a kind (meeting, call, plan_review, other), one line of what, and a key account by
    its public id, "" for none."""

    happened_on: date
    kind: str
    what: str
    account: str = ""


def add_event(session: Session, public_id: str, event: Event, *, actor: Actor, at: Moment) -> ObservedEvent:
    """Note an event for the actor's assessment. The same event again changes nothing.

    Raises NotTheirs, Closed, or Refused: event_to_come, event_too_long_ago, too_many_events, unknown_account.
    """
    assessment, days = _open_for_events(session, public_id, actor, at)
    check_event_day(event.happened_on, today=actor.today(at), days=days)
    same = select(ObservedEvent).where(
        ObservedEvent.assessment_id == assessment.id,
        ObservedEvent.happened_on == event.happened_on,
        ObservedEvent.kind == event.kind,
        ObservedEvent.what == event.what,
    )
    there = session.scalars(same).first()
    if there is not None:
        return there
    if number_of_events(session, assessment.id) >= MOST_EVENTS:
        raise Refused("too_many_events", most=MOST_EVENTS)
    made = ObservedEvent(
        assessment_id=assessment.id,
        happened_on=event.happened_on,
        kind=event.kind,
        what=event.what,
        key_account_id=account_id(session, assessment, event.account, None, actor=actor, at=at),
        added_at=at.business,
    )
    session.add(made)
    session.flush()
    details = {"event": made.public_id, "kind": event.kind, "account": event.account}
    texts = {"what": event.what, "day": event.happened_on.isoformat()}
    on = ("assessment", assessment.public_id)
    trail.record(session, actor=actor, verb="event noted", on=on, at=at, details=details, texts=texts)
    return made


def remove_event(session: Session, public_id: str, event_id: str, *, actor: Actor, at: Moment) -> bool:
    """Take an event back; answers stay. Returns False when it was not there any more. Raises NotTheirs, Closed."""
    assessment, _ = _open_for_events(session, public_id, actor, at)
    query = select(ObservedEvent).where(ObservedEvent.assessment_id == assessment.id)
    event = session.scalar(query.where(ObservedEvent.public_id == event_id))
    if event is None:
        return False
    session.delete(event)
    on, details = ("assessment", assessment.public_id), {"event": event_id}
    trail.record(session, actor=actor, verb="event taken back", on=on, at=at, details=details)
    return True


def _open_for_events(session: Session, public_id: str, actor: Actor, at: Moment) -> tuple[Assessment, int]:
    assessment, occasion, instrument = lock_own(session, public_id, actor, at)
    check_open(assessment, occasion, at)
    if not needs_events(assessment, occasion, instrument) or instrument.looks_back_days is None:
        raise NotTheirs
    return assessment, instrument.looks_back_days
