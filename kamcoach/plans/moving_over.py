"""Moving people over to another plan: the difference for each, and doing it. Only what lies ahead changes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from assessments.scheduling.dates import Dates
from assessments.scheduling.plan import Plan, Step
from assessments.scheduling.replanning import Difference, Promised, Wanted, difference
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.calendars import calendars_of
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement.adaptive import step_of
from kamcoach.reinforcement.dating import Almanac, follow_up_row
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from kamcoach.trail import services as trail
from kamcoach.training import queries as training_queries
from kamcoach.training.models import Enrolment

CHUNK = 20
"""People in one write."""


@dataclass(frozen=True, slots=True)
class Move:
    """What moving over does to one enrolment, with the follow-ups that are there by their step."""

    enrolment: Enrolment
    difference: Difference
    follow_ups: Mapping[str, FollowUp]


def differences(
    session: Session, enrolments: Sequence[Enrolment], version: ContentVersion, *, at: Moment
) -> Sequence[Move]:
    """What would change for each of these enrolments, in six queries at most; nothing is changed."""
    ids = [one.id for one in enrolments]
    there = _follow_ups(session, ids)
    steps = _steps(session, {one.plan_id for each in there.values() for one in each})
    dropped = _dropped(session, [one.id for each in there.values() for one in each if one.waived_at is not None])
    about = training_queries.trainings(session, ids)
    calendars, almanac = calendars_of(session, {one.person_id for one in enrolments}), Almanac()
    found = []
    for one in enrolments:
        calendar = calendars[one.person_id]
        today = at.today(calendar.zone)
        dated = almanac.dates(version, about[one.id], calendar, on=today)
        wanted = [Wanted(step, dates) for step, dates in dated if step.before or one.attended]
        theirs = there.get(one.id, [])
        promised = [_promised(row, steps[row.plan_id], today, row.id in dropped) for row in theirs]
        found.append(Move(one, difference(promised, wanted), {row.step: row for row in theirs}))
    return found


def _follow_ups(session: Session, enrolment_ids: Sequence[int]) -> Mapping[int, Sequence[FollowUp]]:
    found: dict[int, list[FollowUp]] = {}
    query = select(FollowUp).where(FollowUp.enrolment_id.in_(enrolment_ids)).order_by(FollowUp.id)
    for one in session.scalars(query):
        found.setdefault(one.enrolment_id, []).append(one)
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """A plan and its steps by code, repetitions one by one: looking one up in the plan builds it anew."""

    plan: Plan
    steps: Mapping[str, Step]

    def step(self, row: FollowUp) -> Step:
        """The step of a follow-up."""
        return self.steps[row.step] if row.measure is None else step_of(self.plan, row)


def _steps(session: Session, ids: set[int]) -> Mapping[int, _Known]:
    versions = session.scalars(select(ContentVersion).where(ContentVersion.id.in_(ids)))
    plans = {row.id: library.as_plan(row) for row in versions}
    return {key: _Known(plan, {step.code: step for step in plan.dated()}) for key, plan in plans.items()}


def _dropped(session: Session, waived: Sequence[int]) -> set[int]:
    """Which of these were waived because an earlier move took them out of the plan."""
    last = select(func.max(FollowUpEvent.id)).where(FollowUpEvent.follow_up_id.in_(waived))
    query = select(FollowUpEvent.follow_up_id).where(
        FollowUpEvent.id.in_(last.group_by(FollowUpEvent.follow_up_id)), FollowUpEvent.kind == "replanned"
    )
    return set(session.scalars(query)) if waived else set()


def _promised(row: FollowUp, known: _Known, today: date, is_dropped: bool) -> Promised:
    dates = Dates(row.planned_on, row.opens_on, row.due_on, row.closes_on)
    is_over = row.occasion_id is not None or row.held_on is not None or row.waived_at is not None
    is_settled = is_over or row.opens_on <= today or row.measure is not None  # the last: no plan has it
    return Promised(known.step(row), dates, is_settled, is_dropped)


Shape = tuple[tuple[str, ...], ...]
"""What changes, without the dates that differ from country to country: the steps' codes, by what happens to them."""


def shape_of(found: Difference) -> Shape:
    """What a difference does, the same for everybody to whom the same happens."""
    return (
        tuple(one.step.code for one in found.changed),
        tuple(f"{old.step.code}:{old.step.days}:{one.step.days}" for old, one in found.moved),
        tuple(one.step.code for one in found.added),
        tuple(one.step.code for one in found.dropped),
    )


def print_of(moves: Sequence[Move]) -> str:
    """A fingerprint of what is about to happen, so that nothing else does."""
    told = sorted((one.enrolment.id, shape_of(one.difference)) for one in moves)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def move_over(
    session: Session, enrolment_ids: Sequence[int], version: ContentVersion, *, actor: Actor, at: Moment
) -> int:
    """Move people over, each whole, as it is at this moment: what opened meanwhile stays. Returns how many changed."""
    held = session.scalars(
        select(Enrolment).where(Enrolment.id.in_(enrolment_ids)).order_by(Enrolment.id).with_for_update()
    ).all()
    session.execute(select(FollowUp.id).where(FollowUp.enrolment_id.in_(enrolment_ids)).with_for_update())
    moves = differences(session, held, version, at=at)
    changed = [one for one in moves if one.enrolment.plan_id != version.id or not one.difference.is_nothing]
    rows = list[dict[str, object]]()
    for one in changed:
        rows += _apply(session, one, version, actor, at)
        before = one.enrolment.plan_id
        one.enrolment.plan_id = version.id
        details = {"to": f"{version.code}/{version.version}", "from": before, "shape": shape_of(one.difference)}
        on = ("enrolment", one.enrolment.public_id)
        trail.record(session, actor=actor, verb="plan replaced", on=on, at=at, details=details)
    session.flush()
    if rows:
        session.execute(insert(FollowUp), rows)
    return len(changed)


def _apply(
    session: Session, move: Move, version: ContentVersion, actor: Actor, at: Moment
) -> Sequence[dict[str, object]]:
    """Change the follow-ups of one enrolment; returns the rows of those that come anew."""
    found, new = move.difference, list[dict[str, object]]()
    dated = [*((one, True) for _, one in found.moved), *((one, True) for one in found.added)]
    for one, takes_dates in [*((one, False) for one in found.changed), *dated]:
        row = move.follow_ups.get(one.step.code)
        if row is None:
            new.append(follow_up_row(move.enrolment, version, one.step, one.dates))
            continue
        _note(session, row, actor, at)
        row.plan_id, row.kind, row.days, row.waived_at = version.id, one.step.kind, one.step.days, None
        if takes_dates:
            dates = one.dates
            row.planned_on, row.opens_on, row.due_on, row.closes_on = (
                dates.planned_on,
                dates.opens_on,
                dates.due_on,
                dates.closes_on,
            )
    for gone in found.dropped:
        row = move.follow_ups[gone.step.code]
        _note(session, row, actor, at)
        row.waived_at = at.business
    return new


def _note(session: Session, row: FollowUp, actor: Actor, at: Moment) -> None:
    before = {
        "opens_on": row.opens_on.isoformat(),
        "due_on": row.due_on.isoformat(),
        "closes_on": row.closes_on.isoformat(),
        "occasion": row.occasion_id,
        "plan": row.plan_id,
        "waived": row.waived_at is not None,
    }
    session.add(
        FollowUpEvent(
            follow_up_id=row.id,
            kind="replanned",
            by_id=actor.person_id,
            reason="",
            before=before,
            happened_at=at.business,
        )
    )
