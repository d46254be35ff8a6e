"""Whether nobody was asked more than the load allows."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from assessments.scheduling.load import OBSERVER_FORMS, OWN_REQUESTS, WEEK
from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.clock import Moment
from kamcoach.people.models import Person


def broken_by_load(session: Session) -> dict[str, list[str]]:
    """Who was asked more in seven days in a row than is allowed, about themself and about others."""
    mine = (Assessment.relation == "self") & Occasion.phase.not_in(("baseline", "fixed"))
    others = Assessment.relation == "observer"
    return {
        "one request a week": _overloaded(session, mine, OWN_REQUESTS),
        "five forms a week for an observer": _overloaded(session, others, OBSERVER_FORMS),
    }


def _overloaded(session: Session, which: ColumnElement[bool], most: int) -> list[str]:
    query = (
        select(Person.employee_number, Person.time_zone, Assessment.asked_from, Occasion.created_at, Occasion.opens_at)
        .join(Person, Person.id == Assessment.rater_id)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .where(which, Assessment.ended_on.is_(None), Occasion.withdrawn_at.is_(None))
        .where(or_(Assessment.asked_from.is_(None), Assessment.asked_from <= Occasion.closes_on))  # else never asked
    )
    days: dict[str, list[date]] = {}
    for row in session.execute(query):
        instant = max(row.created_at, row.opens_at)
        day = row.asked_from or Moment(instant, instant).today(row.time_zone)
        days.setdefault(row.employee_number or "", []).append(day)
    return [f"{who} {day}" for who, asked in days.items() for day in _too_full(sorted(asked), most)]


def _too_full(days: Sequence[date], most: int) -> list[date]:
    """The days on which a request was one too many: the `most`-th before it is less than a week ago."""
    return [day for place, day in enumerate(days) if place >= most and (day - days[place - most]).days < WEEK]
