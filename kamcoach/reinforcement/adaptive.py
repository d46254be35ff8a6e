"""Steps that no plan holds: the engine adds them when a measure asks for it."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments.scheduling.dates import Dates, next_working_day
from assessments.scheduling.plan import Plan, Step, StepKind
from kamcoach.clock import Moment
from kamcoach.people.calendars import calendars_of
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from kamcoach.trail import services as trail
from kamcoach.training.queries import Training
from kamcoach.web.language import gettext as _

ASK_INSTRUMENT = "why-less"
_ASK_DUE, _ASK_WINDOW = timedelta(days=3), timedelta(days=14)
_PULSE_DUE, _PULSE_WINDOW = timedelta(days=1), timedelta(days=21)
_LONGEST_CODE = 40


def step_of(plan: Plan, follow_up: FollowUp) -> Step:
    """The step that a follow-up is a date of: the plan's, or one of the engine's own about one behaviour."""
    if follow_up.measure is None:
        return plan.step(follow_up.step)
    return _ask(follow_up) if follow_up.kind == "ask" else _pulse(plan, follow_up)


def _ask(follow_up: FollowUp) -> Step:
    """Drift costs one question (method.md, Drift)."""
    return Step(
        code=follow_up.step,
        kind="ask",
        title=_("One question: less than before?"),
        why=_(
            "A measure was clearly lower than the first ones after the training. One question asks what was in the way."
        ),
        days=follow_up.days,
        opens=follow_up.days,
        closes=follow_up.days + (follow_up.closes_on - follow_up.opens_on).days,
        raters=("self",),
        minutes=1,
        instrument=ASK_INSTRUMENT,
        items="focus",
    )


def _pulse(plan: Plan, follow_up: FollowUp) -> Step:
    """A pulse that fading calls for, with what the plan measures with."""
    measure = next(step for step in plan.steps if step.kind == "measure")
    return Step(
        code=follow_up.step,
        kind="pulse",
        title=_("Extra pulse on one behaviour"),
        why=_(
            "Two measures in a row were lower than the first ones after the training. A short look tells how it goes."
        ),
        days=follow_up.days,
        opens=follow_up.days,
        closes=follow_up.days + (follow_up.closes_on - follow_up.opens_on).days,
        raters=("self", "observer"),
        minutes=1,
        instrument=measure.instrument,
        items="focus",
    )


def add_question(session: Session, about: Training, measure: str, *, plan_id: int, at: Moment) -> FollowUp:
    """Ask once what stopped the person from a behaviour, from their next working day on, for two weeks."""
    works = calendars_of(session, [about.person_id])[about.person_id]
    opens_on = next_working_day(at.today(works.zone) + timedelta(days=1), works.works)
    dates = Dates(opens_on, opens_on, next_working_day(opens_on + _ASK_DUE, works.works), opens_on + _ASK_WINDOW)
    return _add(session, about, "ask", measure, dates, plan_id=plan_id, at=at)


def add_pulse(session: Session, about: Training, measure: str, opens_on: date, *, plan_id: int, at: Moment) -> FollowUp:
    """Measure a behaviour once more than the plan does, from a day on, for three weeks."""
    works = calendars_of(session, [about.person_id])[about.person_id]
    due_on = next_working_day(opens_on + _PULSE_DUE, works.works)
    dates = Dates(opens_on, opens_on, due_on, max(due_on, opens_on + _PULSE_WINDOW))
    return _add(session, about, "pulse", measure, dates, plan_id=plan_id, at=at)


def _add(
    session: Session, about: Training, kind: StepKind, measure: str, dates: Dates, *, plan_id: int, at: Moment
) -> FollowUp:
    follow_up = FollowUp(
        enrolment_id=about.enrolment_id,
        person_id=about.person_id,
        plan_id=plan_id,
        step=_code(session, about.enrolment_id, kind, measure),
        kind=kind,
        days=(dates.opens_on - about.last_day).days,
        planned_on=dates.planned_on,
        opens_on=dates.opens_on,
        due_on=dates.due_on,
        closes_on=max(dates.due_on, dates.closes_on),
        measure=measure,
    )
    session.add(follow_up)
    session.flush()
    trail.record(session, actor=None, verb="follow-up added", on=("follow-up", follow_up.public_id), at=at)
    return follow_up


def _code(session: Session, enrolment_id: int, kind: str, measure: str) -> str:
    """What sets the step apart in its enrolment, such as ask-B5-1."""
    own = FollowUp.enrolment_id == enrolment_id
    count = session.scalar(select(func.count()).where(own, FollowUp.kind == kind, FollowUp.measure.is_not(None))) or 0
    number = f"-{count + 1}"
    return f"{kind}-{measure}"[: _LONGEST_CODE - len(number)] + number


def bring_nearer(session: Session, follow_up: FollowUp, opens_on: date, reason: str, *, at: Moment) -> None:
    """Let a pulse that is not open yet open sooner; its window keeps its length as far as working days let it."""
    works = calendars_of(session, [follow_up.person_id])[follow_up.person_id]
    before = {
        "opens_on": follow_up.opens_on.isoformat(),
        "due_on": follow_up.due_on.isoformat(),
        "closes_on": follow_up.closes_on.isoformat(),
        "occasion": follow_up.occasion_id,
    }
    by = follow_up.opens_on - opens_on
    due_on = next_working_day(follow_up.due_on - by, works.works)
    follow_up.opens_on, follow_up.due_on = opens_on, due_on
    follow_up.closes_on = max(due_on, follow_up.closes_on - by)
    event = FollowUpEvent(
        follow_up_id=follow_up.id, kind="nearer", by_id=None, reason=reason, before=before, happened_at=at.business
    )
    session.add(event)
    details = {"before": before["due_on"], "after": due_on.isoformat()}
    on = ("follow-up", follow_up.public_id)
    trail.record(session, actor=None, verb="follow-up nearer", on=on, at=at, details=details)
