"""Trainings that still ask something: cohorts with follow-ups ahead, or with a training that is not over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Assessment
from kamcoach.clock import Moment
from kamcoach.insights.selecting import Selection
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.models import Cohort, Enrolment, Programme


@dataclass(frozen=True, slots=True)
class RunningCohort:
    """A cohort that runs: its people of the selection, and when their next fixed measure is due (None: no more, or
    the training has to be finished first, which dates them)."""

    public_id: str
    name: str
    programme: str
    people: int
    is_finished: bool
    next_due: date | None


@dataclass(frozen=True, slots=True)
class Running:
    """The first cohorts that run, and how many do in all."""

    cohorts: Sequence[RunningCohort]
    total: int


def running(session: Session, selection: Selection, *, most: int, actor: Actor, at: Moment) -> Running:
    """Cohorts that run with people of a selection, at most so many, what is due next first. Two queries."""
    query = _query(selection, actor.today(at)).subquery()
    total = session.scalar(select(func.count()).select_from(query)) or 0
    nothing_due = case((query.c.next_due.is_(None), 1), else_=0)
    rows = session.execute(select(query).order_by(nothing_due, query.c.next_due, query.c.id).limit(most))
    return Running(
        [
            RunningCohort(row.public_id, row.name, row.programme, row.people, row.finished_at is not None, row.next_due)
            for row in rows
        ],
        total,
    )


def _query(selection: Selection, today: date) -> Select[*tuple[Any, ...]]:
    is_measure = and_(FollowUp.kind == "measure", FollowUp.due_on >= today)
    return (
        select(
            Cohort.id,
            Cohort.public_id,
            Cohort.name,
            Cohort.finished_at,
            Programme.name.label("programme"),
            func.count(func.distinct(Enrolment.id)).label("people"),
            func.min(case((is_measure, FollowUp.due_on))).label("next_due"),
        )
        .join(Programme, Programme.id == Cohort.programme_id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(FollowUp, and_(FollowUp.enrolment_id == Enrolment.id, *_ahead(today)))
        .where(*selection.conditions(today), or_(Enrolment.attended.is_(None), Enrolment.attended.is_(True)))
        .group_by(Cohort.id, Cohort.public_id, Cohort.name, Cohort.finished_at, Programme.name)
        .having(or_(Cohort.finished_at.is_(None), func.count(FollowUp.id) > 0))
    )


def _ahead(today: date) -> Sequence[ColumnElement[bool]]:
    answered = exists().where(
        Assessment.occasion_id == FollowUp.occasion_id,
        Assessment.relation == "self",
        Assessment.submitted_at.is_not(None),
    )
    return (FollowUp.waived_at.is_(None), FollowUp.held_on.is_(None), FollowUp.closes_on >= today, ~answered)
