"""Beginning the look at the plan of a key account, as a plan of reinforcement asks for it or without one."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.assessing.models import Assessment
from kamcoach.assessing.opening import Asking, Seat, Window, open_about, subject_of_account, subject_of_person
from kamcoach.assessing.policies import MENTOR_THEN_PERSON
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.mentoring.queries import INSTRUMENT, Accompanied, accompanied
from kamcoach.people.absences import lock
from kamcoach.permissions.actor import Actor
from kamcoach.portfolio import queries as portfolio
from kamcoach.portfolio.queries import AccountName
from kamcoach.reinforcement.queries import Dated

_SOON, _AT_LEAST = timedelta(days=14), timedelta(days=28)
"""When a look that nothing has planned is due, and how long it stays open at least."""


class NotAccompanied(Exception):
    """There is no such person whom the actor accompanies today."""


def begin(session: Session, person: str, account: str, *, actor: Actor, at: Moment) -> str:
    """Open a look at an account (public ids) of a person whom the actor accompanies; what is going on already goes on.
    A review that a plan has opened is thereby begun. Returns the public id of the assessment.

    Raises NotAccompanied, or Refused: unknown_account, mentor_on_team (outside day-to-day work, S4-M1).
    """
    found = accompanied(session, actor=actor, at=at, public_id=person)
    if not found:
        raise NotAccompanied
    lock(session, found[0].person.id)  # whoever comes second sees what the first one began
    one = accompanied(session, actor=actor, at=at, public_id=person)[0]
    chosen = _account(session, one.person.id, account, actor, at)
    running = (look for look in one.looks if look.is_open(at) and look.assessment.rater_id == actor.person_id)
    for look in running:
        if look.account == chosen.name:
            return look.assessment.public_id
    return _open(session, one, chosen, actor=actor, at=at)


def _account(session: Session, person_id: int, account: str, actor: Actor, at: Moment) -> AccountName:
    today = actor.today(at)
    theirs = portfolio.nameable(session, [person_id], on=today)
    chosen = next((one for one in theirs if one.public_id == account), None)
    if chosen is None:
        raise Refused("unknown_account")
    if chosen in portfolio.nameable(session, [actor.person_id], on=today):
        raise Refused("mentor_on_team")
    return chosen


def _open(session: Session, one: Accompanied, account: AccountName, *, actor: Actor, at: Moment) -> str:
    instrument = library.newest(session, "instruments", INSTRUMENT)
    if instrument is None:
        raise LookupError(f"no instrument {INSTRUMENT}")
    review = one.to_review
    occasion = open_about(
        session,
        subject_of_account(session, account.id),
        asking=Asking(
            instrument=instrument,
            title=f"{review.training.programme}, {review.training.cohort}" if review else account.name,
            series=review.training.enrolment_public_id if review else one.person.public_id,
            phase="single",
            day=review.follow_up.days if review else None,
            sees=MENTOR_THEN_PERSON,
            blind=False,
        ),
        window=_window(review, actor.today(at), actor.time_zone),
        seats=[Seat("mentor", actor.person_id)],
        context=subject_of_person(session, one.person.id),
        actor=actor,
        at=at,
    )
    if review is not None:
        review.follow_up.occasion_id, review.follow_up.opened_on = occasion.id, actor.today(at)
    session.flush()
    return session.scalars(select(Assessment.public_id).where(Assessment.occasion_id == occasion.id)).one()


def _window(review: Dated | None, today: date, zone: str) -> Window:
    due_on = max(today, review.follow_up.due_on) if review else today + _SOON
    closes_on = max(review.follow_up.closes_on if review else today, today + _AT_LEAST, due_on)
    return Window(today, due_on, closes_on, zone)
