"""What the worker does for commitments: ask on the evening of the event, and end the plan's checks that ask nobody."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, Select, bindparam, select
from sqlalchemy.orm import Session

from assessments.scheduling.commitments import is_asked
from kamcoach.clock import Moment
from kamcoach.database import reading, writing
from kamcoach.notifications import services as notifications
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.sessions import checks
from kamcoach.sessions.models import Commitment

_MOST = 500
_CHUNK = 20
_NEWS = timedelta(days=7)
"""What an evening was missed for longer than this is not asked by mail any more; it stands on Today."""


def ask_about_commitments(at: Moment) -> int:
    """Queue one letter for each commitment whose evening has come where the person is; returns how many are new."""
    with reading() as session:
        due = _to_ask(session, at)
    asked = 0
    for start in range(0, len(due), _CHUNK):
        with writing() as session:
            for public_id, person_id in due[start : start + _CHUNK]:
                asked += notifications.queue(
                    session,
                    kind="commitment-check",
                    person_id=person_id,
                    about={"commitment": public_id},
                    dedupe_key=f"commitment:{public_id}",
                    at=at,
                )
    return asked


def _to_ask(session: Session, at: Moment) -> Sequence[tuple[str, int]]:
    today, day = at.today("UTC"), timedelta(days=1)
    rows = session.execute(_unasked(), {"since": today - _NEWS, "tomorrow": today + day, "most": _MOST})
    return [
        (row.public_id, row.person_id)
        for row in rows
        if is_asked(row.event_on, at.business.astimezone(ZoneInfo(row.time_zone)))
    ]


@cache
def _unasked() -> Select[str, int, date, str]:
    """Built once a process: the worker asks at every tick. Run with `since`, `tomorrow` and `most`."""
    key: ColumnElement[str] = "commitment:" + Commitment.public_id
    return (
        select(Commitment.public_id, Commitment.person_id, Commitment.event_on, Person.time_zone)
        .join(Person, Person.id == Commitment.person_id)
        .where(Commitment.checked_at.is_(None), Commitment.withdrawn_at.is_(None), Person.disabled_at.is_(None))
        .where(Commitment.event_on >= bindparam("since"), Commitment.event_on <= bindparam("tomorrow"))
        .where(~select(OutboxMessage.id).where(OutboxMessage.dedupe_key == key).exists())
        .order_by(Commitment.event_on, Commitment.id)
        .limit(bindparam("most", type_=Integer))
    )


def settle_checks(at: Moment) -> int:
    """End the checks of plans that have fallen due and need nobody's answer; returns how many."""
    with reading() as session:
        due = checks.fallen_due(session, at=at, most=_MOST)
    ended = 0
    for start in range(0, len(due), _CHUNK):
        with writing() as session:
            for follow_up_id, today in due[start : start + _CHUNK]:
                ended += checks.settle(session, follow_up_id, today, at=at)
    return ended
