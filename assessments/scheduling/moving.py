"""Moving a follow-up: a coach may, within the method (method.md §1.3; design.md: moved is an event)."""

from dataclasses import replace
from datetime import date

from ..refusals import Refused
from .dates import Dates
from .plan import StepKind


def check_move(
    kind: StepKind,
    dates: Dates,
    new_due: date,
    *,
    today: date,
    first_day: date,
    last_day: date,
    is_open: bool,
) -> Dates:
    """Return the dates a follow-up has after its due day was moved to `new_due`; planned_on stays.

    A fixed measure keeps its window, or the curve would be an artefact (method.md §1.3), and so do the then-test
    beside it and what is open already; a pulse or talk that is not yet open takes its window along, as far as the
    training lets it.
    Raises Refused: move_nowhere, move_past, move_before_training, move_after_training,
    move_outside_window(opens, closes).
    """
    before = dates.planned_on < first_day
    if new_due == dates.due_on:
        raise Refused("move_nowhere")
    if new_due < today:
        raise Refused("move_past")
    if not before and new_due <= last_day:
        raise Refused("move_before_training")
    if before and new_due >= first_day:
        raise Refused("move_after_training")
    if kind in ("measure", "then") or is_open:
        return _inside(dates, new_due)
    return _shifted(dates, new_due, first_day if before else None, None if before else last_day)


def _inside(dates: Dates, new_due: date) -> Dates:
    if not dates.opens_on <= new_due <= dates.closes_on:
        raise Refused("move_outside_window", opens=dates.opens_on, closes=dates.closes_on)
    return replace(dates, due_on=new_due)


def _shifted(dates: Dates, new_due: date, latest_close: date | None, earliest_open: date | None) -> Dates:
    by = new_due - dates.due_on
    opens_on, closes_on = dates.opens_on + by, dates.closes_on + by
    return replace(
        dates,
        opens_on=max(opens_on, earliest_open) if earliest_open else opens_on,
        due_on=new_due,
        closes_on=min(closes_on, latest_close) if latest_close else closes_on,
    )
