"""Setting up programmes and cohorts, enrolling people, recording who attended."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.people.lines import holders_of, standing_of
from kamcoach.permissions.actor import Actor
from kamcoach.trail import services as trail
from kamcoach.training.models import Cohort, Enrolment, Focus, Programme, ProgrammeBehaviour

FEWEST_FOCUS, MOST_FOCUS = 2, 3


class AlreadyThere(Exception):
    """The name is taken, the person is enrolled, or the cohort is finished already."""


def create_programme(
    session: Session,
    *,
    name: str,
    instrument_code: str,
    plan_code: str,
    measures: Collection[str],
    actor: Actor | None,
    at: Moment,
) -> Programme:
    """A training with the behaviours that it trains. Raises AlreadyThere."""
    if session.scalar(select(Programme.id).where(Programme.name == name)) is not None:
        raise AlreadyThere(name)
    programme = Programme(name=name, instrument_code=instrument_code, plan_code=plan_code, created_at=at.business)
    session.add(programme)
    session.flush()
    session.add_all(ProgrammeBehaviour(programme_id=programme.id, measure=measure) for measure in sorted(measures))
    on, details = ("programme", programme.public_id), {"measures": sorted(measures)}
    trail.record(session, actor=actor, verb="programme created", on=on, at=at, details=details)
    return programme


def create_cohort(
    session: Session, programme: Programme, *, name: str, first_day: date, last_day: date, actor: Actor, at: Moment
) -> Cohort:
    """One run of a programme, owned by the actor. Raises AlreadyThere."""
    taken = select(Cohort.id).where(Cohort.programme_id == programme.id, Cohort.name == name)
    if session.scalar(taken) is not None:
        raise AlreadyThere(name)
    cohort = Cohort(
        programme_id=programme.id, name=name, first_day=first_day, last_day=last_day, owner_id=actor.person_id
    )
    session.add(cohort)
    session.flush()
    details = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
    on = ("cohort", cohort.public_id)
    trail.record(session, actor=actor, verb="cohort created", on=on, at=at, details=details)
    return cohort


def enrol(
    session: Session,
    cohort_id: int,
    *,
    person_id: int,
    observer_id: int | None,
    focus: Sequence[str],
    on: date,
    actor: Actor,
    at: Moment,
) -> Enrolment:
    """Enrol a person with two or three focus behaviours from a day on. Raises AlreadyThere."""
    cohort = session.scalars(select(Cohort).where(Cohort.id == cohort_id).with_for_update()).one()
    taken = select(Enrolment.id).where(Enrolment.cohort_id == cohort_id, Enrolment.person_id == person_id)
    if cohort.finished_at is not None or session.scalar(taken) is not None:
        raise AlreadyThere(cohort.public_id)
    observer_as = standing_of(session, person_id, observer_id, on=on)
    enrolment = Enrolment(
        cohort_id=cohort_id, person_id=person_id, observer_id=observer_id, observer_as=observer_as, enrolled_on=on
    )
    session.add(enrolment)
    session.flush()
    session.add_all(Focus(enrolment_id=enrolment.id, measure=measure, from_date=on) for measure in focus)
    details = {"cohort": cohort.public_id, "focus": sorted(focus), "observer": observer_id is not None}
    where = ("enrolment", enrolment.public_id)
    trail.record(session, actor=actor, verb="enrolled", on=where, at=at, details=details)
    return enrolment


def enrol_many(
    session: Session,
    cohort_id: int,
    people: Mapping[int, date],
    *,
    observer_as: str,
    focus: Sequence[str],
    actor: Actor,
    at: Moment,
) -> int:
    """Enrol people, each from a day on (today where they are), whoever is in the cohort already left out; their steps
    wait to be dated. `observer_as` names the line whose holder observes ("coach", "manager"), "" for nobody.

    Returns how many were enrolled. Raises AlreadyThere when the cohort is finished.
    """
    cohort = session.scalars(select(Cohort).where(Cohort.id == cohort_id).with_for_update()).one()
    if cohort.finished_at is not None:
        raise AlreadyThere(cohort.public_id)
    there = set(session.scalars(select(Enrolment.person_id).where(Enrolment.cohort_id == cohort_id)))
    new = {person_id: day for person_id, day in people.items() if person_id not in there}
    observers = holders_of(session, observer_as, new) if observer_as else {}
    made = [
        Enrolment(
            cohort_id=cohort_id,
            person_id=person_id,
            observer_id=observers.get(person_id),
            observer_as=observer_as if person_id in observers else "",
            enrolled_on=day,
            waits_since=at.wall,
        )
        for person_id, day in new.items()
    ]
    session.add_all(made)
    session.flush()
    for one in made:
        session.add_all(Focus(enrolment_id=one.id, measure=measure, from_date=one.enrolled_on) for measure in focus)
        details = {"cohort": cohort.public_id, "focus": sorted(focus), "observer": one.observer_id is not None}
        trail.record(session, actor=actor, verb="enrolled", on=("enrolment", one.public_id), at=at, details=details)
    return len(made)


def finish_cohort(
    session: Session, cohort_id: int, *, attended: Collection[int], actor: Actor, at: Moment
) -> Sequence[Enrolment]:
    """Close a cohort with the enrolments that attended; returns those, whose steps after the training now wait to be
    dated. Raises AlreadyThere."""
    cohort = session.scalars(select(Cohort).where(Cohort.id == cohort_id).with_for_update()).one()
    if cohort.finished_at is not None:
        raise AlreadyThere(cohort.public_id)
    cohort.finished_at = at.business
    enrolments = session.scalars(select(Enrolment).where(Enrolment.cohort_id == cohort_id).with_for_update()).all()
    came = set(attended)
    for enrolment in enrolments:
        enrolment.attended = enrolment.id in came
        enrolment.waits_since = at.wall if enrolment.attended else None
    present = [enrolment for enrolment in enrolments if enrolment.attended]
    details = {"enrolled": len(enrolments), "attended": [enrolment.public_id for enrolment in present]}
    on = ("cohort", cohort.public_id)
    trail.record(session, actor=actor, verb="cohort finished", on=on, at=at, details=details)
    return present


def set_observer(
    session: Session,
    enrolment: Enrolment,
    observer_id: int | None,
    observer_as: str,
    *,
    actor: Actor | None,
    at: Moment,
) -> None:
    """Let somebody else observe from now on; `actor` is None when the task follows a line to its next holder."""
    enrolment.observer_id, enrolment.observer_as = observer_id, observer_as
    details = {"observer": observer_id is not None, "as": observer_as}
    on = ("enrolment", enrolment.public_id)
    trail.record(session, actor=actor, verb="observer named", on=on, at=at, details=details)


def set_focus(
    session: Session, enrolment: Enrolment, measures: Collection[str], *, on: date, actor: Actor, at: Moment
) -> bool:
    """Let a person work on these behaviours from a day on; what was asked before stays. Returns whether it changed."""
    query = select(Focus).where(Focus.enrolment_id == enrolment.id, Focus.to_date.is_(None)).with_for_update()
    running = {one.measure: one for one in session.scalars(query)}
    if running.keys() == set(measures):
        return False
    for measure, one in running.items():
        if measure not in measures:
            one.to_date = max(on, one.from_date)
    new = sorted(set(measures) - running.keys())
    session.add_all(Focus(enrolment_id=enrolment.id, measure=measure, from_date=on) for measure in new)
    where, details = ("enrolment", enrolment.public_id), {"focus": sorted(measures)}
    trail.record(session, actor=actor, verb="focus changed", on=where, at=at, details=details)
    return True


def set_plan(session: Session, programme_id: int, plan_code: str, *, actor: Actor, at: Moment) -> None:
    """Give another plan to whoever is enrolled in a programme from now on; who is enrolled keeps theirs."""
    programme = session.get_one(Programme, programme_id, with_for_update=True)
    if programme.plan_code != plan_code:
        details = {"from": programme.plan_code, "to": plan_code}
        programme.plan_code = plan_code
        on = ("programme", programme.public_id)
        trail.record(session, actor=actor, verb="programme plan changed", on=on, at=at, details=details)
