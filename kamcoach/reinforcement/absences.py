"""Entering and removing days away: what is not asked yet and lies in them gets another day inside its window."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from assessments.scheduling.away import around, check_absence, is_swallowed
from assessments.scheduling.calendar import Calendar
from assessments.scheduling.dates import Dates
from assessments.scheduling.states import State
from kamcoach.clock import Moment
from kamcoach.people import absences
from kamcoach.people.calendars import calendar_of
from kamcoach.people.models import Absence, Person
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import queries
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from kamcoach.reinforcement.queries import Dated
from kamcoach.trail import services as trail

_OVER = {State.DONE, State.WAIVED, State.MISSED}


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day away, both included."""

    first: date
    last: date

    def hold(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day <= self.last


class Swallows(Exception):
    """The absence covers all that is left of the windows of these follow-ups: say so before it is entered."""

    def __init__(self, steps: Sequence[Dated]) -> None:
        super().__init__(len(steps))
        self.steps = steps


def enter(session: Session, person_id: int, days: Days, *, confirmed: bool, actor: Actor, at: Moment) -> Absence:
    """Note that a person is away, and give what lies in these days another day; returns the absence.

    Raises Refused: away_backwards, away_too_long, away_over, away_twice, away_swallows(training); and Swallows unless
    `confirmed`. Then nothing is changed.
    """
    person = absences.lock(session, person_id)
    today, before = at.today(person.time_zone), calendar_of(session, person_id)
    check_absence(days.first, days.last, today=today, others=before.away)
    absence = Absence(person_id=person_id, first_day=days.first, last_day=days.last, entered_by_id=actor.person_id)
    absence.entered_at = at.business
    session.add(absence)
    session.flush()
    after = calendar_of(session, person_id)
    left = [one for one in queries.of_person(session, person_id, at=at) if one.state not in _OVER]
    lost = [one for one in left if _is_lost(one, before, after, today)]
    _check_plans(left, lost, days)
    if lost and not confirmed:
        raise Swallows(lost)
    moved = _redate(session, left, after, lambda row: _within(row, days), actor=actor, at=at)
    _record(session, "absence entered", person, days, moved, actor=actor, at=at)
    return absence


def remove(session: Session, absence_id: int, *, actor: Actor, at: Moment) -> bool:
    """Forget an absence: what it had moved, or was planned around it, goes back as far as it can. Returns False when it
    was removed already."""
    absence = session.get(Absence, absence_id)
    if absence is None:
        return False
    person, days = absences.lock(session, absence.person_id), Days(absence.first_day, absence.last_day)
    session.delete(absence)
    session.flush()
    left = [one for one in queries.of_person(session, person.id, at=at) if one.state not in _OVER]
    first_dates = _before_absences(session, left, days)
    calendar = calendar_of(session, person.id)
    moved = _redate(session, left, calendar, lambda row: first_dates.get(row.id), actor=actor, at=at)
    _record(session, "absence removed", person, days, moved, actor=actor, at=at)
    return True


def _is_lost(one: Dated, before: Calendar, after: Calendar, today: date) -> bool:
    dates = dates_as_they_are(one.follow_up)
    return is_swallowed(dates, after.is_here, today=today) and not is_swallowed(dates, before.is_here, today=today)


def _check_plans(left: Sequence[Dated], lost: Sequence[Dated], days: Days) -> None:
    """Refuse when nothing is left of somebody's plan. While a training is still to come, its own days count too."""
    for enrolment_id in dict.fromkeys(one.follow_up.enrolment_id for one in lost):
        steps = [one for one in left if one.follow_up.enrolment_id == enrolment_id]
        about = steps[0].training
        waits = all(one.follow_up.days < 0 for one in steps)
        if waits and not (days.hold(about.first_day) and days.hold(about.last_day)):
            continue
        if all(one in lost for one in steps):
            raise Refused("away_swallows", training=f"{about.programme}, {about.cohort}")


def _within(row: FollowUp, days: Days) -> Dates | None:
    """The dates to start from, of what opens or is due in these days."""
    return dates_as_they_are(row) if days.hold(row.due_on) or days.hold(row.opens_on) else None


def _before_absences(session: Session, left: Sequence[Dated], days: Days) -> Mapping[int, Dates]:
    """The dates that absences have moved steps away from: those of the plan, or where somebody decided otherwise, those
    before the first move after that."""
    query = select(FollowUpEvent).where(FollowUpEvent.follow_up_id.in_([one.follow_up.id for one in left]))
    events: dict[int, list[FollowUpEvent]] = {}
    for event in session.scalars(query.order_by(FollowUpEvent.id)):
        events.setdefault(event.follow_up_id, []).append(event)
    found = {}
    for one in left:
        row, planned, happened = one.follow_up, _as_planned(one), events.get(one.follow_up.id, [])
        away = list(_last_moves(happened))
        if away == happened:  # nobody decided anything
            if away or days.hold(planned.opens_on) or days.hold(planned.due_on):
                found[row.id] = planned
        elif away:
            found[row.id] = Dates(row.planned_on, *(date.fromisoformat(str(away[0].before[name])) for name in _WINDOW))
    return found


def _as_planned(one: Dated) -> Dates:
    """What the plan itself says of a step, before anything moved it; its window closes when it does."""
    row, step = one.follow_up, one.step
    opens_on = row.planned_on + timedelta(days=step.opens - step.days)
    return Dates(row.planned_on, opens_on, row.planned_on, row.closes_on)


_WINDOW = ("opens_on", "due_on", "closes_on")


def _last_moves(events: Sequence[FollowUpEvent]) -> Iterator[FollowUpEvent]:
    """The moves by absences after which nobody decided otherwise, the first one first."""
    others = [place for place, event in enumerate(events) if event.kind != "away"]
    yield from events[others[-1] + 1 if others else 0 :]


def _redate(
    session: Session,
    left: Sequence[Dated],
    calendar: Calendar,
    start: Callable[[FollowUp], Dates | None],
    *,
    actor: Actor,
    at: Moment,
) -> int:
    """Date anew what was not asked yet, from the dates that `start` gives; returns how many changed."""
    moved = 0
    for one in left:
        row, dates = one.follow_up, start(one.follow_up)
        if dates is None or row.occasion_id is not None or row.due_on < one.today:
            continue
        found = around(row.kind, dates, calendar, before=row.days < 0, today=one.today)
        if found == dates_as_they_are(row):
            continue
        before = {name: getattr(row, name).isoformat() for name in _WINDOW} | {"occasion": None}
        row.opens_on, row.due_on, row.closes_on = found.opens_on, found.due_on, found.closes_on
        event = FollowUpEvent(follow_up_id=row.id, kind="away", by_id=actor.person_id, reason="", before=before)
        event.happened_at = at.business
        session.add(event)
        moved += 1
    return moved


def dates_as_they_are(row: FollowUp) -> Dates:
    """The dates of a follow-up."""
    return Dates(row.planned_on, row.opens_on, row.due_on, row.closes_on)


def _record(session: Session, verb: str, person: Person, days: Days, moved: int, *, actor: Actor, at: Moment) -> None:
    details = {"first": days.first.isoformat(), "last": days.last.isoformat(), "moved": moved}
    on = ("person", person.public_id)
    trail.record(session, actor=actor, verb=verb, on=on, at=at, details=details)
