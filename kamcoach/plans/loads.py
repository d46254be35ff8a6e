"""What the observers of a cohort are asked, week by week."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.scheduling.forecast import spread
from assessments.scheduling.load import OBSERVER_FORMS
from assessments.scheduling.plan import Plan, Step
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.reinforcement.dating import Almanac, whole_plans
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.models import Enrolment


@dataclass(frozen=True, slots=True)
class Form:
    """One form that an observer will be asked about one person; `day` is when, None when its window is over first."""

    observer_id: int
    enrolment_id: int
    step: Step
    opens_on: date
    closes_on: date
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What one observer is asked at one measure: forms in all, in which week (Mondays) how many, how many too late."""

    observer_id: int
    forms: int
    weeks: Sequence[tuple[date, int]]
    late: int

    @property
    def is_easy(self) -> bool:
        """Whether it is done in a week and in time."""
        return self.forms <= OBSERVER_FORMS and not self.late


@dataclass(frozen=True, slots=True)
class Measure:
    """One fixed measure of the cohort with its observers, those with the most forms first."""

    step: Step
    opens_on: date
    closes_on: date
    shares: Sequence[Share]


def observers_of(session: Session, cohort_id: int) -> Collection[int]:
    """Everybody who observes somebody in a cohort."""
    query = select(Enrolment.observer_id).where(Enrolment.cohort_id == cohort_id, Enrolment.observer_id.is_not(None))
    return {one for one in session.scalars(query) if one is not None}


def forms_ahead(session: Session, observer_ids: Collection[int], *, at: Moment) -> Sequence[Form]:
    """Every form that is still to be asked of some observers, in whatever cohort, with its day.

    What is dated counts with its dates, what waits for the end of a training with those that its plan gives. What is
    open already does not count, nor what the engine asks besides.
    """
    query = select(Enrolment).where(Enrolment.observer_id.in_(observer_ids))
    enrolments = session.scalars(query.where(Enrolment.attended.is_distinct_from(False))).all()
    dated = list(_dated(session, enrolments, at))
    there = {(one.enrolment_id, one.step.code) for one in dated}
    return list(_with_days([*dated, *_to_be_dated(session, enrolments, there, at)]))


def _dated(session: Session, enrolments: Sequence[Enrolment], at: Moment) -> Iterable[Form]:
    observers = {one.id: one.observer_id for one in enrolments}
    query = (
        select(FollowUp.enrolment_id, FollowUp.plan_id, FollowUp.step, FollowUp.opens_on, FollowUp.closes_on)
        .join(Enrolment, Enrolment.id == FollowUp.enrolment_id)
        .where(Enrolment.observer_id.in_({one.observer_id for one in enrolments}), FollowUp.waived_at.is_(None))
        .where(FollowUp.occasion_id.is_(None), FollowUp.opens_on > at.today("UTC"), FollowUp.measure.is_(None))
    )
    rows = session.execute(query.order_by(FollowUp.id)).all()
    asking = {key: _asking(plan) for key, plan in _plans(session, {row.plan_id for row in rows}).items()}
    for row in rows:
        observer_id, step = observers.get(row.enrolment_id), asking[row.plan_id].get(row.step)
        if observer_id is not None and step is not None:
            yield Form(observer_id, row.enrolment_id, step, row.opens_on, row.closes_on)


def _plans(session: Session, ids: set[int]) -> Mapping[int, Plan]:
    versions = session.scalars(select(ContentVersion).where(ContentVersion.id.in_(ids)))
    return {row.id: library.as_plan(row) for row in versions}


def _asking(plan: Plan) -> Mapping[str, Step]:
    """The steps of a plan that ask an observer, by code."""
    return {step.code: step for step in plan.dated() if "observer" in step.raters}


def _to_be_dated(
    session: Session, enrolments: Sequence[Enrolment], there: set[tuple[int, str]], at: Moment
) -> Iterable[Form]:
    waiting = [one for one in enrolments if one.attended is None or one.waits_since is not None]
    for one, _version, dated in whole_plans(session, waiting, Almanac(), at=at):
        for step, dates in dated:
            is_new = (one.id, step.code) not in there and not step.before
            if is_new and "observer" in step.raters and one.observer_id is not None:
                yield Form(one.observer_id, one.id, step, dates.opens_on, dates.closes_on)


def _with_days(forms: Sequence[Form]) -> Iterable[Form]:
    by_observer: dict[int, list[Form]] = {}
    for one in sorted(forms, key=lambda form: (form.opens_on, form.closes_on, form.enrolment_id)):
        by_observer.setdefault(one.observer_id, []).append(one)
    for theirs in by_observer.values():
        days = spread([(one.opens_on.toordinal(), one.closes_on.toordinal()) for one in theirs])
        for one, day in zip(theirs, days, strict=True):
            when = date.fromordinal(day) if day is not None else None
            yield Form(one.observer_id, one.enrolment_id, one.step, one.opens_on, one.closes_on, when)


def measures(forms: Sequence[Form], enrolment_ids: set[int]) -> Sequence[Measure]:
    """The fixed measures of some enrolments, in order of time, with what each asks of whom."""
    found: dict[str, list[Form]] = {}
    for one in forms:
        if one.enrolment_id in enrolment_ids and one.step.kind == "measure":
            found.setdefault(one.step.code, []).append(one)
    return sorted((_measure(theirs) for theirs in found.values()), key=lambda measure: measure.opens_on)


def _measure(forms: Sequence[Form]) -> Measure:
    by_observer: dict[int, list[Form]] = {}
    for one in forms:
        by_observer.setdefault(one.observer_id, []).append(one)
    shares = [_share(key, theirs) for key, theirs in by_observer.items()]
    shares.sort(key=lambda one: (-one.late, -one.forms, one.observer_id))
    opens, closes = min(one.opens_on for one in forms), max(one.closes_on for one in forms)
    return Measure(forms[0].step, opens, closes, shares)


def _share(observer_id: int, forms: Sequence[Form]) -> Share:
    weeks = Counter(one.day - timedelta(days=one.day.weekday()) for one in forms if one.day is not None)
    return Share(observer_id, len(forms), sorted(weeks.items()), sum(one.day is None for one in forms))
