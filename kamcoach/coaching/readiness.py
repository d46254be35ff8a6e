"""Whether a cohort is ready: the managers' talks before its training and after it (method.md §1.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from assessments.scheduling.states import State
from kamcoach.clock import Moment
from kamcoach.coaching import queries
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.reinforcement.models import FollowUp
from kamcoach.reinforcement.queries import RUNNING, Dated
from kamcoach.training.models import Cohort
from kamcoach.training.queries import EnrolmentRow
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day

READY = 0.8
"""Below this share of talks held before the training a cohort is not ready."""


@dataclass(frozen=True, slots=True)
class Side:
    """The talks before the training, or after it: how many have a date, and how many were held."""

    dated: int
    held: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody whose talk is missing, and what is known of it."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Talks:
    """The talks of the people whom the reader sees in a cohort; those that were waived are left out."""

    people: int
    before: Side
    after: Side
    missing: Sequence[Missing]
    to_nudge: Sequence[FollowUp]
    is_not_ready: bool


def of_cohort(
    session: Session, enrolments: Sequence[EnrolmentRow], cohort: Cohort, *, today: date, at: Moment
) -> Talks:
    """The talks of these enrolments. What is missing are the ones before the training until its first day, and the ones
    after it from its end on. Three queries."""
    dated = reinforcement.of_enrolments(session, [one.enrolment.id for one in enrolments], at=at, kind="talk")
    before = {one.follow_up.enrolment_id: one for one in dated if one.step.before}
    after = {one.follow_up.enrolment_id: one for one in dated if not one.step.before}
    is_before = today < cohort.first_day
    asked = before if is_before else after
    managers = queries.managers_of(session, [one.enrolment.person_id for one in enrolments], on=today)
    waived = [key for key, one in asked.items() if one.state == State.WAIVED]
    wanted = [one for one in enrolments if one.enrolment.id not in waived]
    lacking = [
        (one, managers.get(one.enrolment.person_id))
        for one in wanted
        if (is_before or after) and not _is_held(asked.get(one.enrolment.id))
    ]
    held = sum(_is_held(one) for one in before.values())
    return Talks(
        people=len(wanted),
        before=Side(len(before), held),
        after=Side(len(after), sum(_is_held(one) for one in after.values())),
        missing=[Missing(one.name, _why(asked.get(one.enrolment.id), manager)) for one, manager in lacking],
        to_nudge=[
            asked[one.enrolment.id].follow_up
            for one, _manager in lacking
            if one.enrolment.id in asked and asked[one.enrolment.id].state in RUNNING
        ],
        is_not_ready=is_before and bool(wanted) and held < READY * len(wanted),
    )


def _is_held(dated: Dated | None) -> bool:
    return dated is not None and dated.follow_up.held_on is not None


def _why(dated: Dated | None, manager: str | None) -> str:
    if manager is None:
        return _("nobody manages them here: name a manager first")
    if dated is None:
        return _("enrolled or trained too late for it")
    row = dated.follow_up
    if dated.state == State.PLANNED:
        return _("%(manager)s, from %(day)s on", manager=manager, day=near_day(row.opens_on))
    if dated.state == State.MISSED:
        return _("%(manager)s, not marked as held by %(day)s", manager=manager, day=near_day(row.closes_on))
    return _("%(manager)s, at the latest %(day)s", manager=manager, day=near_day(row.closes_on))
