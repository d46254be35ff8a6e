"""Who may open which assessment: SQL conditions on Assessment, Occasion and Subject for an actor.

Every query here joins those three, so that listing, opening one and the sentence on the page are one rule.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from kamcoach.assessing.models import Assessment, Occasion, Subject
from kamcoach.assessing.policies import MENTOR_THEN_PERSON, PAIR_THEN_HR, SELF_THEN_COACH
from kamcoach.clock import Moment
from kamcoach.library.models import ContentVersion
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.rules import Rule
from kamcoach.web.language import lazy_gettext as _l


def _own(actor: Actor, at: Moment) -> ColumnElement[bool]:
    """A seat is its rater's as long as the line that gave it runs: a former manager's access ends that day."""
    today = actor.today(at)
    by_line = or_(Assessment.relation == "manager", Assessment.standing_as == "manager")
    manages = line_runs("manager", person=Subject.person_id, holder=actor.person_id, on=today)
    coaches = line_runs("coach", person=Subject.person_id, holder=actor.person_id, on=today)
    accompanies = _in_work_of(lambda person: line_runs("mentor", person=person, holder=actor.person_id, on=today))
    return and_(
        Assessment.rater_id == actor.person_id,
        or_(Assessment.ended_on.is_(None), Assessment.ended_on > today),
        or_(~by_line, manages),
        or_(Assessment.standing_as != "coach", coaches),
        or_(Assessment.relation != "mentor", accompanies),
    )


def _in_work_of(fits: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """The condition on the person in whose work the occasion asks about something else (its context)."""
    context = aliased(Subject)
    of = select(context.id).where(context.id == Occasion.context_id, fits(context.person_id))
    return of.correlate(Occasion).exists()


def _owes_blind(actor: Actor, at: Moment) -> ColumnElement[bool]:
    """The actor has still to rate this subject blind with this instrument, in whatever version."""
    this = aliased(ContentVersion)
    owed, debts = _blind_debts(actor, at, lambda theirs: theirs.code == this.code)
    return (
        debts.join(this, this.id == Occasion.instrument_id)
        .where(owed.subject_id == Occasion.subject_id)
        .correlate(Occasion)
        .exists()
    )


def owed_blind(actor: Actor, at: Moment, instrument_code: str) -> Select[int]:
    """The ids of the subjects whom the actor has still to rate blind with an instrument, in whatever version: figures
    of them stay shut, in groups too (method.md §2.6)."""
    return _blind_debts(actor, at, lambda theirs: theirs.code == instrument_code)[1]


def _blind_debts(
    actor: Actor, at: Moment, asks: Callable[[type[ContentVersion]], ColumnElement[bool]]
) -> tuple[type[Occasion], Select[int]]:
    seat, owed, theirs = aliased(Assessment), aliased(Occasion), aliased(ContentVersion)
    debts = (
        select(owed.subject_id)
        .select_from(seat)
        .join(owed, owed.id == seat.occasion_id)
        .join(theirs, theirs.id == owed.instrument_id)
        .where(seat.rater_id == actor.person_id, seat.submitted_at.is_(None), owed.blind, asks(theirs))
        .where(or_(seat.ended_on.is_(None), seat.ended_on > actor.today(at)))
        .where(owed.opens_at <= at.business, owed.closes_at > at.business, owed.released_at.is_(None))
        .where(owed.withdrawn_at.is_(None))
    )
    return owed, debts


def _released_to(actor: Actor, at: Moment) -> ColumnElement[bool]:
    is_subject = Subject.person_id == actor.person_id
    is_coach = line_runs("coach", person=Subject.person_id, holder=actor.person_id, on=actor.today(at))
    is_manager = line_runs("manager", person=Subject.person_id, holder=actor.person_id, on=actor.today(at))
    is_theirs = _in_work_of(
        lambda person: or_(
            person == actor.person_id,
            line_runs("mentor", person=person, holder=actor.person_id, on=actor.today(at)),
        )
    )
    promised = or_(
        is_subject,
        and_(Occasion.sees == MENTOR_THEN_PERSON, is_theirs),
        and_(Occasion.sees == SELF_THEN_COACH, is_coach),
        and_(Occasion.sees == PAIR_THEN_HR, is_manager),
    )
    return Occasion.released_at.is_not(None) & promised & ~_owes_blind(actor, at)


def _own_or_released(actor: Actor, at: Moment) -> ColumnElement[bool]:
    return _own(actor, at) | (Assessment.submitted_at.is_not(None) & _released_to(actor, at))


RELEASED = Rule(_released_to, _l("Once it is released: the person and, as was promised, their coach or manager."))
OWN = Rule(_own, _l("Only you see this until you send it."))
READABLE = Rule(
    _own_or_released,
    _l("You, and once it is released the person it is about and, as was promised, their coach or manager."),
)
