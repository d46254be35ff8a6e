"""What the observer of an assessment saw, as far as the assessment shows it and its rules depend on it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument
from assessments.scheduling.seen import FEWEST_EVENTS
from kamcoach.assessing.models import Answer, Assessment, ObservedEvent, Occasion, Subject
from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor
from kamcoach.portfolio import queries as portfolio
from kamcoach.portfolio.queries import AccountName


class TooFewEvents(Exception):
    """An observer rates before two dated events stand there; `seen` says how many do."""

    def __init__(self, seen: int) -> None:
        super().__init__(seen)
        self.seen = seen


def needs_events(assessment: Assessment, occasion: Occasion, instrument: Instrument) -> bool:
    """Whether the rater has to enter first what they saw: observers of a checklist that looks back, for
    development (method.md §1.4)."""
    is_checklist = instrument.looks_back_days is not None
    return assessment.relation == "observer" and occasion.purpose == "development" and is_checklist


def number_of_events(session: Session, assessment_id: int) -> int:
    """How many events stand there."""
    return session.scalar(select(func.count()).where(ObservedEvent.assessment_id == assessment_id)) or 0


def check_events(session: Session, assessment: Assessment, occasion: Occasion, instrument: Instrument) -> None:
    """Raise TooFewEvents when the rater has to enter events first."""
    if needs_events(assessment, occasion, instrument):
        seen = number_of_events(session, assessment.id)
        if seen < FEWEST_EVENTS:
            raise TooFewEvents(seen)


def events_of(session: Session, assessment_id: int) -> Sequence[ObservedEvent]:
    """The events of an assessment that the caller found through a rule, in order of their day."""
    query = select(ObservedEvent).where(ObservedEvent.assessment_id == assessment_id)
    return session.scalars(query.order_by(ObservedEvent.happened_on, ObservedEvent.id)).all()


def events_of_all(session: Session, assessment_ids: Sequence[int]) -> Sequence[ObservedEvent]:
    """The events of several assessments that the caller found through a rule, the newest first."""
    query = select(ObservedEvent).where(ObservedEvent.assessment_id.in_(assessment_ids))
    return session.scalars(query.order_by(ObservedEvent.happened_on.desc(), ObservedEvent.id)).all()


def nameable(session: Session, assessment: Assessment, *, actor: Actor, at: Moment) -> Sequence[AccountName]:
    """The key accounts that this rater may name: those on which they or the person rated work today."""
    subject = select(Subject.person_id).join(Occasion, Occasion.subject_id == Subject.id)
    person_id = session.scalar(subject.where(Occasion.id == assessment.occasion_id))
    return portfolio.nameable(session, {assessment.rater_id, person_id} - {None}, on=actor.today(at))


def named(
    session: Session, answers: Mapping[str, Answer], events: Sequence[ObservedEvent] = ()
) -> Mapping[int, AccountName]:
    """The key accounts that answers and events name, by id."""
    ids = {answer.key_account_id for answer in answers.values()} | {event.key_account_id for event in events}
    return portfolio.named(session, ids)
