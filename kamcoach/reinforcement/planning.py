"""Dating the steps of a plan around a training."""

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.scheduling.dates import Dates, dates_of
from assessments.scheduling.plan import Step
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.calendars import working_day
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement.asking import open_follow_up
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training import queries as training_queries
from kamcoach.training import services as training
from kamcoach.training.models import Enrolment


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
    _date_steps(session, enrolment, person, lambda step: step.before, at=at)
    return enrolment


def finish_cohort(session: Session, cohort_id: int, *, attended: Sequence[int], actor: Actor, at: Moment) -> int:
    """Close a cohort and date the steps after the training for those who attended; returns how many."""
    present = training.finish_cohort(session, cohort_id, attended=attended, actor=actor, at=at)
    for enrolment in present:
        person = session.get_one(Person, enrolment.person_id)
        _date_steps(session, enrolment, person, lambda step: not step.before, at=at)
    return len(present)


def _date_steps(
    session: Session, enrolment: Enrolment, person: Person, wanted: Callable[[Step], bool], *, at: Moment
) -> None:
    about = training_queries.trainings(session, [enrolment.id])[enrolment.id]
    version = _promised(session, enrolment) or library.newest(session, "plans", about.plan_code)
    if version is None:
        raise LookupError(f"no plan {about.plan_code}")
    today = at.today(person.time_zone)
    for step in filter(wanted, library.as_plan(version).dated()):
        dates = dates_of(
            step,
            first_day=about.first_day,
            last_day=about.last_day,
            known_on=today,
            is_working_day=working_day(person.country),
        )
        if dates is None:
            continue
        follow_up = _new_follow_up(enrolment, version, step, dates)
        session.add(follow_up)
        session.flush()
        if follow_up.opens_on <= today:
            open_follow_up(session, follow_up, about, person.time_zone, at=at)


def _promised(session: Session, enrolment: Enrolment) -> ContentVersion | None:
    """The version of the plan by which the earlier steps were dated: a newer one changes nobody's promise."""
    dated = select(FollowUp.plan_id).where(FollowUp.enrolment_id == enrolment.id).limit(1)
    return session.scalar(select(ContentVersion).where(ContentVersion.id == dated.scalar_subquery()))


def _new_follow_up(enrolment: Enrolment, version: ContentVersion, step: Step, dates: Dates) -> FollowUp:
    return FollowUp(
        enrolment_id=enrolment.id,
        person_id=enrolment.person_id,
        plan_id=version.id,
        step=step.code,
        kind=step.kind,
        days=step.days,
        planned_on=dates.planned_on,
        opens_on=dates.opens_on,
        due_on=dates.due_on,
        closes_on=dates.closes_on,
    )
