"""Who else might observe whom, so that no form comes too late (method.md §1.5)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments.scheduling.load import WEEK
from assessments.scheduling.sharing import room_in, share
from kamcoach.clock import Moment
from kamcoach.people.lines import holders_of
from kamcoach.people.models import Person, RoleGrant
from kamcoach.permissions.roles import Role
from kamcoach.plans.loads import Form, Measure, forms_ahead
from kamcoach.training.models import Enrolment

MOST_SUGGESTED = 40
"""So many people are shared out on one page; the next come when these are."""
_COACHES_LOOKED_AT, _COACHES_OFFERED = 20, 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody whose form would come too late: who observes now, who could instead, the best choice first."""

    enrolment: Enrolment
    observer_id: int
    choices: Sequence[int]


def suggestions(
    session: Session,
    forms: Sequence[Form],
    measures: Sequence[Measure],
    enrolments: Sequence[Enrolment],
    *,
    at: Moment,
) -> Sequence[Suggestion]:
    """For each person of a cohort whose observer comes too late at a measure: who could observe instead.

    Coach and manager first, then the coaches who observe fewest, each only as far as their weeks have room.
    """
    ours = {one.id: one for one in enrolments}
    too_late = [one for one in forms if one.day is None and one.step.kind == "measure" and one.enrolment_id in ours]
    late = [ours[key] for key in sorted({one.enrolment_id for one in too_late})]
    if not late:
        return []
    full = {one.observer_id for one in too_late}
    liked = _liked(session, [one.person_id for one in late], full, at)
    pool = _coaches(session, full)
    held = _held(session, {*pool, *(key for keys in liked.values() for key in keys)}, measures, at)
    room = min(room_in((one.closes_on - one.opens_on).days + 1) for one in too_late)
    chosen = share(liked, held, room=room, pool=pool)
    return [_suggestion(one, chosen.get(one.person_id), liked[one.person_id], pool) for one in late]


def _suggestion(enrolment: Enrolment, best: int | None, liked: Sequence[int], pool: Sequence[int]) -> Suggestion:
    others = [key for key in pool if key != enrolment.person_id][:_COACHES_OFFERED]
    choices = list(dict.fromkeys([*([best] if best is not None else []), *liked, *others]))
    return Suggestion(enrolment, enrolment.observer_id or 0, choices)


def _liked(
    session: Session, person_ids: Sequence[int], full: Collection[int], at: Moment
) -> Mapping[int, Sequence[int]]:
    """Coach and manager of each person, as far as they can be reached and are not those who come too late."""
    days = dict.fromkeys(person_ids, at.today("UTC"))
    lines = [holders_of(session, kind, days) for kind in ("coach", "manager")]
    holders = {line[key] for line in lines for key in line} - set(full)
    here = set(session.scalars(select(Person.id).where(Person.id.in_(holders), Person.disabled_at.is_(None))))
    return {
        key: list(dict.fromkeys(line[key] for line in lines if line.get(key) in here and line.get(key) != key))
        for key in person_ids
    }


def _coaches(session: Session, full: Collection[int]) -> Sequence[int]:
    """The coaches who observe fewest people, without those who come too late."""
    observes = select(func.count()).where(Enrolment.observer_id == Person.id).correlate(Person).scalar_subquery()
    query = (
        select(Person.id)
        .join(RoleGrant, (RoleGrant.person_id == Person.id) & (RoleGrant.role == Role.COACH))
        .where(Person.disabled_at.is_(None), Person.name.is_not(None), Person.id.not_in(full))
    )
    return session.scalars(query.order_by(observes, Person.id).limit(_COACHES_LOOKED_AT)).all()


def _held(
    session: Session, observer_ids: Collection[int], measures: Sequence[Measure], at: Moment
) -> Mapping[int, int]:
    """How many forms each has at the fullest of these measures, whatever cohort they come from."""
    theirs = forms_ahead(session, observer_ids, at=at)
    found = dict.fromkeys(observer_ids, 0)
    for measure in measures:
        first = measure.opens_on - timedelta(days=WEEK - 1)
        count = dict.fromkeys(observer_ids, 0)
        for one in theirs:
            count[one.observer_id] += one.day is not None and first <= one.day <= measure.closes_on
        found = {key: max(found[key], count[key]) for key in found}
    return found
