"""The dated events that an observer saw before they rate (method.md §1.4)."""

from datetime import date, timedelta

from ..refusals import Refused

FEWEST_EVENTS = 2
"""Who saw fewer in the window has nothing to rate from."""


def first_day_seen(today: date, days: int) -> date:
    """Return the first day on which an event may lie when the questions look back `days` (>= 1) days."""
    return today - timedelta(days=days)


def check_event_day(day: date, *, today: date, days: int) -> date:
    """Return `day` when it lies in the window that looks back `days` days from today, both ends included.

    Raises Refused: event_to_come, event_too_long_ago(first).
    """
    if day > today:
        raise Refused("event_to_come")
    if day < (first := first_day_seen(today, days)):
        raise Refused("event_too_long_ago", first=first)
    return day
