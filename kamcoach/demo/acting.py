"""What administrator and coaches do in the story, each act at its hour, through the services of their pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.demo import (
    drifting,
    inspections,
    mentors,
    outcomes,
    own_plans,
    peers_and_cards,
    portfolios,
    ratings,
    story,
)
from kamcoach.demo.draws import draw, whole_between
from kamcoach.demo.founding import Someone
from kamcoach.demo.story import Change, Run
from kamcoach.people.calendars import working_day
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import planning
from kamcoach.reinforcement import services as reinforcement
from kamcoach.reinforcement.models import FollowUp
from kamcoach.signin.queries import actor_for
from kamcoach.training import services as training
from kamcoach.training.models import Cohort, Enrolment, Programme

_DAY = timedelta(days=1)
_INSTRUMENT, _PLAN = "kam-behaviours", "standard"
_PLANNED, _OWN_PEOPLE, _OTHERS, _LATE = -42, -28, -27, -2
"""Days from the first training day on which a cohort is planned and people are enrolled."""
_HELD_BEFORE, _HELD_AFTER = 0.7, 0.6
_COACH_OBSERVES, _SOMEBODY_OBSERVES = 0.4, 0.6


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does at an instant, in one write."""

    at: datetime
    do: Callable[[Session, Moment], None]


@dataclass(frozen=True, slots=True)
class _Stage:
    """One cohort of the story with its dates, and what every act needs to know."""

    run: Run
    last_day: date
    people: Mapping[str, Someone]
    until: datetime
    seed: int

    @property
    def first_day(self) -> date:
        """Trainings take two days."""
        return self.last_day - _DAY

    @property
    def name(self) -> str:
        """The cohort's name: its month."""
        return f"{self.first_day:%B %Y}"

    def at_work(self, who: str, day: date, hour: int, minute: int = 0, *, step: int = 1) -> datetime:
        """An hour of the person's own zone, on the nearest working day from a day on (or back from it)."""
        person = self.people[who]
        day = story.working_day_from(day, working_day(person.country), step=step)
        return datetime.combine(day, time(hour, minute), ZoneInfo(person.time_zone)).astimezone(UTC)


def acts_of(people: Mapping[str, Someone], *, seed: int, until: datetime) -> Sequence[Act]:
    """Everything that is done before the story stops, in the order of time."""
    acts: list[Act] = []
    for run in story.RUNS:
        countries = sorted({people[member].country for member in run.members})
        last_day = story.last_day_of(run, until.date(), [working_day(country) for country in countries])
        stage = _Stage(run, last_day, people, until, seed)
        acts += [_planning(stage), *_enrolments(stage), _finish(stage), _trios(stage), *_talks(stage), *_changes(stage)]
    acts += [Act(at, do) for at, do in portfolios.acts(people, until)]
    acts += [Act(at, do) for at, do in ratings.acts(people, seed=seed, until=until)]
    acts += [Act(at, do) for at, do in drifting.acts(until)]
    acts += [Act(at, do) for at, do in own_plans.acts(people, until)]
    acts += [Act(at, do) for at, do in mentors.acts(people, until)]
    acts += [Act(at, do) for at, do in inspections.acts(people, seed=seed, until=until)]
    acts += [Act(at, do) for at, do in outcomes.acts(people, seed=seed, until=until)]
    return sorted((act for act in acts if act.at < until), key=lambda act: act.at)


def _planning(stage: _Stage) -> Act:
    owner = stage.run.owner
    at = stage.at_work(owner, stage.first_day + _PLANNED * _DAY, 10, step=-1)
    return Act(at, partial(_plan, stage))


def _plan(stage: _Stage, session: Session, at: Moment) -> None:
    actor = _actor(session, stage.people[stage.run.owner])
    programme = session.scalar(select(Programme).where(Programme.name == stage.run.programme))
    if programme is None:
        programme = training.create_programme(
            session,
            name=stage.run.programme,
            instrument_code=_INSTRUMENT,
            plan_code=_PLAN,
            measures=story.TRAINS[stage.run.programme],
            actor=actor,
            at=at,
        )
    days = {"first_day": stage.first_day, "last_day": stage.last_day}
    training.create_cohort(session, programme, name=stage.name, **days, actor=actor, at=at)


def _enrolments(stage: _Stage) -> Iterator[Act]:
    """The owner enrols whom they coach; the administrator does it for the other coaches' people."""
    run, first = stage.run, stage.first_day
    for place, number in enumerate(run.members):
        is_own = stage.people[number].coach == run.owner
        by = run.owner if is_own else story.ADMINISTRATOR
        day = first + (_LATE if number in run.enrolled_late else _OWN_PEOPLE if is_own else _OTHERS) * _DAY
        at = stage.at_work(by, day, 10, 2 * place, step=-1)
        yield Act(at, partial(_enrol, stage, number, by))


def _enrol(stage: _Stage, number: str, by: str, session: Session, at: Moment) -> None:
    someone, trained, seed = stage.people[number], story.TRAINS[stage.run.programme], stage.seed
    focus = set(trained)
    if draw(seed, "two", number) < 0.5:
        focus.remove(trained[whole_between(0, len(trained) - 1, seed, "left out", number)])
    chance, observer = draw(seed, "observer", number), ""
    if number not in stage.run.without_observer and chance < _SOMEBODY_OBSERVES:
        observer = someone.coach if chance < _COACH_OBSERVES else someone.manager
    planning.enrol(
        session,
        session.scalars(_cohort_id(stage)).one(),
        person=session.get_one(Person, someone.id),
        observer_id=stage.people[observer].id if observer else None,
        focus=sorted(focus),
        actor=_actor(session, stage.people[by]),
        at=at,
    )


def _finish(stage: _Stage) -> Act:
    at = stage.at_work(stage.run.owner, stage.last_day + _DAY, 9, 30)
    return Act(at, partial(_record_attendance, stage))


def _record_attendance(stage: _Stage, session: Session, at: Moment) -> None:
    absent = [stage.people[number].id for number in stage.run.absent]
    cohort_id = session.scalars(_cohort_id(stage)).one()
    came = select(Enrolment.id).where(Enrolment.cohort_id == cohort_id, Enrolment.person_id.not_in(absent))
    attended = session.scalars(came.order_by(Enrolment.id)).all()
    actor = _actor(session, stage.people[stage.run.owner])
    planning.finish_cohort(session, cohort_id, attended=attended, actor=actor, at=at)


def _trios(stage: _Stage) -> Act:
    return Act(stage.at_work(stage.run.owner, stage.last_day + _DAY, 11), partial(_form_trios, stage))


def _form_trios(stage: _Stage, session: Session, at: Moment) -> None:
    actor, cohort_id = _actor(session, stage.people[stage.run.owner]), session.scalars(_cohort_id(stage)).one()
    peers_and_cards.form_trios(cohort_id, seed=stage.seed, actor=actor, session=session, at=at)


def _talks(stage: _Stage) -> Iterator[Act]:
    """Managers talk with their people before and after; the coach hears of most of it and marks it that day."""
    run, seed = stage.run, stage.seed
    for number in run.members:
        early, late = stage.first_day - 12 * _DAY, stage.last_day + 3 * _DAY
        if number not in run.enrolled_late and draw(seed, "talk before", number) < _HELD_BEFORE:
            yield from _talk(stage, number, "talk-before", early, stage.first_day - 2 * _DAY)
        if number not in run.absent and draw(seed, "talk after", number) < _HELD_AFTER:
            yield from _talk(stage, number, "talk-after", late, stage.last_day + 14 * _DAY)


def _talk(stage: _Stage, number: str, step: str, low: date, high: date) -> Iterator[Act]:
    day = low + whole_between(0, 7, stage.seed, step, number) * _DAY
    minute = whole_between(0, 59, stage.seed, step, "minute", number)
    at = stage.at_work(stage.people[number].coach, day, 16, minute)
    if at.date() <= high:
        yield Act(at, partial(_hold, stage, number, step))


def _hold(stage: _Stage, number: str, step: str, session: Session, at: Moment) -> None:
    actor = _actor(session, stage.people[stage.people[number].coach])
    follow_up = _follow_up(session, stage.people[number], step)
    reinforcement.hold(session, follow_up, actor.today(at), actor=actor, at=at)


def _changes(stage: _Stage) -> Iterator[Act]:
    for change in story.CHANGES:
        if change.person in stage.run.members:
            coach = stage.people[change.person].coach
            at = stage.at_work(coach, stage.last_day + change.after * _DAY, 11, step=-1)
            yield Act(at, partial(_change, stage, change))


def _change(stage: _Stage, change: Change, session: Session, at: Moment) -> None:
    someone = stage.people[change.person]
    actor = _actor(session, stage.people[someone.coach])
    follow_up = _follow_up(session, someone, change.step)
    stops_on = stage.until.astimezone(ZoneInfo(someone.time_zone)).date()
    if change.due_in is not None:
        day = stops_on + change.due_in * _DAY
    elif change.closes_in is not None:
        day = follow_up.due_on + (stops_on + change.closes_in * _DAY - follow_up.closes_on)
    else:
        reinforcement.waive(session, follow_up, change.reason, actor=actor, at=at)
        return
    if day != follow_up.due_on:
        reinforcement.move(session, follow_up, day, change.reason, actor=actor, at=at)


def _cohort_id(stage: _Stage) -> Select[int]:
    query = select(Cohort.id).join(Programme, Programme.id == Cohort.programme_id)
    return query.where(Programme.name == stage.run.programme, Cohort.name == stage.name)


def _follow_up(session: Session, someone: Someone, step: str) -> FollowUp:
    query = select(FollowUp.id).where(FollowUp.person_id == someone.id, FollowUp.step == step)
    return reinforcement.lock(session, session.scalars(query).one())


def _actor(session: Session, someone: Someone) -> Actor:
    actor = actor_for(session, someone.id)
    assert actor is not None  # nobody leaves in the story
    return actor
