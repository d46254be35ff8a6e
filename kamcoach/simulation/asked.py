"""Whether everything was asked on its day."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments.scheduling.plan import ASKING
from kamcoach.clock import Moment
from kamcoach.people.models import Person
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent

_MOVED = ("moved", "undone", "nearer", "away", "replanned")
_FIXED = "measure"


def _rows(session: Session) -> Iterator[Any]:
    changed = select(func.max(FollowUpEvent.happened_at)).where(
        FollowUpEvent.follow_up_id == FollowUp.id, FollowUpEvent.kind.in_(_MOVED)
    )
    query = select(FollowUp, Person.time_zone, Person.employee_number, changed.scalar_subquery().label("changed_at"))
    query = query.join(Person, Person.id == FollowUp.person_id).where(FollowUp.kind.in_(ASKING))
    yield from session.execute(query.where(FollowUp.waived_at.is_(None)).order_by(FollowUp.id))


def count_asked(session: Session) -> dict[str, int]:
    """How many fixed measures and other steps were asked, on their day or later because of the load, or never."""
    counts: Counter[str] = Counter()
    for row in _rows(session):
        step: FollowUp = row.FollowUp
        kind = "fixed measures" if step.kind == _FIXED else "other steps"
        if step.opened_on is not None:
            counts[f"{kind} asked"] += 1
        if step.held_back_on is not None:
            counts["steps held back by the load"] += 1
            counts["of these never asked"] += step.opened_on is None
    return dict(counts)


def broken_by_asking(
    session: Session, gone: Mapping[int, Sequence[tuple[datetime, datetime]]], *, until: datetime
) -> dict[str, list[str]]:
    """Fixed measures that did not open on their day where the person is, and other steps that neither did nor have a
    stored reason. Who was away from the product on that day is asked when they are back, if the window still runs."""
    fixed, others = [], []
    for row in _rows(session):
        step: FollowUp = row.FollowUp
        today = Moment(until, until).today(row.time_zone)
        if step.opens_on >= today or _was_gone(step, gone.get(step.person_id, ()), row.time_zone):
            continue
        wanted = step.opens_on
        if row.changed_at is not None:  # nobody asks before they are told to
            wanted = max(wanted, Moment(row.changed_at, row.changed_at).today(row.time_zone))
        if step.opened_on == wanted:
            continue
        what = f"{row.employee_number} {step.step}: wanted {wanted}, asked {step.opened_on}, held {step.held_back_on}"
        if step.kind == _FIXED:
            fixed.append(what)
        elif step.held_back_on is None or step.held_back_why is None:
            others.append(what)
    return {"every fixed measure on its day": fixed, "every other step on its day or held with a reason": others}


def _was_gone(step: FollowUp, spans: Sequence[tuple[datetime, datetime]], zone: str) -> bool:
    """Whether the person's access was ended on the day on which the step opens, or from before it was dated."""
    day = timedelta(days=1)
    days = ((Moment(first, first).today(zone), Moment(last, last).today(zone) + day) for first, last in spans)
    return any(first <= step.opens_on <= last for first, last in days)
