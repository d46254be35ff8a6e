"""Opening the steps that ask something, as far as the load allows (method.md §1.5)."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from assessments.scheduling.load import is_exempt
from assessments.scheduling.plan import ASKING, Step, StepKind
from kamcoach.assessing.load import own_week_full_until
from kamcoach.assessing.opening import Asking, Seat, Window, open_occasion
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.lines import holder_of
from kamcoach.reinforcement.adaptive import step_of
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training import queries as training_queries
from kamcoach.training.queries import Training

LOAD = "load"
"""Why a step waits: something else was asked of the person in the same seven days."""

_PHASES: Mapping[StepKind, str] = {
    "measure": "fixed",
    "then": "then",
    "pulse": "pulse",
    "reaction": "single",
    "ask": "single",
}


def open_follow_up(session: Session, follow_up: FollowUp, about: Training, time_zone: str, *, at: Moment) -> bool:
    """Open the occasion of a follow-up that asks something. Returns False when there is nothing to open, or when it has
    to wait because the person's week is full; the reason is stored then."""
    if follow_up.kind not in ASKING or follow_up.occasion_id is not None or follow_up.waived_at is not None:
        return False
    step = step_of(library.as_plan(session.get_one(ContentVersion, follow_up.plan_id)), follow_up)
    if step.instrument is None or _has_to_wait(session, follow_up, time_zone, at):
        return False
    today = at.today(time_zone)
    if follow_up.held_until is not None:  # asked later than planned: due no earlier than today
        follow_up.due_on = max(follow_up.due_on, today)
    occasion = open_occasion(
        session,
        person_id=follow_up.person_id,
        asking=_asking(session, follow_up, step, about, on=today),
        window=Window(follow_up.opens_on, follow_up.due_on, follow_up.closes_on, time_zone),
        seats=_seats(session, follow_up, step, about, on=today),
        actor=None,
        at=at,
    )
    follow_up.occasion_id, follow_up.opened_on = occasion.id, today
    return True


def _has_to_wait(session: Session, follow_up: FollowUp, time_zone: str, at: Moment) -> bool:
    if is_exempt(follow_up.kind):
        return False
    full_until = own_week_full_until(session, follow_up.person_id, at=at)
    if full_until is None:
        return False
    if follow_up.held_back_on is None:
        follow_up.held_back_on, follow_up.held_back_why = at.today(time_zone), LOAD
    follow_up.held_until = full_until
    return True


def _asking(session: Session, follow_up: FollowUp, step: Step, about: Training, *, on: date) -> Asking:
    instrument = library.newest(session, "instruments", step.instrument or "")
    if instrument is None:
        raise LookupError(f"no instrument {step.instrument}")
    return Asking(
        instrument=instrument,
        asked=_asked(session, follow_up, step, about, instrument, on=on),
        title=f"{about.programme}, {about.cohort}",
        series=about.enrolment_public_id,
        phase="baseline" if step.before else _PHASES[step.kind],
        day=follow_up.days,
        measured_by=follow_up.planned_on if step.before else None,
    )


def _seats(session: Session, follow_up: FollowUp, step: Step, about: Training, *, on: date) -> Sequence[Seat]:
    own = Seat("self", follow_up.person_id)
    return [own, _observer_seat(session, about, on=on)] if "observer" in step.raters else [own]


def _observer_seat(session: Session, about: Training, *, on: date) -> Seat:
    """The observer's seat; who was named as coach or manager has it only as long as that line runs, and then whoever
    follows has it."""
    if not about.observer_as:
        return Seat("observer", about.observer_id)
    return Seat("observer", holder_of(session, about.observer_as, about.person_id, on=on), about.observer_as)


def _asked(
    session: Session, follow_up: FollowUp, step: Step, about: Training, instrument: ContentVersion, *, on: date
) -> Sequence[str] | None:
    if step.items != "focus":
        return None
    measures: Sequence[str] = [follow_up.measure] if follow_up.measure else ()
    if not measures:
        measures = training_queries.focus_of(session, [about.enrolment_id], on=on).get(about.enrolment_id, ())
    return [item.code for item in library.as_instrument(instrument).items_for(measures)]
