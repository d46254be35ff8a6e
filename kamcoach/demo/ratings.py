"""The demo's cycles: one that is over and mostly signed, one that runs, and a manager who changes meanwhile."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.assessing import services as assessing
from kamcoach.assessing.models import Assessment, Occasion, Subject
from kamcoach.assessing.services import Save
from kamcoach.clock import Moment
from kamcoach.cycles import agreeing, services
from kamcoach.cycles.models import Cycle
from kamcoach.cycles.pairs import Pair, pair
from kamcoach.database import new_public_id
from kamcoach.demo.draws import draw, pick
from kamcoach.demo.founding import Someone
from kamcoach.people import lines
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.signin.queries import actor_for

_DAY = timedelta(days=1)
_PROFILE = "key-account-manager"
_STARTED_BY, _ADMINISTRATOR = "E003", "E002"
_SIGNED, _HALF_SIGNED, _DISSENTS = 0.6, 0.8, 0.12
_OUTCOMES = (
    "Alone on one account with a written plan; next the frame contract, the manager only reads it.",
    "Two pieces hold it. The next step is to write the other side's alternatives down first.",
    "We take the lower level until the second piece of work is there.",
    "The customer's written reply settles it.",
)
_DISSENT = "I see myself a level higher in two of these; the refinery case came after the window."


@dataclass(frozen=True, slots=True)
class Run:
    """A cycle that starts so many days before the story stops, asks these people, and is due two weeks later."""

    title: str
    starts: int
    people: tuple[str, ...]
    is_over: bool


def _numbers(*spans: tuple[int, int]) -> tuple[str, ...]:
    return tuple(f"E{number:03}" for low, high in spans for number in range(low, high + 1))


RUNS = (
    Run("Competencies, first half", -128, _numbers((14, 16), (22, 36), (53, 60)), True),
    Run("Competencies, second half", -6, _numbers((17, 21), (46, 51)), False),
)
_CHANGES = "E021"
"""Whose manager changes while the second cycle runs; the first manager has begun and not sent."""


def acts(people: Mapping[str, Someone], *, seed: int, until: datetime) -> Iterator[tuple[datetime, Any]]:
    """What HR, managers and trainees do about cycles, with the instant of each act."""
    morning = until.replace(hour=7, minute=0, second=0, microsecond=0)
    for run in RUNS:
        yield morning + run.starts * _DAY, partial(_start, run, people)
        if run.is_over:
            for place, number in enumerate(run.people):
                day = run.starts + 24 + place % 9
                yield morning + day * _DAY + place * timedelta(minutes=3), partial(_talk, run, people, number, seed)
    yield morning - 4 * _DAY, partial(_begin_and_stop, people)
    yield until - timedelta(hours=2), partial(_change_manager, people, _CHANGES, "E010", 0)
    yield morning - 1 * _DAY, partial(_change_manager, people, "E024", "E011", 25)


def _actor(session: Session, someone: Someone) -> Actor:
    actor = actor_for(session, someone.id)
    assert actor is not None  # nobody leaves in the story
    return actor


def _start(run: Run, people: Mapping[str, Someone], session: Session, at: Moment) -> None:
    actor = _actor(session, people[_STARTED_BY])
    today = actor.today(at)
    ids = session.scalars(select(Person.public_id).where(Person.id.in_([people[one].id for one in run.people]))).all()
    services.start(
        session,
        public_id=new_public_id(),
        title=run.title,
        profile_code=_PROFILE,
        days=services.Days(today, today + 14 * _DAY, today + 21 * _DAY),
        people=ids,
        actor=actor,
        at=at,
    )


def _talk(run: Run, people: Mapping[str, Someone], number: str, seed: int, session: Session, at: Moment) -> None:
    """The two sit down with both views: most sign, some stop halfway, one now and then dissents."""
    someone, chance = people[number], draw(seed, "signs", run.title, number)
    own, manager = _actor(session, someone), _actor(session, people[someone.manager])
    found = pair(session, _occasion_of(session, run.title, someone.id), actor=manager, at=at)
    if found is None or chance > _HALF_SIGNED or any(side.sent_at is None for side in found.sides.values()):
        return
    public_id = found.occasion.public_id
    agreeing.take_over_same(session, public_id, actor=manager, at=at)
    for measure in _still_open(session, public_id, manager, at).open_measures:
        _settle(session, found, measure, seed, number, actor=manager, at=at)
    seen = _still_open(session, public_id, manager, at).levels_hash
    agreeing.sign(session, public_id, seen=seen, dissent="", actor=manager, at=at)
    if chance <= _SIGNED:
        dissent = _DISSENT if draw(seed, "dissents", number) < _DISSENTS else ""
        agreeing.sign(session, public_id, seen=seen, dissent=dissent, actor=own, at=at)


def _still_open(session: Session, public_id: str, actor: Actor, at: Moment) -> Pair:
    found = pair(session, public_id, actor=actor, at=at)
    assert found is not None
    return found


def _settle(session: Session, found: Pair, measure: str, seed: int, number: str, *, actor: Actor, at: Moment) -> None:
    """Where they differ they take one of the two levels; far apart they say so."""
    view = next(gap.view for gap in found.gaps if gap.view.measure == measure)
    words = pick(_OUTCOMES, seed, "outcome", number, measure)
    either = [level for level in (view.own, view.manager) if level is not None]
    value = pick(either, seed, "either", number, measure) if either else None
    if value is None:
        words = "Neither of us has seen it in the last twelve months."
    public_id = found.occasion.public_id
    agreeing.save_level(session, public_id, measure, value, words, base=0, actor=actor, at=at)


def _occasion_of(session: Session, title: str, person_id: int) -> str:
    query = (
        select(Occasion.public_id)
        .join(Cycle, Cycle.public_id == Occasion.series)
        .join(Subject, Subject.id == Occasion.subject_id)
        .where(Cycle.title == title, Subject.person_id == person_id)
    )
    return session.scalars(query).one()


def _begin_and_stop(people: Mapping[str, Someone], session: Session, at: Moment) -> None:
    """A manager writes the first part of a view and means to go on another day."""
    someone = people[_CHANGES]
    manager = _actor(session, people[someone.manager])
    occasion = select(Occasion).where(Occasion.public_id == _occasion_of(session, RUNS[1].title, someone.id))
    found = session.scalars(occasion).one()
    seat = session.scalars(
        select(Assessment).where(Assessment.occasion_id == found.id, Assessment.relation == "manager")
    ).one()
    if seat.submitted_at is not None:
        return
    for item in _first_items(found.asked or []):
        save = Save(item, "3", "From the two reviews that I sat in on.", 0, f"demo draft {item}")
        assessing.save_answer(session, seat.public_id, save, actor=manager, at=at)


def _first_items(asked: Sequence[str]) -> Sequence[str]:
    return asked[:6]


def _change_manager(
    people: Mapping[str, Someone], number: str, to: str, in_days: int, session: Session, at: Moment
) -> None:
    actor = _actor(session, people[_ADMINISTRATOR])
    person, holder = (session.get_one(Person, people[one].id) for one in (number, to))
    lines.change_line(session, person, "manager", holder, on=actor.today(at) + in_days * _DAY, actor=actor, at=at)
