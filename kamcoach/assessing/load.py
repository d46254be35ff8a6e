"""From which day on one more may be asked of somebody, after what was asked of them lately (method.md §1.5).

The functions hold the person until the write ends: two workers at once would each find the same free day.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from assessments.scheduling.load import OBSERVER_FORMS, OWN_REQUESTS, WEEK, first_free_day
from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.clock import Moment
from kamcoach.people.models import Person

_EXEMPT = ("baseline", "fixed")
"""Phases of fixed measures: everybody is asked them, whatever else is asked."""


def own_week_full_until(session: Session, person_id: int, *, at: Moment) -> date | None:
    """The day, where the person is, from which something more may be asked of them about themself; None: today. What a
    cycle asks counts too."""
    mine = (Assessment.relation == "self") & Occasion.phase.not_in(_EXEMPT)
    return _full_until(session, person_id, mine, OWN_REQUESTS, at)


def observer_week_full_until(session: Session, rater_id: int, *, at: Moment) -> date | None:
    """The day, where the rater is, from which one more form about somebody else may be asked of them; None: today."""
    others = Assessment.relation.not_in(("self", "auditor", "agreed"))
    return _full_until(session, rater_id, others, OBSERVER_FORMS, at)


def _full_until(session: Session, person_id: int, which: ColumnElement[bool], most: int, at: Moment) -> date | None:
    zone = session.scalars(select(Person.time_zone).where(Person.id == person_id).with_for_update()).one()
    today = at.today(zone)
    free = first_free_day(today, _asked_days(session, person_id, which, zone, at), most=most)
    return free if free > today else None


def _asked_days(session: Session, rater_id: int, which: ColumnElement[bool], zone: str, at: Moment) -> Sequence[date]:
    """The days of the last week, and of those to come, on which something was or will be asked. What waits until its
    window has closed is never asked, and takes no place."""
    since = at.business - timedelta(days=WEEK + 1)
    query = (
        select(Assessment.asked_from, Occasion.created_at, Occasion.opens_at)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .where(Assessment.rater_id == rater_id, which, Assessment.ended_on.is_(None))
        .where(Occasion.purpose != "audit", Occasion.withdrawn_at.is_(None))
        .where(or_(Assessment.asked_from.is_(None), Assessment.asked_from <= Occasion.closes_on))
        .where(or_(Occasion.created_at >= since, Occasion.opens_at >= since, Assessment.asked_from >= since.date()))
    )
    return [row.asked_from or _day(max(row.created_at, row.opens_at), zone) for row in session.execute(query)]


def _day(instant: datetime, zone: str) -> date:
    return Moment(instant, instant).today(zone)
