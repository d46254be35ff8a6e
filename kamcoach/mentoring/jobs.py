"""What the worker does for mentors: tell each once that a look is due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from assessments.scheduling.dates import months_before
from kamcoach.assessing.models import Occasion, Subject
from kamcoach.assessing.policies import MENTOR_THEN_PERSON
from kamcoach.clock import Moment
from kamcoach.database import reading, writing
from kamcoach.mentoring.queries import EVERY_MONTHS
from kamcoach.notifications import services as notifications
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Line, Person
from kamcoach.reinforcement.models import FollowUp

_HOUR = 8
_CHUNK = 50
_TOLD_WITHIN = timedelta(days=35)
"""A worker that stood still for longer tells no more; the page still shows it. It keeps the search short."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A look that a mentor is to be told of, and the key by which that happens once."""

    mentor_id: int
    person: str
    key: str


def tell_due(at: Moment) -> int:
    """Tell mentors of reviews whose due day has come and of looks that are too long ago, from eight in the morning
    where they are; returns how many letters were queued."""
    with reading() as session:
        due = [*_of_plans(session, at), *_of_age(session, at)]
        keys = [one.key for one in due]
        if not keys:
            return 0
        told = set(session.scalars(select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.in_(keys))))
    new = [one for one in due if one.key not in told]
    for start in range(0, len(new), _CHUNK):
        with writing() as session:
            for one in new[start : start + _CHUNK]:
                notifications.queue(
                    session,
                    kind="look-due",
                    person_id=one.mentor_id,
                    about={"person": one.person},
                    dedupe_key=one.key,
                    at=at,
                )
    return len(new)


def _of_plans(session: Session, at: Moment) -> Iterator[_Due]:
    today = at.today("UTC")
    days = {"today": today, "since": today - _TOLD_WITHIN, "tomorrow": today + timedelta(days=1)}
    for mentor_id, zone, person, step, due_on in session.execute(_planned_looks(), days):
        if _has_come(at, zone, due_on):
            yield _Due(mentor_id, person, f"look-due:{step}:{mentor_id}")


@cache
def _planned_looks() -> Select[*tuple[Any, ...]]:
    """Built once a process, as the next: the worker asks at every tick. Run with `today`, `since` and `tomorrow`."""
    mentor, today = aliased(Person), cast(date, bindparam("today"))
    return (
        select(mentor.id, mentor.time_zone, Person.public_id, FollowUp.public_id, FollowUp.due_on)
        .join(Person, Person.id == FollowUp.person_id)
        .join(Line, Line.person_id == FollowUp.person_id)
        .join(mentor, mentor.id == Line.holder_id)
        .where(*_to_begin(today))
        .where(FollowUp.due_on.between(bindparam("since"), bindparam("tomorrow")))
        .where(Line.kind == "mentor", Line.from_date <= today, or_(Line.to_date.is_(None), Line.to_date > today))
        .where(Person.disabled_at.is_(None), mentor.disabled_at.is_(None))
    )


def _to_begin(today: date) -> Sequence[ColumnElement[bool]]:
    """The conditions on a review that nobody has begun and that can still be."""
    open_ones = FollowUp.occasion_id.is_(None), FollowUp.held_on.is_(None), FollowUp.waived_at.is_(None)
    return FollowUp.kind == "review", *open_ones, FollowUp.closes_on >= today


def _of_age(session: Session, at: Moment) -> Iterator[_Due]:
    """The last look, or the day since which they are accompanied, is so many months ago, and no plan says when the next
    one is."""
    today = at.today("UTC")
    days = {"today": today, "before": months_before(today, EVERY_MONTHS)}
    for mentor_id, zone, person, since in session.execute(_old_looks(), days):
        if _has_come(at, zone, today):
            yield _Due(mentor_id, person, f"look-due:{person}:{since.isoformat()}:{mentor_id}")


@cache
def _old_looks() -> Select[*tuple[Any, ...]]:
    """Run with `today` and `before`."""
    today, before = cast(date, bindparam("today")), cast(date, bindparam("before"))
    context, mentor = aliased(Subject), aliased(Person)
    last = select(func.max(Occasion.opens_on)).join(context, context.id == Occasion.context_id)
    last = last.where(context.person_id == Line.person_id, Occasion.sees == MENTOR_THEN_PERSON)
    newest = last.where(Occasion.withdrawn_at.is_(None)).correlate(Line).scalar_subquery()
    planned = exists().where(FollowUp.person_id == Line.person_id, *_to_begin(today))
    return (
        select(mentor.id, mentor.time_zone, Person.public_id, func.coalesce(newest, Line.from_date))
        .select_from(Line)
        .join(Person, Person.id == Line.person_id)
        .join(mentor, mentor.id == Line.holder_id)
        .where(Line.kind == "mentor", Line.from_date <= today, or_(Line.to_date.is_(None), Line.to_date > today))
        .where(Line.from_date <= before, or_(newest.is_(None), newest <= before))
        .where(Person.disabled_at.is_(None), mentor.disabled_at.is_(None), ~planned)
    )


def _has_come(at: Moment, zone: str, due_on: date) -> bool:
    there = at.business.astimezone(ZoneInfo(zone))
    return (there.date(), there.hour) >= (due_on, _HOUR)
