"""The steps of a plan that ask what became of commitments: done when all that were due are checked.

Where nobody promised anything for those days there is nothing to ask, so the step is waived on its due day.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import services as reinforcement
from kamcoach.reinforcement.models import FollowUp
from kamcoach.sessions.models import Commitment
from kamcoach.web.language import gettext as _

_DAY = timedelta(days=1)
_LOOKS_BACK = timedelta(days=30)


def hold_checks(session: Session, person_id: int, today: date, *, actor: Actor, at: Moment) -> None:
    """Mark the checks of a person as done whose window runs, when nothing whose day has come is left to check."""
    running = (
        select(FollowUp.id)
        .where(FollowUp.person_id == person_id, FollowUp.kind == "check")
        .where(FollowUp.held_on.is_(None), FollowUp.waived_at.is_(None))
        .where(FollowUp.opens_on <= today, FollowUp.closes_on >= today)
    )
    ids = session.scalars(running).all()
    if ids and not [one for one in _promised(session, person_id) if one.checked_at is None and one.event_on <= today]:
        for follow_up_id in ids:
            reinforcement.hold(session, reinforcement.lock(session, follow_up_id), today, actor=actor, at=at)


def settle(session: Session, follow_up_id: int, today: date, *, at: Moment) -> bool:
    """Let a check that has fallen due end by itself where nobody has to be asked: it is done when all was checked
    before, and waived when nothing was promised for these days. Returns whether it ended."""
    follow_up = reinforcement.lock(session, follow_up_id)
    if follow_up.held_on is not None or follow_up.waived_at is not None:
        return False
    trained_on = follow_up.planned_on - follow_up.days * _DAY
    due = [
        one
        for one in _promised(session, follow_up.person_id)
        if one.event_on >= trained_on and one.made_at.date() <= follow_up.closes_on
    ]
    if any(one.checked_at is None for one in due):
        return False
    if due:
        reinforcement.hold(session, follow_up, today, actor=None, at=at)
    else:
        reason = _("There was no commitment to ask about.")
        reinforcement.waive(session, follow_up, reason, actor=None, at=at)
    return True


def _promised(session: Session, person_id: int) -> Sequence[Commitment]:
    query = select(Commitment).where(Commitment.person_id == person_id, Commitment.withdrawn_at.is_(None))
    return session.scalars(query).all()


def fallen_due(session: Session, *, at: Moment, most: int) -> Sequence[tuple[int, date]]:
    """Checks that have fallen due lately where the person is and have not ended, with the day it is there."""
    today = at.today("UTC")
    params = {"since": today - _LOOKS_BACK, "tomorrow": today + _DAY, "most": most}
    rows = session.execute(_fallen_due(), params)
    return [(row.id, there) for row in rows if row.due_on <= (there := at.today(row.time_zone))]


@cache
def _fallen_due() -> Select[int, date, str]:
    """Built once a process: the worker asks at every tick. Run with `since`, `tomorrow` and `most`."""
    return (
        select(FollowUp.id, FollowUp.due_on, Person.time_zone)
        .join(Person, Person.id == FollowUp.person_id)
        .where(FollowUp.due_on >= bindparam("since"), FollowUp.due_on <= bindparam("tomorrow"))
        .where(FollowUp.kind == "check", FollowUp.held_on.is_(None), FollowUp.waived_at.is_(None))
        .where(Person.disabled_at.is_(None))
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(bindparam("most", type_=Integer))
    )
