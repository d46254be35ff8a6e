"""What follows from a mark: one question, or the next pulse sooner."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assessments.scheduling.nearer import Ahead, nearer
from kamcoach.clock import Moment
from kamcoach.drift.models import DriftMark
from kamcoach.drift.saying import why_nearer
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.calendars import calendars_of
from kamcoach.reinforcement.adaptive import ASK_INSTRUMENT, add_pulse, add_question, bring_nearer, step_of
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.queries import Training


def follow(
    session: Session,
    mark: DriftMark,
    read: FollowUp,
    about: Training,
    *,
    is_new: bool,
    last_asked_on: date,
    at: Moment,
) -> None:
    """Let *ask* cost one question, and *fading*, when it is new, bring the next pulse nearer (method.md, Drift)."""
    if mark.word == "ask":
        if _can_be_asked(session, mark.measure) and not unopened(session, mark, kinds=("ask",)):
            add_question(session, about, mark.measure, plan_id=read.plan_id, at=at)
    elif is_new:
        _sooner(session, mark, read, about, last_asked_on, at)


def _can_be_asked(session: Session, measure: str) -> bool:
    """Whether the question knows this behaviour: an organisation's own instrument may have others."""
    version = library.newest(session, "instruments", ASK_INSTRUMENT)
    return version is not None and bool(library.as_instrument(version).items_of(measure))


def unopened(session: Session, mark: DriftMark, *, kinds: tuple[str, ...]) -> list[FollowUp]:
    """What the engine added about this behaviour and nobody was asked yet."""
    query = select(FollowUp).where(
        FollowUp.enrolment_id == mark.enrolment_id,
        FollowUp.measure == mark.measure,
        FollowUp.kind.in_(kinds),
        FollowUp.occasion_id.is_(None),
        FollowUp.waived_at.is_(None),
    )
    return list(session.scalars(query.order_by(FollowUp.id).with_for_update()))


def _sooner(
    session: Session, mark: DriftMark, read: FollowUp, about: Training, last_asked_on: date, at: Moment
) -> None:
    calendar = calendars_of(session, [about.person_id])[about.person_id]
    today = at.today(calendar.zone)
    planned = _planned(session, mark, about.instrument_code, today)
    found = nearer(
        [Ahead(one.kind, one.opens_on) for one in planned],
        today=today,
        last_asked_on=last_asked_on,
        works=calendar.works,
    )
    if found is None:
        return
    if found.moves is None:
        add_pulse(session, about, mark.measure, found.opens_on, plan_id=read.plan_id, at=at)
        return
    instrument = library.newest_instruments(session, {about.instrument_code})[about.instrument_code]
    reason = why_nearer(instrument.measure(mark.measure).short, mark.reached, mark.since)
    bring_nearer(session, planned[found.moves], found.opens_on, reason, at=at)


def _planned(session: Session, mark: DriftMark, instrument_code: str, today: date) -> list[FollowUp]:
    """What will ask about this behaviour and is not open yet, in order of time."""
    query = (
        select(FollowUp, ContentVersion)
        .join(ContentVersion, ContentVersion.id == FollowUp.plan_id)
        .where(FollowUp.enrolment_id == mark.enrolment_id, FollowUp.kind.in_(("measure", "pulse")))
        .where(FollowUp.occasion_id.is_(None), FollowUp.waived_at.is_(None), FollowUp.days >= 0)
        .where(FollowUp.closes_on >= today)
        .where(or_(FollowUp.measure.is_(None), FollowUp.measure == mark.measure))
        .order_by(FollowUp.opens_on, FollowUp.id)
        .with_for_update(of=FollowUp)
    )
    rows = session.execute(query)
    return [one for one, plan in rows if step_of(library.as_plan(plan), one).instrument == instrument_code]
