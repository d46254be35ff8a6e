"""When a message may leave: asked when it is about to, because that is the moment that counts."""

from datetime import datetime

from sqlalchemy.orm import Session

from assessments.scheduling.calendar import next_morning, reachable_from
from kamcoach.clock import Moment
from kamcoach.notifications.kinds import kind_of
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.calendars import calendar_of
from kamcoach.people.models import Person

_HOUR, _MINUTE = 8, 15
"""When the morning's one letter leaves: what is due that day was queued at eight."""


def waits_until(session: Session, message: OutboxMessage, *, at: Moment) -> datetime | None:
    """The instant (UTC) of the business clock until which a message has to wait; None when it may leave now.

    What is urgent never waits. Everything else keeps the quiet hours of its reader, their days away and, but for the
    few kinds of any day, their days off; a message that is to share a letter waits for the morning after it was queued.
    Nothing waits for somebody who has left: it is dropped when it is written.
    """
    kind = kind_of(message.kind)
    person = session.get(Person, message.person_id)
    if kind.urgent or person is None or person.disabled_at is not None:
        return None
    calendar = calendar_of(session, person.id)
    leaves = reachable_from(at.business, calendar, any_day=kind.any_day)
    if person.digest and kind.bundled:
        leaves = max(leaves, next_morning(message.created_at, calendar, hour=_HOUR, minute=_MINUTE))
    return leaves if leaves > at.business else None


def shares_a_letter(session: Session, message: OutboxMessage) -> bool:
    """Whether a message travels with others: its reader wishes that now, or did when the letter was first tried."""
    person = session.get(Person, message.person_id)
    wished = person is not None and person.digest and kind_of(message.kind).bundled
    return wished or message.in_digest_id is not None
