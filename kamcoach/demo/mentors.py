"""The demo's mentor: whom Hans-Dieter Brückner accompanies, where he looked in, what he was asked; and who is away.

Days are counted from the day on which the story stops.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.assessing import services as assessing
from kamcoach.clock import Moment
from kamcoach.demo.founding import Someone
from kamcoach.mentoring import comments, looks, queries
from kamcoach.mentoring.comments import Wish
from kamcoach.people import lines
from kamcoach.people.calendars import working_day
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.portfolio.models import KeyAccount
from kamcoach.reinforcement import absences
from kamcoach.reinforcement.absences import Days
from kamcoach.signin.queries import actor_for

_DAY = timedelta(days=1)
Do = Callable[[Session, Moment], None]


@dataclass(frozen=True, slots=True)
class _Stage:
    """What every act of this part of the story needs to know."""

    people: Mapping[str, Someone]
    until: datetime

    def at_work(self, who: str, days: int, hour: int) -> datetime:
        """An hour of somebody's own zone, so many days before the story stops, or on the working day before that."""
        person = self.people[who]
        day = self.until.date() + days * _DAY
        while not working_day(person.country)(day):
            day -= _DAY
        return datetime.combine(day, time(hour), ZoneInfo(person.time_zone)).astimezone(UTC)

    def actor(self, session: Session, who: str) -> Actor:
        """Somebody of the story as the one who acts; nobody leaves in it."""
        found = actor_for(session, self.people[who].id)
        assert found is not None
        return found


def name_mentors(session: Session, people: Mapping[str, Someone], *, by: str, at: Moment) -> None:
    """On the first day an administrator (by employee number) says who accompanies whom."""
    administrator = actor_for(session, people[by].id)
    assert administrator is not None
    mentor = session.get_one(Person, people[_story()["mentor"]].id)
    for number in _story()["accompanied"]:
        person = session.get_one(Person, people[number].id)
        on = administrator.today(at)
        lines.change_line(session, person, "mentor", mentor, on=on, actor=administrator, at=at)


def acts(people: Mapping[str, Someone], until: datetime) -> Iterator[tuple[datetime, Do]]:
    """What is done when."""
    stage, mentor = _Stage(people, until), _story()["mentor"]
    for look in _story()["looks"]:
        yield stage.at_work(mentor, look["days"], 14), partial(_look, stage, look)
        if look["reply"]:
            yield stage.at_work(look["person"], look["days"] + 12, 9), partial(_reply_to_look, stage, look)
    for wish in _story()["requests"]:
        yield stage.at_work(wish["person"], wish["days"], 11), partial(_ask, stage, wish)
        if wish["comment"]:
            yield stage.at_work(mentor, wish["days"] + 3, 17), partial(_comment, stage, wish)
    for away in _story()["away"]:
        yield stage.at_work(away["person"], away["days"], 16), partial(_go_away, stage, away)


def _look(stage: _Stage, look: Mapping[str, Any], session: Session, at: Moment) -> None:
    actor = stage.actor(session, _story()["mentor"])
    person = session.get_one(Person, stage.people[look["person"]].id).public_id
    account = session.scalars(select(KeyAccount.public_id).where(KeyAccount.name == look["account"])).one()
    sheet = looks.begin(session, person, account, actor=actor, at=at)
    given = {item: assessing.Save(item, value, "", 0, f"demo {item}") for item, value in look["shown"].items()}
    given[queries.COMMENT] = assessing.Save(queries.COMMENT, None, look["comment"], 0, "demo comment")
    for outcome in assessing.save_answers(session, sheet, list(given.values()), actor=actor, at=at).values():
        if isinstance(outcome, Exception):
            raise outcome
    assessing.submit(session, sheet, actor=actor, at=at)


def _reply_to_look(stage: _Stage, look: Mapping[str, Any], session: Session, at: Moment) -> None:
    actor = stage.actor(session, look["person"])
    found = queries.looks(session, [actor.person_id])[actor.person_id]
    newest = next(one for one in found if one.account == look["account"])
    comments.reply_to_look(session, newest, look["reply"], actor=actor, at=at)


def _ask(stage: _Stage, wish: Mapping[str, Any], session: Session, at: Moment) -> None:
    actor = stage.actor(session, wish["person"])
    account = session.scalars(select(KeyAccount.public_id).where(KeyAccount.name == wish["account"])).one()
    wanted_by = actor.today(at) + wish["within"] * _DAY
    wanted = Wish(wish["about"], wish["title"], "", wish["words"], wanted_by, account)
    comments.ask(session, wanted, actor=actor, at=at)


def _comment(stage: _Stage, wish: Mapping[str, Any], session: Session, at: Moment) -> None:
    person_id = stage.people[wish["person"]].id
    asked = queries.requests(session, [person_id])
    row = next(one.request for one in asked if one.request.title == wish["title"])
    comments.comment(session, row.public_id, wish["comment"], actor=stage.actor(session, _story()["mentor"]), at=at)


def _go_away(stage: _Stage, away: Mapping[str, Any], session: Session, at: Moment) -> None:
    actor = stage.actor(session, away["person"])
    first = stage.until.date() + away["first"] * _DAY
    days = Days(first, first + (away["number"] - 1) * _DAY)
    absences.enter(session, actor.person_id, days, confirmed=True, actor=actor, at=at)


@cache
def _story() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("mentors.yaml").read_text(encoding="utf-8"))
    return found
