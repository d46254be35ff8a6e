"""What the simulated people still have to answer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Result, Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from kamcoach.assessing.models import Answer, Assessment, Occasion, Subject
from kamcoach.clock import Moment
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Person
from kamcoach.portfolio.models import KeyAccount, TeamMember
from kamcoach.signin.models import BrowserSession
from kamcoach.training.models import Cohort, Enrolment, ProgrammeBehaviour


@dataclass(frozen=True, slots=True)
class Owed:
    """One open assessment that nobody has begun; people by employee number, which is what chance goes by."""

    public_id: str
    rater_id: int
    rater: str
    subject: str
    relation: str
    time_zone: str
    country: str
    content_hash: str
    asked: list[str] | None
    title: str
    series: str | None
    phase: str
    day: int | None
    opens_on: date
    due_on: date
    closes_on: date
    closes_at: datetime
    created_at: datetime

    @property
    def in_cycle(self) -> bool:
        """Whether a cycle asks, not a training."""
        return self.day is None

    @property
    def key(self) -> tuple[object, ...]:
        """The same in every build: random ids are not."""
        return (self.rater, self.subject, self.relation, self.title, self.phase, self.day)


def owed(session: Session, *, at: Moment, since: datetime, for_visitors: bool) -> Sequence[Owed]:
    """Open assessments that no one has begun; those that closed after `since` could still be answered before."""
    params = {"at": at.business, "since": since}
    rows: Result[*tuple[Any, ...]] = session.execute(_open_seats(for_visitors), params)
    return [Owed(*row) for row in rows]


@cache
def _open_seats(for_visitors: bool) -> Select[*tuple[Any, ...]]:
    rater, subject = aliased(Person), aliased(Person)
    begun = select(Answer.item).where(Answer.assessment_id == Assessment.id).exists()
    query = (
        select(
            Assessment.public_id,
            rater.id,
            rater.employee_number,
            subject.employee_number,
            Assessment.relation,
            rater.time_zone,
            rater.country,
            ContentVersion.content_hash,
            Occasion.asked,
            Occasion.title,
            Occasion.series,
            Occasion.phase,
            Occasion.day,
            Occasion.opens_on,
            Occasion.due_on,
            Occasion.closes_on,
            Occasion.closes_at,
            Occasion.created_at,
        )
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(ContentVersion, ContentVersion.id == Occasion.instrument_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .join(subject, subject.id == Subject.person_id)
        .join(rater, rater.id == Assessment.rater_id)
        .where(Assessment.submitted_at.is_(None), Assessment.ended_on.is_(None))
        .where(rater.disabled_at.is_(None), rater.employee_number.is_not(None))
        .where(subject.employee_number.is_not(None), Occasion.purpose == "development")
        .where(Occasion.released_at.is_(None), Occasion.withdrawn_at.is_(None))
        .where(Occasion.opens_at <= bindparam("at"), Occasion.closes_at > bindparam("since"), ~begun)
        .order_by(Assessment.id)
    )
    if for_visitors:
        return query
    return query.where(~select(BrowserSession.id).where(BrowserSession.person_id == rater.id).exists())


def trained_by_series(session: Session, series: Collection[str | None]) -> Mapping[str, frozenset[str]]:
    """The measures that the training behind each series trains."""
    query = (
        select(Enrolment.public_id, ProgrammeBehaviour.measure)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(ProgrammeBehaviour, ProgrammeBehaviour.programme_id == Cohort.programme_id)
        .where(Enrolment.public_id.in_(series))
    )
    found: dict[str, frozenset[str]] = {}
    for public_id, measure in session.execute(query):
        found[public_id] = found.get(public_id, frozenset()) | {measure}
    return found


def accounts_of(session: Session, numbers: Collection[str], *, before: date) -> Mapping[str, Sequence[str]]:
    """The public ids of the key accounts that each person has worked on since before a day, by employee number."""
    query = (
        select(Person.employee_number, KeyAccount.public_id)
        .join(TeamMember, TeamMember.person_id == Person.id)
        .join(KeyAccount, KeyAccount.id == TeamMember.key_account_id)
        .where(Person.employee_number.in_(numbers), TeamMember.from_date < before)
        .where(TeamMember.to_date.is_(None), KeyAccount.closed_on.is_(None))
        .order_by(KeyAccount.name)
    )
    found: dict[str, list[str]] = {}
    for number, account in session.execute(query):
        found.setdefault(number or "", []).append(account)
    return found
