"""Every programme and cohort with its curve: whether there is one yet, and when its next point comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from assessments.statistics.describing import FEWEST
from kamcoach.assessing.models import Occasion
from kamcoach.clock import Moment
from kamcoach.insights.curve_queries import readable
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.models import Cohort, Enrolment, Programme


@dataclass(frozen=True, slots=True)
class Listed:
    """A cohort: how many take part, whether enough of them have answered before and after, and the next due day."""

    cohort: Cohort
    people: int
    has_curve: bool
    next_due: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """A programme with its cohorts, the newest training first."""

    programme: Programme
    cohorts: Sequence[Listed]


def every_curve(session: Session, *, actor: Actor, at: Moment) -> Sequence[Group]:
    """Programmes by name. Three queries, whatever there is."""
    query = select(Cohort, Programme).join(Programme, Programme.id == Cohort.programme_id)
    rows = session.execute(
        query.where(readable(actor, at)).order_by(Programme.name, Cohort.first_day.desc(), Cohort.id.desc())
    ).all()
    heard, due = _heard(session), _next_due(session, actor.today(at))
    found: dict[int, tuple[Programme, list[Listed]]] = {}
    for row in rows:
        people, before, after = heard.get(row.Cohort.id, (0, 0, 0))
        listed = Listed(row.Cohort, people, min(before, after) >= FEWEST, due.get(row.Cohort.id))
        found.setdefault(row.Programme.id, (row.Programme, []))[1].append(listed)
    return [Group(programme, cohorts) for programme, cohorts in found.values()]


def _heard(session: Session) -> Mapping[int, tuple[int, int, int]]:
    """By cohort: people who take part, those with a released baseline, those with a released fixed day."""

    def of(phase: str) -> Any:
        return func.count(func.distinct(case((Occasion.phase == phase, Enrolment.id))))

    released = and_(
        Occasion.series == Enrolment.public_id,
        Occasion.phase.in_(("baseline", "fixed")),
        Occasion.released_at.is_not(None),
    )
    query = (
        select(Enrolment.cohort_id, func.count(func.distinct(Enrolment.id)), of("baseline"), of("fixed"))
        .outerjoin(Occasion, released)
        .where(or_(Enrolment.attended.is_(None), Enrolment.attended.is_(True)))
        .group_by(Enrolment.cohort_id)
    )
    rows: Sequence[Any] = session.execute(query).all()
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _next_due(session: Session, today: date) -> Mapping[int, date]:
    query = (
        select(Enrolment.cohort_id, func.min(FollowUp.due_on))
        .join(Enrolment, Enrolment.id == FollowUp.enrolment_id)
        .outerjoin(Occasion, Occasion.id == FollowUp.occasion_id)
        .where(FollowUp.kind == "measure", FollowUp.days > 0, FollowUp.due_on >= today)
        .where(Occasion.released_at.is_(None))
        .group_by(Enrolment.cohort_id)
    )
    return {cohort: due for cohort, due in session.execute(query)}
