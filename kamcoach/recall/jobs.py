"""What the worker does for cards: deal them in the morning of a working day, and write once a week that they wait."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select

from assessments.scheduling.calendar import Calendar
from kamcoach.clock import Moment
from kamcoach.database import reading, writing
from kamcoach.notifications import services as notifications
from kamcoach.people.calendars import calendars_of, working_day
from kamcoach.people.models import Person
from kamcoach.recall import queries, services
from kamcoach.recall.queries import MAIL, Series

MORNING = 8
_CHUNK = 20
_MOST = 500


def deal_cards(at: Moment) -> int:
    """Deal to whoever may have cards again, from eight in the morning where they are; returns how many cards."""
    with reading() as session:
        waiting = _at_work(queries.without_cards(session, at=at), at)
        people = list(dict.fromkeys(one.person_id for one in waiting))[:_MOST]
        calendars = calendars_of(session, people) if people else {}
    dealt = 0
    for start in range(0, len(people), _CHUNK):
        with writing() as session:
            for person_id in people[start : start + _CHUNK]:
                dealt += services.deal(session, person_id, calendars[person_id], at=at)
    return dealt


def write_of_cards(at: Moment) -> int:
    """Queue a letter to whoever has cards that wait: once a week, in the morning of a working day; returns how many."""
    with reading() as session:
        waiting = _at_work(queries.to_write_to(session, at=at), at)
        zones = dict([(one.person_id, one.time_zone) for one in waiting][:_MOST])
        calendars = calendars_of(session, list(zones)) if zones else {}
        people = [person_id for person_id in zones if _works_today(person_id, calendars, at)]
        query = select(Person.id, Person.public_id).where(Person.id.in_(people))
        public_ids = {row.id: row.public_id for row in session.execute(query)} if people else {}
    for start in range(0, len(people), _CHUNK):
        with writing() as session:
            for person_id in people[start : start + _CHUNK]:
                year, week, _ = at.today(zones[person_id]).isocalendar()
                notifications.queue(
                    session,
                    kind=MAIL,
                    person_id=person_id,
                    about={"person": public_ids[person_id]},
                    dedupe_key=f"{MAIL}:{public_ids[person_id]}:{year}-{week:02}",
                    at=at,
                )
    return len(people)


def _at_work(series: Sequence[Series], at: Moment) -> Sequence[Series]:
    """Those where it is eight in the morning or later, on a working day of the country; absences are looked up next."""
    found = []
    for one in series:
        there = at.business.astimezone(ZoneInfo(one.time_zone))
        if there.hour >= MORNING and working_day(one.country)(there.date()):
            found.append(one)
    return found


def _works_today(person_id: int, calendars: Mapping[int, Calendar], at: Moment) -> bool:
    calendar = calendars[person_id]
    return calendar.works(at.today(calendar.zone))
