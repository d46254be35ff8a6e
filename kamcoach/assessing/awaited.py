"""What the worker looks for: windows that have ended, and raters who owe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, or_, select
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.assessing.queries import Sheet, own_sheet
from kamcoach.clock import Moment
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.signin import queries as signed_in


def unreleased_and_closed(session: Session, *, at: Moment, most: int) -> Sequence[int]:
    """Occasions whose window has ended and whose results are not out yet."""
    query = select(Occasion.id).where(Occasion.released_at.is_(None), Occasion.closes_at <= at.business)
    query = query.where(Occasion.withdrawn_at.is_(None), Occasion.purpose != "audit")
    return session.scalars(query.order_by(Occasion.closes_at, Occasion.id).limit(most)).all()


@dataclass(frozen=True, slots=True)
class Reminder:
    """A rater who owes an answer that is due, and the day for which they are reminded."""

    assessment_id: int
    assessment_public_id: str
    rater_id: int
    time_zone: str
    due_on: date


def to_remind(session: Session, *, at: Moment, most: int) -> Sequence[Reminder]:
    """Raters with an assessment due by tomorrow (UTC) who were not reminded for this due day yet. Who is asked later,
    because their week was full, is reminded then.

    A checklist of an audit is not among them: it waits for papers and replies, not for its auditor.
    """
    tomorrow = at.today("UTC") + timedelta(days=1)
    rows = session.execute(_to_remind(), {"business": at.business, "tomorrow": tomorrow, "most": most})
    return [Reminder(row[0], row[1], row[2] or 0, row[3], row[4]) for row in rows]


@cache
def _to_remind() -> Select[*tuple[Any, ...]]:
    """Built once a process: the worker asks at every tick. Run with `business`, `tomorrow` and `most`."""
    due_on = case((Assessment.asked_from > Occasion.due_on, Assessment.asked_from), else_=Occasion.due_on)
    return (
        select(Assessment.id, Assessment.public_id, Assessment.rater_id, Person.time_zone, due_on)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Person, Person.id == Assessment.rater_id)
        .where(Assessment.submitted_at.is_(None), Assessment.ended_on.is_(None), Person.disabled_at.is_(None))
        .where(Occasion.released_at.is_(None), Occasion.withdrawn_at.is_(None))
        .where(Occasion.opens_at <= bindparam("business"), Occasion.closes_at > bindparam("business"))
        .where(due_on <= bindparam("tomorrow"), Occasion.purpose != "audit")
        .where(or_(Assessment.reminded_for.is_(None), Assessment.reminded_for != due_on))
        .order_by(due_on, Assessment.id)
        .limit(bindparam("most", type_=Integer))
    )


LAST_KEY = "reminder-last:"
"""How the dedupe key of a last reminder begins; the assessment's id follows: one a person and questionnaire."""
LAST_DAYS = 3
"""Days before the end of a window on which who owes is reminded once more."""


def to_remind_last(session: Session, *, at: Moment, most: int) -> Sequence[Reminder]:
    """Raters whose window ends in three days or less, who were reminded on a day before that, and not once more yet;
    `due_on` is the day of this last reminder. Who was first asked in the last days is not asked twice in them."""
    last = at.business + timedelta(days=LAST_DAYS + 2)
    rows = session.execute(_to_remind_last(), {"business": at.business, "last": last, "most": most})
    return [
        Reminder(row.id, row.public_id, row.rater_id or 0, row.time_zone, row.closes_on - timedelta(days=LAST_DAYS))
        for row in rows
        if row.due_on < row.closes_on - timedelta(days=LAST_DAYS)
    ]


@cache
def _to_remind_last() -> Select[*tuple[Any, ...]]:
    """Built once a process: the worker asks at every tick. Run with `business`, `last`, `most`."""
    due_on = case((Assessment.asked_from > Occasion.due_on, Assessment.asked_from), else_=Occasion.due_on)
    told: ColumnElement[str] = LAST_KEY + Assessment.public_id
    return (
        select(Assessment.id, Assessment.public_id, Assessment.rater_id, Person.time_zone, Occasion.closes_on)
        .add_columns(due_on.label("due_on"))
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Person, Person.id == Assessment.rater_id)
        .where(Assessment.submitted_at.is_(None), Assessment.ended_on.is_(None), Person.disabled_at.is_(None))
        .where(Occasion.released_at.is_(None), Occasion.withdrawn_at.is_(None), Occasion.purpose != "audit")
        .where(Occasion.closes_at > bindparam("business"), Occasion.closes_at <= bindparam("last"))
        .where(Assessment.reminded_for == due_on)
        .where(~select(OutboxMessage.id).where(OutboxMessage.dedupe_key == told).exists())
        .order_by(Occasion.closes_at, Assessment.id)
        .limit(bindparam("most", type_=Integer))
    )


def owed_sheet(session: Session, public_id: str, *, at: Moment) -> Sheet | None:
    """An assessment that is still owed, for the message to its rater; None when nothing is owed any more."""
    rater = session.scalar(select(Assessment.rater_id).where(Assessment.public_id == public_id))
    actor = signed_in.actor_for(session, rater) if rater else None
    sheet = own_sheet(session, public_id, actor=actor, at=at) if actor else None
    return sheet if sheet and sheet.is_open(at) else None
