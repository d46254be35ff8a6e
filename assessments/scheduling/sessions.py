"""Coaching sessions: the half hour in parts, and when one may be planned (method.md §1.10)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from ..refusals import Refused

Part = Literal["evidence", "review", "fact", "rehearse", "next"]
PARTS: Mapping[Part, int] = {"evidence": 3, "review": 7, "fact": 7, "rehearse": 8, "next": 5}
"""Minutes of each part, in order: what happened since last time, the trainee reviews one event, one observed fact and
its effect on the customer, the next event rehearsed, then commitment, date and obstacle."""
MINUTES = sum(PARTS.values())
FEWEST_MINUTES, MOST_MINUTES = 5, 240
FARTHEST = timedelta(days=366)


def begins_at(day: date, clock: time, zone: str) -> datetime:
    """The instant (UTC) that a clock in an IANA time zone shows on a day; of an hour that comes twice, the first.

    Raises Refused time_skipped for a time that the clocks leave out that night.
    """
    there = ZoneInfo(zone)
    instant = datetime.combine(day, clock, there).astimezone(UTC)
    if instant.astimezone(there).replace(tzinfo=None) != datetime.combine(day, clock):
        raise Refused("time_skipped")
    return instant


def check_start(starts_at: datetime, now: datetime) -> None:
    """Raise Refused session_in_past, or session_too_far(latest) beyond a year."""
    if starts_at <= now:
        raise Refused("session_in_past")
    if starts_at > now + FARTHEST:
        raise Refused("session_too_far", latest=(now + FARTHEST).date())


def overlap(first: datetime, minutes: int, second: datetime, others: int) -> bool:
    """Whether two meetings, each from an instant on for so many minutes, share a moment."""
    return first < second + timedelta(minutes=others) and second < first + timedelta(minutes=minutes)
