"""Dating the steps of a plan around a training, and opening those that ask something."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.scheduling.dates import Dates, dates_of
from assessments.scheduling.plan import ASKING, Step, StepKind
from kamcoach.assessing.opening import Asking, Seat, Window, open_occasion
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.calendars import working_day
from kamcoach.people.lines import holder_of
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement.adaptive import step_of
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training import queries as training_queries
from kamcoach.training import services as training
from kamcoach.training.models import Enrolment
from kamcoach.training.queries import Training

_PHASES: Mapping[StepKind, str] = {
    "measure": "fixed",
    "then": "then",
    "pulse": "pulse",
    "reaction": "single",
    "ask": "single",
}


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


def open_follow_up(session: Session, follow_up: FollowUp, about: Training, time_zone: str, *, at: Moment) -> bool:
    """Open the occasion of a follow-up that asks something. Returns False when there is nothing to open."""
    plan = library.as_plan(session.get_one(ContentVersion, follow_up.plan_id))
    step = step_of(plan, follow_up)
    if step.kind not in ASKING or step.instrument is None or follow_up.occasion_id or follow_up.waived_at is not None:
        return False
    instrument = library.newest(session, "instruments", step.instrument)
    if instrument is None:
        raise LookupError(f"no instrument {step.instrument}")
    is_baseline = step.before
    seats = [Seat("self", follow_up.person_id)]
    if "observer" in step.raters:
        seats.append(_observer_seat(session, about, on=at.today(time_zone)))
    occasion = open_occasion(
        session,
        person_id=follow_up.person_id,
        asking=Asking(
            instrument=instrument,
            asked=_asked(session, step, about, instrument, on=at.today(time_zone)),
            title=f"{about.programme}, {about.cohort}",
            series=about.enrolment_public_id,
            phase="baseline" if is_baseline else _PHASES[step.kind],
            day=follow_up.days,
            measured_by=follow_up.planned_on if is_baseline else None,
        ),
        window=Window(follow_up.opens_on, follow_up.due_on, follow_up.closes_on, time_zone),
        seats=seats,
        actor=None,
        at=at,
    )
    follow_up.occasion_id = occasion.id
    follow_up.opened_on = at.today(time_zone)
    return True


def _observer_seat(session: Session, about: Training, *, on: date) -> Seat:
    """The observer's seat; who was named as coach or manager has it only as long as that line runs, and then whoever
    follows has it."""
    if not about.observer_as:
        return Seat("observer", about.observer_id)
    return Seat("observer", holder_of(session, about.observer_as, about.person_id, on=on), about.observer_as)


def _asked(
    session: Session, step: Step, about: Training, instrument: ContentVersion, *, on: date
) -> Sequence[str] | None:
    if step.items != "focus":
        return None
    measures = training_queries.focus_of(session, [about.enrolment_id], on=on).get(about.enrolment_id, ())
    return [item.code for item in library.as_instrument(instrument).items_for(measures)]
