"""Who observes somebody around a training: named anew by the coach, or handed on with the line that gave the task."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.assessing.handing_over import reseat_observer
from kamcoach.clock import Moment
from kamcoach.people.lines import holder_of, standing_of
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import queries
from kamcoach.training.models import Enrolment
from kamcoach.training.services import set_observer


def name_observer(
    session: Session, enrolment_id: int, observer_id: int | None, *, actor: Actor, at: Moment
) -> Enrolment:
    """Let somebody (None: nobody) observe from now on, also what is open and not sent yet. Naming the same person
    again changes nothing. Raises Refused observes_oneself."""
    enrolment = _lock(session, enrolment_id)
    if observer_id == enrolment.person_id:
        raise Refused("observes_oneself")
    if observer_id == enrolment.observer_id:
        return enrolment
    today = at.today(session.get_one(Person, enrolment.person_id).time_zone)
    observer_as = standing_of(session, enrolment.person_id, observer_id, on=today)
    set_observer(session, enrolment, observer_id, observer_as, actor=actor, at=at)
    for occasion_id in queries.open_observations(session, enrolment.id, at=at):
        reseat_observer(session, occasion_id, observer_id, observer_as, actor=actor, at=at)
    return enrolment


def follow_line(session: Session, enrolment_id: int, *, at: Moment) -> bool:
    """Hand the task on to whoever holds the line now; the seats of what is open follow by themselves, see
    assessing/handing_over.py. Returns whether it changed."""
    enrolment = _lock(session, enrolment_id)
    if not enrolment.observer_as:
        return False
    today = at.today(session.get_one(Person, enrolment.person_id).time_zone)
    holder = holder_of(session, enrolment.observer_as, enrolment.person_id, on=today)
    if holder is None or holder == enrolment.observer_id:
        return False
    set_observer(session, enrolment, holder, enrolment.observer_as, actor=None, at=at)
    return True


def _lock(session: Session, enrolment_id: int) -> Enrolment:
    query = select(Enrolment).where(Enrolment.id == enrolment_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()
