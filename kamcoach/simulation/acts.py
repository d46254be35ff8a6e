"""What happens in the organisation besides answering: trainings, changes of line, absences, leaving and coming back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.clock import Moment
from kamcoach.people import lines
from kamcoach.people import services as people
from kamcoach.people.models import Absence, Person
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import planning
from kamcoach.reinforcement import services as reinforcement
from kamcoach.reinforcement.models import FollowUp
from kamcoach.signin.queries import actor_for
from kamcoach.simulation.stage import BEGINS, TRAINED, Group, Someone, Stage
from kamcoach.training import services as training
from kamcoach.training.models import Cohort, Enrolment, Programme

_DAY = timedelta(days=1)
_ENROLLED, _ENROLLED_LATE = -28, -5
_LATE, _MISSES_TRAINING, _LEAVES, _COMES_BACK, _CHANGES_LINE, _AWAY, _MOVED = 0.04, 0.04, 0.04, 0.5, 0.06, 0.3, 0.3
"""Shares of the people."""
_SHORTEST = 120
"""Days over which lives are spread in a short run; what lies behind its end is not lived."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does at an instant, in one write."""

    at: datetime
    do: Callable[[Session, Moment], None]


def acts_of(stage: Stage, *, until: datetime, rng: Random) -> Sequence[Act]:
    """Everything that is done before `until`, in order of time."""
    acts = [Act(BEGINS, partial(_make_programme, stage))]
    for group in stage.groups:
        acts += _training(stage, group, rng)
    span = max((until - BEGINS).days, _SHORTEST)
    for someone in stage.trainees:
        acts += _life(stage, someone, span, rng)
    return sorted((act for act in acts if act.at < until), key=lambda act: act.at)


def _instant(day: date, rng: Random) -> datetime:
    return datetime.combine(day, time(rng.randrange(24), rng.randrange(60)), UTC)


def _actor(session: Session, person_id: int) -> Actor:
    found = actor_for(session, person_id)
    assert found is not None
    return found


def _make_programme(stage: Stage, session: Session, at: Moment) -> None:
    training.create_programme(
        session,
        name="Account conversations",
        instrument_code="kam-behaviours",
        plan_code="standard",
        measures=TRAINED,
        actor=_actor(session, stage.administrator_id),
        at=at,
    )


def _training(stage: Stage, group: Group, rng: Random) -> Iterator[Act]:
    yield Act(max(_instant(group.first_day - 30 * _DAY, rng), BEGINS), partial(_make_cohort, group))
    for someone in group.members:
        late = rng.random() < _LATE
        day = group.first_day + (_ENROLLED_LATE if late else _ENROLLED) * _DAY
        focus = sorted(rng.sample(TRAINED, rng.choice((2, 3))))
        somebody = rng.choice(stage.coach_ids)
        seen_by = rng.choice((someone.coach_id, someone.coach_id, someone.manager_id, somebody, None))
        instant = max(_instant(day, rng), BEGINS + timedelta(minutes=1))
        yield Act(instant, partial(_enrol, stage, group, someone, focus, seen_by))
    absent = frozenset(one.id for one in group.members if rng.random() < _MISSES_TRAINING)
    yield Act(datetime.combine(group.last_day + _DAY, time(12), UTC), partial(_finish, group, absent))


def _cohort_id(session: Session, group: Group) -> int:
    return session.scalars(select(Cohort.id).where(Cohort.name == group.name)).one()


def _make_cohort(group: Group, session: Session, at: Moment) -> None:
    programme = session.scalars(select(Programme)).one()
    days = {"first_day": group.first_day, "last_day": group.last_day}
    training.create_cohort(session, programme, name=group.name, **days, actor=_actor(session, group.owner_id), at=at)


def _enrol(
    stage: Stage,
    group: Group,
    someone: Someone,
    focus: Sequence[str],
    seen_by: int | None,
    session: Session,
    at: Moment,
) -> None:
    person = session.get_one(Person, someone.id)
    if person.disabled_at is None:
        cohort_id, by = _cohort_id(session, group), _actor(session, stage.administrator_id)
        planning.enrol(session, cohort_id, person=person, observer_id=seen_by, focus=focus, actor=by, at=at)


def _finish(group: Group, absent: frozenset[int], session: Session, at: Moment) -> None:
    cohort_id = _cohort_id(session, group)
    came = select(Enrolment.id).where(Enrolment.cohort_id == cohort_id, Enrolment.person_id.not_in(absent))
    attended = session.scalars(came).all()
    planning.finish_cohort(session, cohort_id, attended=attended, actor=_actor(session, group.owner_id), at=at)


def _life(stage: Stage, someone: Someone, span: int, rng: Random) -> Iterator[Act]:
    if rng.random() < _LEAVES:
        left = _instant(BEGINS.date() + rng.randrange(30, span) * _DAY, rng)
        yield Act(left, partial(_let_in, stage, someone.id, False))
        if rng.random() < _COMES_BACK:
            yield Act(left + rng.randrange(20, 120) * _DAY, partial(_let_in, stage, someone.id, True))
    if rng.random() < _CHANGES_LINE:
        kind = rng.choice(("coach", "manager"))
        holder = rng.choice(stage.coach_ids if kind == "coach" else stage.manager_ids)
        day = _instant(BEGINS.date() + rng.randrange(30, span) * _DAY, rng)
        yield Act(day, partial(_change_line, stage, someone.id, kind, holder))
    if rng.random() < _AWAY:
        first = BEGINS.date() + rng.randrange(30, span) * _DAY
        days = rng.randrange(2, 21)
        yield Act(_instant(first - 10 * _DAY, rng), partial(_go_away, someone.id, first, first + days * _DAY))
    if rng.random() < _MOVED:
        day = _instant(BEGINS.date() + rng.randrange(60, span) * _DAY, rng)
        yield Act(day, partial(_move_something, someone.id, rng.randrange(-20, 20)))


def _let_in(stage: Stage, person_id: int, back: bool, session: Session, at: Moment) -> None:
    by = _actor(session, stage.administrator_id)
    people.set_disabled(session, session.get_one(Person, person_id), not back, actor=by, at=at)


def _change_line(stage: Stage, person_id: int, kind: str, holder_id: int, session: Session, at: Moment) -> None:
    by, person = _actor(session, stage.administrator_id), session.get_one(Person, person_id)
    lines.change_line(session, person, kind, session.get(Person, holder_id), on=by.today(at), actor=by, at=at)


def _go_away(person_id: int, first: date, last: date, session: Session, at: Moment) -> None:
    away = {"first_day": first, "last_day": last, "entered_by_id": person_id, "entered_at": at.business}
    session.add(Absence(person_id=person_id, **away))


def _move_something(person_id: int, by_days: int, session: Session, at: Moment) -> None:
    """The coach moves the next pulse; what the method does not allow is refused, and stays."""
    actor = actor_for(session, person_id)
    query = select(FollowUp).where(FollowUp.person_id == person_id, FollowUp.kind == "pulse")
    query = query.where(FollowUp.occasion_id.is_(None), FollowUp.due_on > at.business.date())
    follow_up = session.scalar(query.order_by(FollowUp.due_on).limit(1))
    if follow_up is None or actor is None:
        return
    try:
        reinforcement.move(session, follow_up, follow_up.due_on + by_days * _DAY, "Simulated.", actor=actor, at=at)
    except Refused:
        session.expire(follow_up)
