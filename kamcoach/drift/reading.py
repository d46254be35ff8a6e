"""Reading what was released of a follow-up, once: the word on each focus behaviour, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from assessments.scoring.sticking import Measured, Point, Verdict, judge
from kamcoach.assessing.models import Occasion, Result
from kamcoach.clock import Moment
from kamcoach.drift.barriers import tasks_from
from kamcoach.drift.following import follow
from kamcoach.drift.models import DriftMark
from kamcoach.people.models import Person
from kamcoach.reinforcement.models import FollowUp
from kamcoach.reinforcement.services import lock
from kamcoach.training import queries as training_queries

SOURCES = ("self", "observer")
_MEASURING = ("measure", "pulse")


def unread(session: Session, *, most: int) -> Sequence[int]:
    """Follow-ups whose occasion was released and that nobody has read yet, the oldest release first."""
    return session.scalars(_unread(), {"most": most}).all()


@cache
def _unread() -> Select[int]:
    """Built once a process: the worker asks at every tick. The index of what is not read holds only what is open."""
    return (
        select(FollowUp.id)
        .join(Occasion, Occasion.id == FollowUp.occasion_id)
        .where(FollowUp.read_at.is_(None), FollowUp.occasion_id.is_not(None), Occasion.released_at.is_not(None))
        .order_by(Occasion.released_at, FollowUp.id)
        .limit(bindparam("most"))
    )


def read(session: Session, follow_up_id: int, *, at: Moment) -> Sequence[DriftMark]:
    """Read a released follow-up, once: returns the marks that are new. What stopped somebody becomes tasks."""
    follow_up = lock(session, follow_up_id)
    if follow_up.read_at is not None or follow_up.occasion_id is None:
        return []
    follow_up.read_at = at.business
    tasks_from(session, follow_up, follow_up.occasion_id, at=at)
    if follow_up.kind not in _MEASURING or follow_up.days < 0:
        return []
    return _judge_focus(session, follow_up, at)


@dataclass(slots=True)
class _Said:
    """One measure of one behaviour: its occasion, and the value of each source with its day."""

    occasion_id: int
    by: dict[str, Point] = field(default_factory=dict)

    @property
    def measured(self) -> Measured:
        return Measured(self.by.get("self"), self.by.get("observer"))


def _judge_focus(session: Session, follow_up: FollowUp, at: Moment) -> Sequence[DriftMark]:
    about = training_queries.trainings(session, [follow_up.enrolment_id])[follow_up.enrolment_id]
    zone = session.get_one(Person, follow_up.person_id).time_zone
    said = _said(session, follow_up.enrolment_id, zone)
    marks = []
    for code in about.focus:
        measures = said.get(f"{about.instrument_code}/{code}", [])
        if not any(one.occasion_id == follow_up.occasion_id for one in measures):
            continue  # this one did not ask about it, or nobody could say
        verdict = judge([one.measured for one in measures], own_before=None, on=at.today(zone))
        mark, was_fading = _mark(session, follow_up.enrolment_id, code, measures[-1], verdict, at)
        if mark is not None:
            marks.append(mark)
            follow(session, mark, follow_up, about, is_new=not was_fading, last_asked_on=_last_day(measures[-1]), at=at)
    return marks


def _said(session: Session, enrolment_id: int, zone: str) -> Mapping[str, Sequence[_Said]]:
    """The released values after the training by measure, in order of time."""
    query = (
        select(FollowUp.occasion_id, Result.measure, Result.relation, Result.value, Result.occurred_at)
        .join(Result, Result.occasion_id == FollowUp.occasion_id)
        .where(FollowUp.enrolment_id == enrolment_id, FollowUp.kind.in_(_MEASURING), FollowUp.days >= 0)
        .where(Result.relation.in_(SOURCES), Result.value.is_not(None))
        .order_by(FollowUp.due_on, FollowUp.id, Result.id)
    )
    found: dict[str, dict[int, _Said]] = {}
    for row in session.execute(query):
        one = found.setdefault(row.measure, {}).setdefault(row.occasion_id, _Said(row.occasion_id))
        one.by[row.relation] = Point(Moment(row.occurred_at, row.occurred_at).today(zone), row.value)
    return {measure: list(by_occasion.values()) for measure, by_occasion in found.items()}


def _last_day(said: _Said) -> date:
    return max(point.on for point in said.by.values())


def _mark(
    session: Session, enrolment_id: int, code: str, last: _Said, verdict: Verdict, at: Moment
) -> tuple[DriftMark | None, bool]:
    """End what the earlier measures brought and mark what this one brings: (the mark, whether it faded before)."""
    query = select(DriftMark).where(DriftMark.enrolment_id == enrolment_id, DriftMark.measure == code)
    earlier = session.scalars(query.where(DriftMark.ended_at.is_(None))).all()
    if any(mark.occasion_id == last.occasion_id for mark in earlier):
        return None, False  # a later measure was read before this one, and says it already
    for mark in earlier:
        mark.ended_at = at.business
    was_fading = any(mark.word == "fading" for mark in earlier)
    if verdict.word not in ("ask", "fading") or verdict.reached is None:
        return None, was_fading
    mark = DriftMark(
        enrolment_id=enrolment_id,
        measure=code,
        occasion_id=last.occasion_id,
        word=verdict.word,
        reached=verdict.reached,
        since=list(verdict.since),
        sources=last.measured.sources,
        read_at=at.business,
    )
    session.add(mark)
    session.flush()
    return mark, was_fading
