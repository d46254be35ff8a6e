"""Working days by country, and each person's calendar."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache

import holidays
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.scheduling.calendar import Calendar
from kamcoach.people.models import Absence, Person


@cache
def working_day(country: str) -> Callable[[date], bool]:
    """Whether a date is a working day in a country (ISO 3166 code): its weekend and public holidays are not.

    A country that `holidays` does not know has Saturday and Sunday off.
    """
    try:
        calendar = holidays.country_holidays(country)
    except NotImplementedError:
        return lambda day: day.weekday() < 5
    return lambda day: bool(calendar.is_working_day(day))


def calendars_of(session: Session, person_ids: Collection[int]) -> Mapping[int, Calendar]:
    """The calendar of each person, in two queries, whoever asks: for jobs and for whoever dates something."""
    away: dict[int, list[tuple[date, date]]] = {}
    absences = select(Absence.person_id, Absence.first_day, Absence.last_day).where(Absence.person_id.in_(person_ids))
    for person_id, first, last in session.execute(absences.order_by(Absence.first_day)):
        away.setdefault(person_id, []).append((first, last))
    people = select(Person.id, Person.country, Person.time_zone, Person.quiet_from, Person.quiet_to)
    return {
        row.id: Calendar(
            row.time_zone, working_day(row.country), tuple(away.get(row.id, ())), row.quiet_from, row.quiet_to
        )
        for row in session.execute(people.where(Person.id.in_(person_ids)))
    }


def calendar_of(session: Session, person_id: int) -> Calendar:
    """One person's calendar."""
    return calendars_of(session, [person_id])[person_id]
