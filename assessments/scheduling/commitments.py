"""If-then promises with a dated event (method.md §1.9): how many, how far ahead, and when they are asked about."""

from datetime import date, datetime, timedelta

from ..refusals import Refused

MOST_OPEN = 2
FARTHEST = timedelta(days=60)
CHECK_HOUR = 17
"""On the evening of the event, where the person is."""
UNKEPT = ("partly", "no")
"""Answers that are followed by the question what was in the way."""


def check_event_day(event_on: date, today: date) -> None:
    """Raise Refused commitment_past, or commitment_too_far(latest) beyond 60 days."""
    if event_on < today:
        raise Refused("commitment_past")
    if event_on > today + FARTHEST:
        raise Refused("commitment_too_far", latest=today + FARTHEST)


def check_room(open_now: int) -> None:
    """Raise Refused too_many_commitments(most) when as many are open as a person can keep in mind."""
    if open_now >= MOST_OPEN:
        raise Refused("too_many_commitments", most=MOST_OPEN)


def is_asked(event_on: date, there: datetime) -> bool:
    """Whether the evening of the event has begun; `there` is now on the person's own clock."""
    return (there.date(), there.hour) >= (event_on, CHECK_HOUR)
