"""The demo's sessions: coaches plan them when their window opens, hold most of them, and people say on the evening
what became of their commitments. Each act has an instant of its own, and is done in the step that holds it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from assessments.refusals import Refused
from assessments.scheduling.commitments import CHECK_HOUR, UNKEPT
from assessments.scheduling.sessions import Part, begins_at
from kamcoach.clock import Moment
from kamcoach.database import new_public_id, reading, writing
from kamcoach.demo.draws import draw, pick, whole_between
from kamcoach.demo.story import working_day_from
from kamcoach.people.calendars import working_day
from kamcoach.people.models import Line, Person
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement.models import FollowUp
from kamcoach.sessions import commitments, notes, services
from kamcoach.sessions.commitments import Promise, Said
from kamcoach.sessions.models import CoachingSession, Commitment
from kamcoach.sessions.notes import NoteSave
from kamcoach.signin.models import BrowserSession
from kamcoach.signin.queries import actor_for

_DAY = timedelta(days=1)
_EARLY = 7
"""Days before its window opens, at most, on which a coach plans a session."""
_FIRST = 14
_PLANNED, _CANCELLED, _FORGOTTEN = 0.85, 0.05, 0.09
_PRIVATE, _OWN, _PROMISED, _ANSWERED = 0.35, 0.5, 0.75, 0.85
_KEPT = ((0.55, "yes"), (0.7, "partly"), (0.88, "no"), (1.0, "no_event"))
_BARRIERS = ("none", "forgot", "unsure", "stopped", "vain")


@dataclass(frozen=True, slots=True)
class _Act:
    """Something that somebody does at an instant."""

    at: datetime
    by: int
    do: Any


@dataclass(frozen=True, slots=True)
class _Step:
    """A session of somebody's plan, and who coaches them."""

    follow_up: FollowUp
    person: Person
    coach: Person


def meet(at: Moment, *, seed: int, for_visitors: bool, since: datetime) -> int:
    """Let coaches and people do what they do after `since` and until a moment; returns how much that was.

    Who has signed in in a browser acts for themself, unless `for_visitors`.
    """
    with reading() as session:
        found = [*_plans(session, at, seed), *_meetings(session, at, since, seed), *_evenings(session, at, seed)]
        acts = sorted((act for act in found if since < act.at <= at.business), key=lambda act: act.at)
        visitors = set(session.scalars(select(BrowserSession.person_id))) if acts and not for_visitors else set()
    done = 0
    for act in acts:
        if act.by in visitors:
            continue
        with writing() as session, suppress(services.NotTheirs, Refused):
            actor = actor_for(session, act.by)
            if actor is not None:
                act.do(session, actor, at)  # after the answers of these hours: the trail stays in order of time
                done += 1
    return done


def _plans(session: Session, at: Moment, seed: int) -> Iterator[_Act]:
    """Coaches who plan a session for a step of the plan, some days after its window has opened."""
    for follow_up, person, coach in session.execute(_open_steps(), _around(at)):
        key = (person.employee_number, follow_up.step)
        if draw(seed, "session", *key) >= _PLANNED:
            continue
        early = _EARLY if follow_up.days > _FIRST else 0  # before that the training is not finished
        day = follow_up.opens_on + whole_between(-early, 2, seed, "planned", *key) * _DAY
        instant = _at_work(coach, day, 9, whole_between(0, 59, seed, "minute", *key))
        yield _Act(instant, coach.id, partial(_plan, _Step(follow_up, person, coach), key, seed))


def _plan(step: _Step, key: tuple[object, ...], seed: int, session: Session, actor: Actor, at: Moment) -> None:
    """Some days ahead, within the window."""
    first, last = step.follow_up.opens_on, step.follow_up.closes_on
    day = actor.today(at) + whole_between(3, 9, seed, "ahead", *key) * _DAY
    day = working_day_from(min(max(day, first + _DAY), last), working_day(step.coach.country), step=-1)
    half_hours = whole_between(16, 33, seed, "clock", *key)
    starts_at = begins_at(day, time(half_hours // 2, half_hours % 2 * 30), step.coach.time_zone)
    place = pick(_texts()["places"], seed, "place", *key)
    services.plan(
        session,
        step.person.id,
        services.When(starts_at, step.coach.time_zone, 30, place, ""),
        public_id=new_public_id(),
        step=step.follow_up.id,
        enrolment=step.follow_up.enrolment_id,
        actor=actor,
        at=at,
    )


def _meetings(session: Session, at: Moment, since: datetime, seed: int) -> Iterator[_Act]:
    """Sessions that end now: held, written up and with a promise, mostly; some are cancelled on the day before."""
    ahead = {"since": since - _DAY, "until": at.business + 2 * _DAY}
    for met, person in session.execute(_planned(), ahead):
        key = (person.employee_number, met.starts_at.date().isoformat())
        chance = draw(seed, "held", *key)
        if chance < _CANCELLED:
            why = pick(_texts()["cancelled"], seed, "why", *key)
            act = _cancelling(met.public_id, why)
            yield _Act(met.starts_at - _DAY, met.coach_id, act)
        elif chance >= _FORGOTTEN:
            ends_at = met.starts_at + timedelta(minutes=met.minutes)
            yield _Act(ends_at, met.coach_id, _holding(met, key, seed))
            if draw(seed, "own", *key) < _OWN:
                text = pick(_texts()["own"], seed, "own text", *key)
                yield _Act(ends_at + timedelta(minutes=9), met.person_id, _writing(met.public_id, "review", text))


def _cancelling(public_id: str, why: str) -> Any:
    return lambda session, actor, then: services.cancel(session, public_id, why, actor=actor, at=then)


def _writing(public_id: str, part: Part, text: str, *, private: bool = False) -> Any:
    one = NoteSave(part, private, text, 0)
    return lambda session, actor, then: notes.save(session, public_id, [one], actor=actor, at=then)


def _holding(met: CoachingSession, key: tuple[object, ...], seed: int) -> Any:
    def hold(session: Session, actor: Actor, at: Moment) -> None:
        texts = _texts()
        said = [NoteSave("fact", False, pick(texts["shared"], seed, "fact", *key), 0)]
        said.append(NoteSave("next", False, pick(texts["next"], seed, "next", *key), 0))
        if draw(seed, "private", *key) < _PRIVATE:
            said.append(NoteSave("fact", True, pick(texts["private"], seed, "alone", *key), 0))
        notes.save(session, met.public_id, said, actor=actor, at=at)
        services.hold(session, met.public_id, actor=actor, at=at)
        if draw(seed, "promised", *key) < _PROMISED:
            person = session.get_one(Person, met.person_id)
            day = at.today(person.time_zone) + whole_between(4, 12, seed, "event", *key) * _DAY
            day = working_day_from(day, working_day(person.country))
            words: Mapping[str, str] = pick(texts["promises"], seed, "promise", *key)
            promise = Promise(**words, event_on=day, measure=None)
            commitments.make(session, met.person_id, promise, met=met, actor=actor, at=at)

    return hold


def _evenings(session: Session, at: Moment, seed: int) -> Iterator[_Act]:
    """People who say on the evening of the event what became of it, most of them."""
    days = {"since": at.today("UTC") - 2 * _DAY, "tomorrow": at.today("UTC") + _DAY}
    for one, person in session.execute(_promised(), days):
        key = (person.employee_number, one.event_on.isoformat(), one.event)
        if draw(seed, "answers", *key) < _ANSWERED:
            clock = time(CHECK_HOUR + whole_between(0, 3, seed, "evening", *key), whole_between(5, 59, seed, "m", *key))
            instant = datetime.combine(one.event_on, clock, ZoneInfo(person.time_zone)).astimezone(UTC)
            yield _Act(instant, person.id, _saying(one.public_id, key, seed))


def _saying(public_id: str, key: tuple[object, ...], seed: int) -> Any:
    chance = draw(seed, "kept", *key)
    kept = next(kept for limit, kept in _KEPT if chance < limit)
    barrier = pick(_BARRIERS, seed, "barrier", *key) if kept in UNKEPT else None
    note = pick(_texts()["checked"], seed, "note", *key) if draw(seed, "noted", *key) < 0.4 else None
    said = Said(kept, barrier, note)
    return lambda session, actor, then: commitments.check(session, public_id, said, actor=actor, at=then)


def _at_work(person: Person, day: date, hour: int, minute: int) -> datetime:
    day = working_day_from(day, working_day(person.country))
    return datetime.combine(day, time(hour, minute), ZoneInfo(person.time_zone)).astimezone(UTC)


def _around(at: Moment) -> Mapping[str, object]:
    today = at.today("UTC")
    return {"today": today, "near": today + (_EARLY + 1) * _DAY, "soon": today + 45 * _DAY, "lately": today - 20 * _DAY}


@cache
def _open_steps() -> Select[*tuple[Any, ...]]:
    """Sessions of plans whose window is near or runs and that nobody planned yet; built once, as the next two."""
    coach = aliased(Person)
    planned = select(CoachingSession.id).where(CoachingSession.follow_up_id == FollowUp.id)
    return (
        select(FollowUp, Person, coach)
        .join(Person, Person.id == FollowUp.person_id)
        .join(Line, (Line.person_id == Person.id) & (Line.kind == "coach") & Line.to_date.is_(None))
        .join(coach, coach.id == Line.holder_id)
        .where(FollowUp.due_on >= bindparam("lately"), FollowUp.due_on <= bindparam("soon"))
        .where(FollowUp.kind == "session", FollowUp.opens_on <= bindparam("near"))
        .where(FollowUp.closes_on >= bindparam("today"))
        .where(FollowUp.held_on.is_(None), FollowUp.waived_at.is_(None), ~planned.exists())
        .order_by(FollowUp.id)
    )


@cache
def _planned() -> Select[*tuple[Any, ...]]:
    return (
        select(CoachingSession, Person)
        .join(Person, Person.id == CoachingSession.person_id)
        .where(CoachingSession.state == "planned")
        .where(CoachingSession.starts_at > bindparam("since"), CoachingSession.starts_at < bindparam("until"))
        .order_by(CoachingSession.id)
    )


@cache
def _promised() -> Select[*tuple[Any, ...]]:
    return (
        select(Commitment, Person)
        .join(Person, Person.id == Commitment.person_id)
        .where(Commitment.checked_at.is_(None), Commitment.withdrawn_at.is_(None))
        .where(Commitment.event_on >= bindparam("since"), Commitment.event_on <= bindparam("tomorrow"))
        .order_by(Commitment.id)
    )


@cache
def _texts() -> Mapping[str, Sequence[Any]]:
    found: Mapping[str, Sequence[Any]] = yaml.safe_load(
        Path(__file__).with_name("sessions.yaml").read_text(encoding="utf-8")
    )
    return found
