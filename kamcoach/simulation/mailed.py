"""Whether every message arrived, once as far as a crash allows, none at a wrong hour and none to who had left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.scheduling.calendar import Calendar
from kamcoach.notifications.kinds import kind_of
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.calendars import calendars_of
from kamcoach.people.models import Person
from kamcoach.simulation.post import Delivery

_RECENT = timedelta(days=4)
"""What was queued so lately may still wait: a weekend, a night, an hour of outage."""


@dataclass(frozen=True, slots=True)
class Mailed:
    """What arrived, when workers were killed and the post was out, and when whose access had ended."""

    deliveries: Sequence[Delivery]
    kills: frozenset[datetime]
    outages: frozenset[datetime]
    gone: Mapping[int, Sequence[tuple[datetime, datetime]]]
    until: datetime

    def by_message(self) -> dict[str, list[Delivery]]:
        """The deliveries of each Message-ID, in order of time."""
        found: dict[str, list[Delivery]] = {}
        for one in self.deliveries:
            found.setdefault(one.message_id, []).append(one)
        return found


def count_mail(session: Session, mailed: Mailed) -> dict[str, int]:
    """Messages by state, and how often one arrived twice."""
    states = Counter(session.scalars(select(OutboxMessage.state)))
    twice = sum(len(found) - 1 for found in mailed.by_message().values())
    return {f"messages {state}": count for state, count in sorted(states.items())} | {
        "mails arrived": len(mailed.deliveries),
        "of these again, after a crash or a cut line": twice,
    }


def broken_by_mail(session: Session, mailed: Mailed) -> dict[str, list[str]]:
    """Every way in which a message can have gone wrong."""
    arrived = mailed.by_message()
    messages = {one.message_id: one for one in session.scalars(select(OutboxMessage))}
    people = {one.id: one for one in session.scalars(select(Person))}
    calendars = calendars_of(session, list(people))
    known = [(one, messages[one.message_id]) for one in mailed.deliveries if one.message_id in messages]
    return {
        "every message arrives": [
            _named(one)
            for one in messages.values()
            if not _has_arrived(one, arrived, mailed) and not _is_away(calendars[one.person_id], mailed.until)
        ],
        "nothing arrives that was never queued": [one for one in arrived if one not in messages],
        "twice only where a crash fell between sending and marking": [
            f"{_named(messages[key])} at {found[0].at:%Y-%m-%d %H:%M}"
            for key, found in arrived.items()
            if key in messages and not _is_explained(found, mailed)
        ],
        "nothing to anyone whose access had ended": [
            f"{_named(message)} at {one.at:%Y-%m-%d %H:%M}"
            for one, message in known
            if any(first <= one.at < last for first, last in mailed.gone.get(message.person_id, ()))
        ],
        "nothing in quiet hours or on days away": [
            f"{_named(message)} at {one.at:%Y-%m-%d %H:%M}"
            for one, message in known
            if not kind_of(message.kind).urgent and not _may_arrive(one.at, message, calendars)
        ],
    }


def _named(message: OutboxMessage) -> str:
    return f"{message.kind} {message.dedupe_key} ({message.state}, {message.attempts} attempts)"


def _has_arrived(message: OutboxMessage, arrived: Mapping[str, Sequence[Delivery]], mailed: Mailed) -> bool:
    """A dropped one had lost its reason before it was sent; one of the last days may wait for the morning."""
    if message.state == "dropped":
        return True
    if message.state == "sent":
        return message.in_digest_id is not None or message.message_id in arrived
    return message.state == "waiting" and message.created_at > mailed.until - _RECENT


def _is_away(calendar: Calendar, until: datetime) -> bool:
    """Whether somebody was away lately: what was queued then waits until they are back."""
    last = until.date()
    return any(not calendar.is_here(last - timedelta(days=back)) for back in range(_RECENT.days + 1))


def _is_explained(found: Sequence[Delivery], mailed: Mailed) -> bool:
    return all(not one.acknowledged or one.at in mailed.kills for one in found[:-1])


def _may_arrive(at: datetime, message: OutboxMessage, calendars: Mapping[int, Calendar]) -> bool:
    """Asked in another way than the engine asks: the hour on the wall, and whether the person is there at all."""
    calendar = calendars[message.person_id]
    there = at.astimezone(ZoneInfo(calendar.zone))
    starts, ends = calendar.quiet_to, calendar.quiet_from
    awake = starts <= there.hour < ends if starts < ends else there.hour >= starts or there.hour < ends
    return (awake or starts == ends) and calendar.is_here(there.date())
