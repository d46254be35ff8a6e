"""Enrolling people and finishing cohorts: what is asked around a training gets its dates.

Of a few people that is one write. Of many it is two: who is enrolled or attended is written at once, and the worker
dates their steps afterwards, some people at a time (`date_waiting`).
"""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assessments.scheduling.plan import ASKING
from kamcoach.clock import Moment
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement.asking import open_follow_up
from kamcoach.reinforcement.dating import Almanac, date_steps, whole_plans
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training import queries as training_queries
from kamcoach.training import services as training
from kamcoach.training.models import Enrolment

AT_ONCE = 25
"""So many people are dated in the write that finishes their cohort; of more, the worker dates them in parts."""
ENROLLED_AT_ONCE = 100
"""So many people are enrolled in one write."""


def enrol(
    session: Session,
    cohort_id: int,
    *,
    person: Person,
    observer_id: int | None,
    focus: Sequence[str],
    actor: Actor,
    at: Moment,
) -> Enrolment:
    """Enrol a person and date the steps before the training; what is open already opens at once."""
    enrolment = training.enrol(
        session,
        cohort_id,
        person_id=person.id,
        observer_id=observer_id,
        focus=focus,
        on=at.today(person.time_zone),
        actor=actor,
        at=at,
    )
    _date_at_once(session, [enrolment], at=at)
    return enrolment


def finish_cohort(session: Session, cohort_id: int, *, attended: Collection[int], actor: Actor, at: Moment) -> int:
    """Close a cohort; the steps after the training of those who attended (ids of enrolments) are dated at once or, of
    more than AT_ONCE people, wait for the worker. Returns how many attended."""
    present = training.finish_cohort(session, cohort_id, attended=attended, actor=actor, at=at)
    if len(present) <= AT_ONCE:
        _date_at_once(session, present, at=at)
    return len(present)


def _date_at_once(session: Session, enrolments: Sequence[Enrolment], *, at: Moment) -> None:
    date_steps(session, enrolments, Almanac(), at=at)
    ids = [one.id for one in enrolments]
    query = (
        select(FollowUp, Person.time_zone)
        .join(Person, Person.id == FollowUp.person_id)
        .where(FollowUp.enrolment_id.in_(ids), FollowUp.occasion_id.is_(None), FollowUp.kind.in_(ASKING))
        .order_by(FollowUp.id)
    )
    about = training_queries.trainings(session, ids)
    for follow_up, zone in session.execute(query).all():
        if follow_up.opens_on <= at.today(zone) <= follow_up.closes_on:
            open_follow_up(session, follow_up, about[follow_up.enrolment_id], zone, at=at)


def look_up_waiting(session: Session, almanac: Almanac, *, at: Moment, most: int = 5_000) -> int:
    """Work the dates out for whoever waits, ahead of the writes that store them; returns how many people wait."""
    held = session.scalars(_waiting().limit(most)).all()
    return sum(1 for _ in whole_plans(session, held, almanac, at=at)) if held else 0


def date_waiting(session: Session, almanac: Almanac, *, most: int, at: Moment) -> int:
    """Date the steps of up to so many people who wait, the longest waiting first; returns how many people. Several
    workers at once take different people."""
    held = session.scalars(_waiting().limit(most).with_for_update(skip_locked=True)).all()
    if held:
        date_steps(session, held, almanac, at=at)
    return len(held)


def _waiting() -> Select[Enrolment]:
    query = select(Enrolment).where(Enrolment.waits_since.is_not(None))
    return query.order_by(Enrolment.waits_since, Enrolment.id)
