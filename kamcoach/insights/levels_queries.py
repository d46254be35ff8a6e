"""What the four levels of a programme are read from, as a reader may see it: a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from assessments.statistics.describing import FEWEST
from kamcoach.assessing.models import Assessment, Occasion, Result
from kamcoach.clock import Moment
from kamcoach.insights import curve_queries
from kamcoach.insights.curve_queries import Study, readable
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.recall.models import BoosterCard, BoosterShowing
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.models import Cohort, Enrolment, Programme

_WRONG = 1
"""The rating of a card that was not recalled, as FSRS numbers it; every higher one was right."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A programme, its cohorts that the reader may see, those that are looked at, and the study behind the figures:
    None for an administrator, who sees how many answered and no value of a person's development."""

    programme: Programme
    cohorts: Sequence[Cohort]
    chosen: Sequence[Cohort]
    study: Study | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who takes part, and whether the reader coaches them."""

    enrolment_id: int
    person_id: int
    cohort_id: int
    name: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """Something that was asked about a member after the training: by which step, with which instrument, of whom."""

    enrolment_id: int
    kind: str
    day: int
    instrument: str
    relation: str
    sent_at: datetime | None

    def note_in(self, asked: dict[int, bool]) -> None:
        """Note that the member was asked, and whether somebody has answered; of two raters one is enough."""
        asked[self.enrolment_id] = asked.get(self.enrolment_id, False) or self.sent_at is not None


@dataclass(frozen=True, slots=True)
class Recalled:
    """One member's cards: how many first and later showings were answered, and how many of these were right."""

    enrolment_id: int
    first: int
    first_right: int
    later: int
    later_right: int


def scope(session: Session, public_id: str, cohort: str, *, actor: Actor, at: Moment) -> Scope | None:
    """What a reader looks at; None where they may not know of the programme or of the cohort that they ask for."""
    has_figures = actor.holds(Role.COACH, Role.AUDITOR)
    found = _cohorts(session, public_id, readable(actor, at) if has_figures else false())
    if not found and actor.holds(Role.ADMINISTRATOR):
        has_figures, found = False, _cohorts(session, public_id, Cohort.id.is_not(None))
    cohorts = [row.Cohort for row in found]
    chosen = [one for one in cohorts if one.public_id == cohort] if cohort else cohorts
    if not chosen:
        return None
    study = None
    if has_figures:
        study = (
            curve_queries.of_cohort(session, cohort, actor=actor, at=at)
            if cohort
            else curve_queries.of_programme(session, public_id, actor=actor, at=at)
        )
    return Scope(found[0].Programme, cohorts, chosen, study)


def _cohorts(session: Session, public_id: str, visible: ColumnElement[bool]) -> Sequence[Any]:
    query = select(Cohort, Programme).join(Programme, Programme.id == Cohort.programme_id)
    query = query.where(Programme.public_id == public_id, visible)
    return session.execute(query.order_by(Cohort.first_day, Cohort.id)).all()


def members(session: Session, looked_at: Scope, *, actor: Actor, at: Moment) -> Sequence[Member]:
    """Who takes part, by name; everybody once, as in the curve. One query."""
    coaches = line_runs("coach", person=Enrolment.person_id, holder=actor.person_id, on=actor.today(at))
    is_mine = coaches if actor.holds(Role.COACH) else false()
    order = {cohort.id: place for place, cohort in enumerate(looked_at.chosen)}
    query = (
        select(Enrolment.id, Enrolment.person_id, Enrolment.cohort_id, Person.name, is_mine)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.cohort_id.in_(order), or_(Enrolment.attended.is_(None), Enrolment.attended.is_(True)))
    )
    kept = looked_at.study.silence.people if looked_at.study else None
    found: dict[int, Member] = {}
    for row in sorted(session.execute(query), key=lambda row: (order[row[2]], row[0])):
        if kept is None or row[0] in kept:
            found.setdefault(row[1], Member(row[0], row[1], row[2], row[3] or "", bool(row[4])))
    return sorted(found.values(), key=lambda one: (one.name, one.enrolment_id))


def seats(session: Session, cohorts: Sequence[Cohort]) -> Sequence[Seat]:
    """What was asked after the training: reactions and the fixed measures, a row a rater. One query."""
    query = (
        select(FollowUp.enrolment_id, FollowUp.kind, FollowUp.days, ContentVersion.code, Assessment.relation)
        .add_columns(Assessment.submitted_at)
        .join(Occasion, Occasion.id == FollowUp.occasion_id)
        .join(Assessment, Assessment.occasion_id == Occasion.id)
        .join(ContentVersion, ContentVersion.id == Occasion.instrument_id)
        .where(_of(cohorts), FollowUp.waived_at.is_(None), Occasion.withdrawn_at.is_(None))
        .where(Assessment.relation.in_(("self", "observer")), Assessment.rater_id.is_not(None))
        .where(or_(Assessment.ended_on.is_(None), Assessment.submitted_at.is_not(None)))
        .where(or_(FollowUp.kind == "reaction", and_(FollowUp.kind == "measure", FollowUp.days > 0)))
    )
    return [Seat(*row) for row in session.execute(query)]


def reactions(session: Session, cohorts: Sequence[Cohort]) -> Sequence[tuple[int, str, float]]:
    """Every released answer to a reaction that has a value: enrolment, instrument and measure, value. One query."""
    query = (
        select(FollowUp.enrolment_id, Result.measure, Result.value)
        .join(Result, Result.occasion_id == FollowUp.occasion_id)
        .where(_of(cohorts), FollowUp.kind == "reaction", Result.relation == "self", Result.value.is_not(None))
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query) if row[2] is not None]


def recalled(session: Session, cohorts: Sequence[Cohort], trained: frozenset[str]) -> Sequence[Recalled]:
    """The cards that members were shown after the training about what it trains, a row a member. One query.

    The first showing of a card is the first that was answered; who was shown a card and answered none has zeros.
    """
    cards = _answered_in_order(cohorts, trained).subquery()
    right = cards.c.rating > _WRONG
    is_first = cards.c.place == 1
    answered = cards.c.rating.is_not(None)

    def counted(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((and_(answered, *conditions), 1), else_=0))

    query = select(
        cards.c.enrolment_id,
        counted(is_first),
        counted(is_first, right),
        counted(~is_first),
        counted(~is_first, right),
    ).group_by(cards.c.enrolment_id)
    return [Recalled(*row) for row in session.execute(query)]


def _answered_in_order(cohorts: Sequence[Cohort], trained: frozenset[str]) -> Select[*tuple[Any, ...]]:
    was_answered = case((BoosterShowing.rating.is_(None), 0), else_=1)
    place = func.row_number().over(
        partition_by=(Enrolment.id, BoosterShowing.card_id, was_answered), order_by=BoosterShowing.id
    )
    return (
        select(Enrolment.id.label("enrolment_id"), BoosterShowing.rating, place.label("place"))
        .select_from(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(BoosterShowing, BoosterShowing.person_id == Enrolment.person_id)
        .join(BoosterCard, BoosterCard.id == BoosterShowing.card_id)
        .where(Enrolment.cohort_id.in_([cohort.id for cohort in cohorts]))
        .where(BoosterShowing.shown_on > Cohort.last_day, BoosterCard.measure.in_(trained))
    )


def _of(cohorts: Sequence[Cohort]) -> ColumnElement[bool]:
    enrolled = select(Enrolment.id).where(Enrolment.cohort_id.in_([cohort.id for cohort in cohorts]))
    return FollowUp.enrolment_id.in_(enrolled)


@dataclass(frozen=True, slots=True)
class Heard:
    """Of how many that were asked how many answered, and who did not: names where the reader may have them, and how
    many besides."""

    asked: int
    answered: int
    silent: Sequence[str] = ()
    others: int = 0

    @property
    def missing(self) -> int:
        """How many did not answer."""
        return self.asked - self.answered


def heard(people: Sequence[Member], asked: Mapping[int, bool], *, actor: Actor) -> Heard:
    """Who answered, of members by enrolment. A coach has the names of their own people; HR those of five or more."""
    silent = [one for one in people if asked.get(one.enrolment_id) is False]
    of_members = [answered for one in people if (answered := asked.get(one.enrolment_id)) is not None]
    is_named = actor.holds(Role.AUDITOR) and len(of_members) >= FEWEST
    named = [one.name for one in silent if one.name and (one.is_mine or is_named)]
    return Heard(len(of_members), len(of_members) - len(silent), named, len(silent) - len(named))
