"""What the observers of a cohort are asked, week by week, and who else might observe whom."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assessments.scheduling.forecast import spread
from assessments.scheduling.load import OBSERVER_FORMS
from assessments.scheduling.plan import Plan, Step
from assessments.scheduling.sharing import room_in, share
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.lines import holders_of
from kamcoach.people.models import Person, RoleGrant
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement.dating import Almanac, whole_plans
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.models import Enrolment

MOST_SUGGESTED = 40
"""So many people are shared out on one page; the next come when these are."""
_COACHES_OFFERED = 5


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
    """What one observer is asked at one measure: how many forms, how many in which week (Mondays), how many too late."""

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


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody whose form would come too late: who observes now, who could instead, the best choice first."""

    enrolment: Enrolment
    observer_id: int
    choices: Sequence[int]


def forms_ahead(session: Session, cohort_id: int, *, at: Moment) -> Sequence[Form]:
    """Every form that is still to be asked of the observers of a cohort, in whatever cohort, with its day.

    What is dated counts with its dates, what waits for the end of a training with those that its plan gives. What is
    open already does not count.
    """
    here = select(Enrolment.observer_id).where(Enrolment.cohort_id == cohort_id, Enrolment.observer_id.is_not(None))
    query = select(Enrolment).where(Enrolment.observer_id.in_(here))
    enrolments = session.scalars(query.where(or_(Enrolment.attended.is_(None), Enrolment.attended))).all()
    dated = list(_dated(session, enrolments, at))
    there = {(one.enrolment_id, one.step.code) for one in dated}
    return list(_with_days([*dated, *_to_be_dated(session, enrolments, there, at)]))


def _dated(session: Session, enrolments: Sequence[Enrolment], at: Moment) -> Iterable[Form]:
    observers = {one.id: one.observer_id for one in enrolments}
    query = (
        select(FollowUp.enrolment_id, FollowUp.plan_id, FollowUp.step, FollowUp.opens_on, FollowUp.closes_on)
        .join(Enrolment, Enrolment.id == FollowUp.enrolment_id)
        .where(Enrolment.observer_id.in_({one.observer_id for one in enrolments}), FollowUp.waived_at.is_(None))
        .where(FollowUp.occasion_id.is_(None), FollowUp.opens_on > at.today("UTC"), FollowUp.kind != "ask")
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
    shares = sorted((_share(key, theirs) for key, theirs in by_observer.items()), key=lambda one: (-one.late, -one.forms))
    opens, closes = min(one.opens_on for one in forms), max(one.closes_on for one in forms)
    return Measure(forms[0].step, opens, closes, shares)


def _share(observer_id: int, forms: Sequence[Form]) -> Share:
    weeks = Counter(one.day - timedelta(days=one.day.weekday()) for one in forms if one.day is not None)
    return Share(observer_id, len(forms), sorted(weeks.items()), sum(one.day is None for one in forms))


def suggestions(
    session: Session, forms: Sequence[Form], enrolments: Sequence[Enrolment], *, at: Moment
) -> Sequence[Suggestion]:
    """For each person of a cohort whose observer comes too late at a measure: who could observe instead.

    Coach and manager first, then the coaches who observe fewest, each only as far as their weeks have room.
    """
    ours = {one.id: one for one in enrolments}
    late = {one.enrolment_id for one in forms if one.day is None and one.enrolment_id in ours and one.step.kind == "measure"}
    days = {ours[key].person_id: at.today("UTC") for key in sorted(late)}
    lines = [holders_of(session, kind, days) for kind in ("coach", "manager")]
    held = Counter({key: len(theirs) for key, theirs in _people_of(forms).items()})
    full = {one.observer_id for one in forms if one.day is None}
    able = _able(session)
    pool = sorted((key for key, is_coach in able.items() if is_coach and key not in full), key=lambda key: (held[key], key))
    wishes = {}
    for person_id in days:
        liked = [line[person_id] for line in lines if person_id in line]
        wishes[person_id] = [one for one in dict.fromkeys(liked) if one in able and one not in full]
    room = min((room_in((one.closes_on - one.opens_on).days + 1) for one in forms if one.step.kind == "measure"), default=1)
    chosen = share(wishes, held, room=room, pool=pool)
    found = []
    for one in (ours[key] for key in sorted(late)):
        best = [chosen[one.person_id]] if one.person_id in chosen else []
        others = [key for key in pool[:_COACHES_OFFERED] if key != one.person_id]
        choices = list(dict.fromkeys([*best, *wishes[one.person_id], *others]))
        found.append(Suggestion(one, one.observer_id or 0, choices))
    return found


def _people_of(forms: Sequence[Form]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one in forms:
        found.setdefault(one.observer_id, set()).add(one.enrolment_id)
    return found


def _able(session: Session) -> Mapping[int, bool]:
    """Everybody who may observe, by id, and whether they coach."""
    coaches = select(RoleGrant.person_id).where(RoleGrant.role == Role.COACH)
    query = select(Person.id, Person.id.in_(coaches)).where(Person.disabled_at.is_(None), Person.name.is_not(None))
    return {row[0]: bool(row[1]) for row in session.execute(query)}
