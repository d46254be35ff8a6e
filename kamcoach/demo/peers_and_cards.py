"""Trios and booster cards in the demo: an owner puts people into trios once the training is over, and people answer
their cards and tick their meetings, each at their own pace."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from assessments.scheduling import trios as rules
from kamcoach.clock import Moment
from kamcoach.database import reading, writing
from kamcoach.demo.characters import Character, Habit, character_of, habit_of
from kamcoach.demo.draws import draw, whole_between
from kamcoach.demo.personas import earlier
from kamcoach.peers import holding, meetings
from kamcoach.peers import queries as peers
from kamcoach.peers import services as trios
from kamcoach.peers.models import TrioMember
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.recall import queries as cards
from kamcoach.recall import services as recall
from kamcoach.recall.models import BoosterCard, BoosterShowing
from kamcoach.reinforcement.models import FollowUp
from kamcoach.signin.models import BrowserSession
from kamcoach.signin.queries import actor_for
from kamcoach.training.models import Cohort

_DAY = timedelta(days=1)
_MEETS, _KNOWS, _AT_ONCE = 0.75, {Character.STICKS: 0.85, Character.SLOW: 0.7}, 0.15
_OTHERS_KNOW = 0.6
_CHUNK = 10
_ANSWERS_WITHIN, _PUTS_OFF = 3, 0.15
"""Days after which cards are mostly answered, and how often somebody leaves them for another week."""


def form_trios(cohort_id: int, *, seed: int, actor: Actor, session: Session, at: Moment) -> None:
    """Put those who attended into trios, as the product would suggest it to people of these numbers."""
    cohort = session.get_one(Cohort, cohort_id)
    members = peers.members(session, cohort_id)
    query = select(Person.id, Person.employee_number).where(Person.id.in_([one.person_id for one in members]))
    numbers = {row.id: row.employee_number or "" for row in session.execute(query)}
    by_number = {numbers[one.person_id]: one for one in members}
    known = [
        rules.Peer(number, one.unit, one.as_peer(cohort.last_day).ahead) for number, one in sorted(by_number.items())
    ]
    groups = rules.suggest(known, seed=str(seed))  # public ids are random, a demo is not
    wanted = {by_number[code].enrolment: number for number, group in enumerate(groups, 1) for code in group}
    trios.form(session, cohort, wanted, suggestion=None, actor=actor, at=at)


@dataclass(frozen=True, slots=True)
class _Due:
    """A card or a meeting that somebody sees to at an instant."""

    at: datetime
    person_id: int
    do: Callable[[Session, Actor, Moment], None]


def see_to_cards_and_meetings(at: Moment, *, seed: int, for_visitors: bool, since: datetime) -> int:
    """Let everybody see to theirs whose time has come after `since`; returns how many things were done.

    People who have signed in in a browser see to them themselves, unless `for_visitors`.
    """
    with reading() as session:
        found = [*_cards(session, at, since, seed, for_visitors), *_meetings(session, at, since, seed, for_visitors)]
    found.sort(key=lambda one: one.at)
    for start in range(0, len(found), _CHUNK):
        with writing() as session:
            for due in found[start : start + _CHUNK]:
                actor = actor_for(session, due.person_id)
                if actor is not None:
                    due.do(session, actor, earlier(at, due.at))
    return len(found)


def _cards(session: Session, at: Moment, since: datetime, seed: int, for_visitors: bool) -> Iterator[_Due]:
    for row in session.execute(_waiting_cards(for_visitors)):
        number, key = row.employee_number, (row.card, row.shown_on)
        if habit_of(seed, number, "self") == Habit.NEVER:
            continue
        day = row.shown_on + whole_between(0, _ANSWERS_WITHIN, seed, "cards", number, row.shown_on) * _DAY
        if draw(seed, "puts off", number, row.shown_on) < _PUTS_OFF:
            day += 7 * _DAY
        instant = _from(day, number, row.time_zone, since, seed)
        if instant < at.business:
            knows = draw(seed, "knows", number, *key) < _KNOWS.get(character_of(seed, number), _OTHERS_KNOW)
            at_once = knows and draw(seed, "at once", number, *key) < _AT_ONCE
            yield _Due(instant, row.person_id, _answer(row.public_id, knows, at_once))


def _answer(public_id: str, knows: bool, at_once: bool) -> Callable[[Session, Actor, Moment], None]:
    def do(session: Session, actor: Actor, at: Moment) -> None:
        shown = cards.one(session, public_id, actor=actor, at=at)
        assert shown is not None
        option = next(one for one in shown.card.options if one.best is knows)
        try:
            recall.answer(session, shown, option.code, at_once=at_once, actor=actor, at=at)
        except Refused:
            return  # the series was over before they came to it

    return do


def _meetings(session: Session, at: Moment, since: datetime, seed: int, for_visitors: bool) -> Iterator[_Due]:
    rows = session.execute(_open_meetings(for_visitors), {"day": at.today("UTC") + _DAY, "since": since.date() - _DAY})
    for row in rows:
        number, key = row.employee_number, (row.employee_number, row.step, row.opens_on)
        if habit_of(seed, number, "self") == Habit.NEVER or draw(seed, "ticks", *key) >= _MEETS:
            continue
        day = row.opens_on + whole_between(1, 9, seed, "meets", *key) * _DAY
        instant = _from(day, number, row.time_zone, since, seed)
        if instant < at.business and at.today(row.time_zone) <= row.closes_on:
            yield _Due(at.business, row.person_id, _tick(row.public_id))  # after all answers: the trail is in order


def _tick(public_id: str) -> Callable[[Session, Actor, Moment], None]:
    def do(session: Session, actor: Actor, at: Moment) -> None:
        found = meetings.meeting(session, public_id, actor=actor, at=at)
        assert found is not None
        try:
            holding.hold(session, found, actor=actor, at=at)
        except Refused:
            return  # nobody to meet, or waived

    return do


def _from(day: date, number: str, zone: str, since: datetime, seed: int) -> datetime:
    """Their hour of a day, or of the first day after `since`."""
    minutes = whole_between(8 * 60 + 20, 18 * 60, seed, "hour of cards", number)
    instant = datetime.combine(day, time(minutes // 60, minutes % 60), ZoneInfo(zone)).astimezone(UTC)
    while instant <= since:
        instant += _DAY
    return instant


@cache
def _waiting_cards(for_visitors: bool) -> Select[*tuple[Any, ...]]:
    query = (
        select(
            BoosterShowing.public_id,
            BoosterShowing.person_id,
            BoosterShowing.shown_on,
            BoosterCard.card,
            Person.employee_number,
            Person.time_zone,
        )
        .join(BoosterCard, BoosterCard.id == BoosterShowing.card_id)
        .join(Person, Person.id == BoosterShowing.person_id)
        .where(BoosterShowing.answered_at.is_(None), Person.disabled_at.is_(None))
        .where(Person.employee_number.is_not(None))
        .order_by(BoosterShowing.id)
    )
    return query if for_visitors else query.where(~_visited())


@cache
def _open_meetings(for_visitors: bool) -> Select[*tuple[Any, ...]]:
    """Run with `day` and `since`."""
    member = select(TrioMember.id).where(TrioMember.enrolment_id == FollowUp.enrolment_id, TrioMember.to_date.is_(None))
    query = (
        select(
            FollowUp.public_id,
            FollowUp.person_id,
            FollowUp.step,
            FollowUp.opens_on,
            FollowUp.closes_on,
            Person.employee_number,
            Person.time_zone,
        )
        .join(Person, Person.id == FollowUp.person_id)
        .where(FollowUp.kind == "trio", FollowUp.held_on.is_(None), FollowUp.waived_at.is_(None), member.exists())
        .where(FollowUp.opens_on <= bindparam("day"), FollowUp.closes_on >= bindparam("since"))
        .where(Person.disabled_at.is_(None), Person.employee_number.is_not(None))
        .order_by(FollowUp.id)
    )
    return query if for_visitors else query.where(~_visited())


def _visited() -> Any:
    return select(BrowserSession.id).where(BrowserSession.person_id == Person.id).exists()
