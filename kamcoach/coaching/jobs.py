"""What the worker does for managers: a letter when the window of a talk opens, one more when it is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from kamcoach.clock import Moment
from kamcoach.database import reading, writing
from kamcoach.notifications import services as notifications
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Line, Person
from kamcoach.reinforcement.models import FollowUp

FROM_HOUR = 8
_CHUNK, _MOST = 20, 500


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter that is due to a manager about a talk."""

    follow_up: str
    manager_id: int
    manager: str
    key: str


def tell_managers(at: Moment) -> int:
    """Queue the letters about talks, from eight in the morning where the manager is; returns how many are new."""
    with reading() as session:
        waiting = [*_untold(session, at, "talk", "opens_on"), *_untold(session, at, "talk-due", "due_on")]
    told = 0
    for start in range(0, len(waiting), _CHUNK):
        with writing() as session:
            for one in waiting[start : start + _CHUNK]:
                told += notifications.queue(
                    session,
                    kind="talk",
                    person_id=one.manager_id,
                    about={"follow_up": one.follow_up, "reader": one.manager},
                    dedupe_key=one.key,
                    at=at,
                )
    return told


def _untold(session: Session, at: Moment, key: str, day: str) -> Sequence[_Letter]:
    today = at.today("UTC")
    rows = session.execute(
        _to_tell(key, day),
        {"today": today, "tomorrow": today + timedelta(days=1), "yesterday": today - timedelta(days=1)},
    )
    return [
        _Letter(row.follow_up, row.id, row.public_id, f"{key}:{row.follow_up}:{row.public_id}")
        for row in rows
        if _is_time(at, row.time_zone, row.day) and at.today(row.time_zone) <= row.closes_on
    ]


@cache
def _to_tell(key: str, day: str) -> Select[*tuple[Any, ...]]:
    """Built once a process: the worker asks at every tick. Run with `today`, `yesterday` and `tomorrow`."""
    manager, begins = aliased(Person), getattr(FollowUp, day)
    today: Any = bindparam("today")
    whole: ColumnElement[str] = f"{key}:" + FollowUp.public_id + ":" + manager.public_id
    return (
        select(FollowUp.public_id.label("follow_up"), begins.label("day"), FollowUp.closes_on)
        .add_columns(manager.id, manager.public_id, manager.time_zone)
        .join(Person, Person.id == FollowUp.person_id)
        .join(Line, Line.person_id == FollowUp.person_id)
        .join(manager, manager.id == Line.holder_id)
        .where(FollowUp.kind == "talk", FollowUp.closes_on >= bindparam("yesterday"), begins <= bindparam("tomorrow"))
        .where(FollowUp.held_on.is_(None), FollowUp.waived_at.is_(None))
        .where(Line.kind == "manager", Line.from_date <= today, or_(Line.to_date.is_(None), Line.to_date > today))
        .where(Person.disabled_at.is_(None), manager.disabled_at.is_(None))
        .where(~select(OutboxMessage.id).where(OutboxMessage.dedupe_key == whole).exists())
        .order_by(FollowUp.closes_on, FollowUp.id)
        .limit(_MOST)
    )


def _is_time(at: Moment, zone: str, day: date) -> bool:
    there = at.business.astimezone(ZoneInfo(zone))
    return (there.date(), there.hour) >= (day, FROM_HOUR)
