"""Follow-ups with their derived states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from assessments.scheduling.dates import Dates
from assessments.scheduling.plan import ASKING, Step, StepKind
from assessments.scheduling.states import State, state_of
from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.lines import KINDS
from kamcoach.people.models import Line, Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement.adaptive import step_of
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training import queries as training_queries
from kamcoach.training.models import Enrolment
from kamcoach.training.queries import Training

SILENT_DAYS = 14
RUNNING = frozenset({State.OPEN, State.DUE, State.LATE})
"""States in which something can still be done."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A follow-up with its step, its training and the state that it has today where the person is."""

    follow_up: FollowUp
    step: Step
    training: Training
    person_public_id: str
    person_name: str
    state: State
    today: date
    sent_on: date | None

    @property
    def tells_of_drift(self) -> bool:
        """Whether the engine added it because a measure was lower: not for who still has to rate the person blind."""
        return self.follow_up.measure is not None

    @property
    def done_on(self) -> date | None:
        """The day on which it was answered or held."""
        return self.follow_up.held_on or self.sent_on


def _with_state() -> Select[*tuple[Any, ...]]:
    sent = select(func.max(Assessment.submitted_at)).where(
        Assessment.occasion_id == FollowUp.occasion_id, Assessment.relation.in_(("self", "mentor"))
    )
    return (
        select(FollowUp, ContentVersion, Person, sent.scalar_subquery().label("sent_at"))
        .join(ContentVersion, ContentVersion.id == FollowUp.plan_id)
        .join(Person, Person.id == FollowUp.person_id)
        .order_by(FollowUp.due_on, FollowUp.id)
    )


def _dated(
    session: Session, query: Select[*tuple[Any, ...]], at: Moment, filled: Mapping[str, object] | None = None
) -> list[Dated]:
    rows = session.execute(query, dict(filled or {})).all()
    trainings = training_queries.trainings(session, list({row.FollowUp.enrolment_id for row in rows}))
    return [_as_dated(row, trainings[row.FollowUp.enrolment_id], at) for row in rows]


def _as_dated(row: Any, training: Training, at: Moment) -> Dated:
    follow_up: FollowUp = row.FollowUp
    today = at.today(row.Person.time_zone)
    sent_on = Moment(row.sent_at, row.sent_at).today(row.Person.time_zone) if row.sent_at else None
    state = state_of(
        Dates(follow_up.planned_on, follow_up.opens_on, follow_up.due_on, follow_up.closes_on),
        today=today,
        done=sent_on is not None or follow_up.held_on is not None or _has_run(follow_up, today),
        waived=follow_up.waived_at is not None,
    )
    return Dated(
        follow_up=follow_up,
        step=step_of(library.as_plan(row.ContentVersion), follow_up),
        training=training,
        person_public_id=row.Person.public_id,
        person_name=row.Person.name or "",
        state=state,
        today=today,
        sent_on=sent_on,
    )


def _has_run(follow_up: FollowUp, today: date) -> bool:
    """Whether a series of cards is over: it is never missed."""
    return follow_up.kind == "boosters" and today > follow_up.closes_on


def of_person(session: Session, person_id: int, *, at: Moment) -> Sequence[Dated]:
    """All follow-ups of a person in order of their due day; the caller has found the person through a rule."""
    return _dated(session, _with_state().where(FollowUp.person_id == person_id), at)


def of_enrolments(
    session: Session, enrolment_ids: Sequence[int], *, at: Moment, kind: StepKind | None = None
) -> Sequence[Dated]:
    """All follow-ups (of a kind) of some enrolments in order of their due day; the caller has found them through a
    rule."""
    query = _with_state().where(FollowUp.enrolment_id.in_(enrolment_ids))
    return _dated(session, query.where(FollowUp.kind == kind) if kind else query, at)


def of_people(session: Session, ids: Sequence[int], *, kinds: Sequence[StepKind], at: Moment) -> Sequence[Dated]:
    """The follow-ups of some kinds of some people that are not waived and have not closed, in order of their due day;
    the caller stands in a line to each of them."""
    query = _with_state().where(FollowUp.person_id.in_(ids), FollowUp.kind.in_(kinds), FollowUp.waived_at.is_(None))
    return _dated(session, query.where(FollowUp.closes_on >= at.today("UTC") - timedelta(days=1)), at)


def one(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Dated | None:
    """A follow-up of a person whom the actor coaches today."""
    found = several(session, [public_id], actor=actor, at=at)
    return found[0] if found else None


def several(session: Session, public_ids: Sequence[str], *, actor: Actor, at: Moment) -> Sequence[Dated]:
    """Those of these follow-ups whose person the actor coaches today."""
    mine = line_runs("coach", person=FollowUp.person_id, holder=actor.person_id, on=actor.today(at))
    return _dated(session, _with_state().where(FollowUp.public_id.in_(public_ids), mine), at)


def talks(session: Session, *, first: date, last: date, actor: Actor, at: Moment) -> Sequence[Dated]:
    """Talks with people whom the actor manages today, whose window touches the days from `first` to `last`."""
    query = _with_state().where(_is_their_talk(actor, at), FollowUp.waived_at.is_(None))
    return _dated(session, query.where(FollowUp.opens_on <= last, FollowUp.closes_on >= first), at)


def talk(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Dated | None:
    """A talk with a person whom the actor manages today."""
    found = _dated(session, _with_state().where(_is_their_talk(actor, at), FollowUp.public_id == public_id), at)
    return found[0] if found else None


def _is_their_talk(actor: Actor, at: Moment) -> ColumnElement[bool]:
    manages = line_runs("manager", person=FollowUp.person_id, holder=actor.person_id, on=actor.today(at))
    return and_(FollowUp.kind == "talk", Person.disabled_at.is_(None), manages)


def around_today(session: Session, person_ids: Sequence[int], *, at: Moment) -> Sequence[Dated]:
    """Follow-ups of some people that are open, or closed without an answer in the last two weeks; the caller has found
    the people through a rule."""
    today, day = at.today("UTC"), timedelta(days=1)
    filled = {"people": person_ids, "until": today + day, "since": today - (SILENT_DAYS + 1) * day}
    return _dated(session, _between("opens_on", "closes_on"), at, filled)


def due_between(session: Session, person_ids: Sequence[int], first: date, last: date, *, at: Moment) -> Sequence[Dated]:
    """Follow-ups of some people that are due from a day to a day; the caller has found the people through a rule."""
    filled = {"people": person_ids, "since": first, "until": last}
    return _dated(session, _between("due_on", "due_on"), at, filled)


@cache
def _between(begins: str, ends: str) -> Select[*tuple[Any, ...]]:
    """Built once a process: what is not waived, begins by `until` and does not end before `since`, of `people`."""
    mine = FollowUp.person_id.in_(bindparam("people", expanding=True))
    query = _with_state().where(mine, FollowUp.waived_at.is_(None))
    return query.where(getattr(FollowUp, begins) <= bindparam("until"), getattr(FollowUp, ends) >= bindparam("since"))


def coachee(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Person | None:
    """A person whom the actor coaches today."""
    mine = line_runs("coach", person=Person.id, holder=actor.person_id, on=actor.today(at))
    return session.scalar(select(Person).where(Person.public_id == public_id, mine))


@dataclass(frozen=True, slots=True)
class ToOpen:
    """A follow-up whose window has begun and that asks something."""

    follow_up_id: int
    enrolment_id: int
    time_zone: str


def to_open(session: Session, *, at: Moment, most: int) -> Sequence[ToOpen]:
    """Follow-ups whose window runs where the person is and whose occasion is not there yet."""
    today, day = at.today("UTC"), timedelta(days=1)
    rows = session.execute(_to_open(), {"tomorrow": today + day, "yesterday": today - day, "most": most})
    return [
        ToOpen(row.id, row.enrolment_id, row.time_zone)
        for row in rows
        if (row.held_until or row.opens_on) <= at.today(row.time_zone) <= row.closes_on
    ]


@cache
def _to_open() -> Select[*tuple[Any, ...]]:
    """Built once a process, as the next: the worker asks at every tick. Run with `tomorrow`, `yesterday`, `most`."""
    return (
        select(FollowUp.id, FollowUp.enrolment_id, FollowUp.opens_on, FollowUp.closes_on, FollowUp.held_until)
        .add_columns(Person.time_zone)
        .join(Person, Person.id == FollowUp.person_id)
        .where(FollowUp.occasion_id.is_(None), FollowUp.kind.in_(ASKING), FollowUp.waived_at.is_(None))
        .where(FollowUp.opens_on <= bindparam("tomorrow"), FollowUp.closes_on >= bindparam("yesterday"))
        .where(or_(FollowUp.held_until.is_(None), FollowUp.held_until <= bindparam("tomorrow")))
        .where(Person.disabled_at.is_(None))
        .order_by(FollowUp.closes_on, FollowUp.id)
        .limit(bindparam("most", type_=Integer))
    )


def observers_to_follow(session: Session, *, at: Moment, most: int) -> Sequence[int]:
    """Enrolments with steps ahead whose observer no longer stands in the line by which they were named, while
    somebody else does."""
    return session.scalars(_observers_to_follow(), {"today": at.today("UTC"), "most": most}).all()


@cache
def _observers_to_follow() -> Select[int]:
    today = cast(date, bindparam("today"))
    kind, person = Enrolment.observer_as, Enrolment.person_id
    held = select(Line.id).where(Line.kind == kind, Line.person_id == person, Line.from_date <= today)
    ahead = select(FollowUp.id).where(FollowUp.enrolment_id == Enrolment.id, FollowUp.closes_on >= today)
    query = (
        select(Enrolment.id)
        .where(kind.in_(KINDS), ~line_runs(kind, person=person, holder=Enrolment.observer_id, on=today))
        .where(held.where(or_(Line.to_date.is_(None), Line.to_date > today)).exists(), ahead.exists())
    )
    return query.order_by(Enrolment.id).limit(bindparam("most", type_=Integer))


def open_observations(session: Session, enrolment_id: int, *, at: Moment) -> Sequence[int]:
    """The occasions of an enrolment that are open and ask an observer."""
    query = (
        select(Assessment.occasion_id)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(FollowUp, FollowUp.occasion_id == Occasion.id)
        .where(FollowUp.enrolment_id == enrolment_id, Assessment.relation == "observer")
        .where(Occasion.released_at.is_(None), Occasion.withdrawn_at.is_(None), Occasion.closes_at > at.business)
    )
    return session.scalars(query.distinct().order_by(Assessment.occasion_id)).all()
