"""The state of a follow-up, derived from its dates and never stored (design.md, Two clocks)."""

from datetime import date
from enum import StrEnum

from .dates import Dates


class State(StrEnum):
    """The states over time, planned to missed; done and waived end them."""

    PLANNED = "planned"
    OPEN = "open"
    DUE = "due"
    LATE = "late"
    DONE = "done"
    MISSED = "missed"
    WAIVED = "waived"


def state_of(dates: Dates, *, today: date, done: bool, waived: bool) -> State:
    """Return the state on a day; every named day is included: on closes_on it can still be done.

    Due is the due day itself, late what is after it and still open. What is done stays done, even waived.
    """
    if done:
        return State.DONE
    if waived:
        return State.WAIVED
    if today < dates.opens_on:
        return State.PLANNED
    if today > dates.closes_on:
        return State.MISSED
    if today == dates.due_on:
        return State.DUE
    return State.OPEN if today < dates.due_on else State.LATE
