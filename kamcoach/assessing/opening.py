"""Opening occasions (one subject is asked about in one window, with a seat for each rater), and moving what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kamcoach.assessing.load import observer_week_full_until
from kamcoach.assessing.models import Assessment, Occasion, Subject
from kamcoach.assessing.policies import SELF_THEN_COACH, SeesPolicy
from kamcoach.clock import Moment, start_of_day
from kamcoach.library.models import ContentVersion
from kamcoach.permissions.actor import Actor
from kamcoach.trail import services as trail

Purpose = Literal["development", "selection", "audit"]


@dataclass(frozen=True, slots=True)
class Window:
    """The days, both included, on which a person in a zone may answer, and the day it is due."""

    opens_on: date
    due_on: date
    closes_on: date
    time_zone: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A rater to be; `rater_id` None keeps the seat empty. `standing_as` names the line that gives an observer
    the seat ("coach", "manager"), "" for none: the seat ends with that line."""

    relation: str
    rater_id: int | None
    standing_as: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, for what purpose, under which promise, and where in a series it stands (see Occasion)."""

    instrument: ContentVersion
    title: str
    series: str
    phase: str
    asked: Sequence[str] | None = None
    day: int | None = None
    measured_by: date | None = None
    purpose: Purpose = "development"
    sees: SeesPolicy = SELF_THEN_COACH
    blind: bool = True


def subject_of_person(session: Session, person_id: int) -> Subject:
    """The subject that stands for a person, made when first needed."""
    subject = session.scalar(select(Subject).where(Subject.person_id == person_id))
    if subject is None:
        subject = Subject(kind="person", person_id=person_id)
        session.add(subject)
        session.flush()
    return subject


def subject_of_account(session: Session, key_account_id: int) -> Subject:
    """The subject that stands for a key account, likewise."""
    subject = session.scalar(select(Subject).where(Subject.key_account_id == key_account_id))
    if subject is None:
        subject = Subject(kind="key_account", key_account_id=key_account_id)
        session.add(subject)
        session.flush()
    return subject


def open_occasion(
    session: Session,
    *,
    person_id: int,
    asking: Asking,
    window: Window,
    seats: Sequence[Seat],
    actor: Actor | None,
    at: Moment,
) -> Occasion:
    """Ask about a person. `actor` is who opened it, None for the worker."""
    subject = subject_of_person(session, person_id)
    return open_about(session, subject, asking=asking, window=window, seats=seats, actor=actor, at=at)


def open_about(
    session: Session,
    subject: Subject,
    *,
    asking: Asking,
    window: Window,
    seats: Sequence[Seat],
    context: Subject | None = None,
    actor: Actor | None,
    at: Moment,
) -> Occasion:
    """Ask about any subject, in the context of another one: about a key account in the work of a person."""
    occasion = _occasion(subject, asking, window, at)
    occasion.context_id = context.id if context else None
    session.add(occasion)
    session.flush()
    session.add_all(
        Assessment(
            occasion_id=occasion.id,
            relation=seat.relation,
            rater_id=seat.rater_id,
            standing_as=seat.standing_as,
            asked_from=_asked_from(session, seat, at),
        )
        for seat in seats
    )
    details = {"phase": asking.phase, "day": asking.day, "purpose": asking.purpose}
    on = ("occasion", occasion.public_id)
    trail.record(session, actor=actor, verb="occasion opened", on=on, at=at, details=details)
    return occasion


def _asked_from(session: Session, seat: Seat, at: Moment) -> date | None:
    """The day on which an observer whose week is full is asked; None: as soon as the occasion opens."""
    if seat.relation != "observer" or seat.rater_id is None:
        return None
    return observer_week_full_until(session, seat.rater_id, at=at)


def _occasion(subject: Subject, asking: Asking, window: Window, at: Moment) -> Occasion:
    return Occasion(
        subject_id=subject.id,
        instrument_id=asking.instrument.id,
        purpose=asking.purpose,
        blind=asking.blind,
        sees=asking.sees,
        asked=list(asking.asked) if asking.asked is not None else None,
        title=asking.title,
        series=asking.series,
        phase=asking.phase,
        day=asking.day,
        measured_by=asking.measured_by,
        created_at=at.business,
        time_zone=window.time_zone,
        opens_on=window.opens_on,
        due_on=window.due_on,
        closes_on=window.closes_on,
        opens_at=start_of_day(window.opens_on, window.time_zone),
        closes_at=start_of_day(window.closes_on + timedelta(days=1), window.time_zone),
    )


def move_due_day(session: Session, occasion_id: int, due_on: date) -> None:
    """Let an open occasion be due on another day of its window."""
    session.get_one(Occasion, occasion_id).due_on = due_on


def set_withdrawn(session: Session, occasion_id: int, withdrawn: bool, *, at: Moment) -> None:
    """Stop asking, or ask again; drafts stay."""
    session.get_one(Occasion, occasion_id).withdrawn_at = at.business if withdrawn else None


def mark_reminded(session: Session, assessment_id: int, due_on: date) -> None:
    """Remember for which due day the rater was reminded, so that it happens once for each."""
    session.execute(update(Assessment).where(Assessment.id == assessment_id).values(reminded_for=due_on))
