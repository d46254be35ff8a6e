"""What is due for an actor, one assessment as they may see it, and its answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from assessments.instruments.model import Instrument, Item
from assessments.scheduling.dates import look_back
from kamcoach.assessing.models import Answer, Assessment, Occasion, Subject
from kamcoach.assessing.names import account_name, holder_name, name_in_context
from kamcoach.assessing.visibility import OWN, READABLE
from kamcoach.assessing.window import why_shut
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.rules import ANY_ACTOR, ANY_MOMENT, Rule, places


@dataclass(frozen=True, slots=True)
class Sheet:
    """One assessment with everything its page needs, except the answers. The subject is a person or a key account; the
    context is the person in whose work an account is looked at."""

    assessment: Assessment
    occasion: Occasion
    instrument: Instrument
    subject_person_id: int | None
    subject_name: str
    context_name: str
    rater_name: str
    coach_name: str
    manager_name: str
    others_owe: bool

    @property
    def items(self) -> tuple[Item, ...]:
        """The items that this occasion asks, in order."""
        asked = self.occasion.asked
        if asked is None:
            return self.instrument.items
        return tuple(item for item in self.instrument.items if item.code in asked)

    @property
    def minutes(self) -> int:
        """An honest time for these items, at least a minute."""
        return max(1, round(self.instrument.minutes * len(self.items) / len(self.instrument.items)))

    @property
    def about_oneself(self) -> bool:
        """Whether the rater rates themself."""
        return self.assessment.relation == "self"

    @property
    def of_before(self) -> bool:
        """Whether it asks how things were before the training, as seen now (method.md §1.1)."""
        return self.occasion.phase == "then"

    def question(self, item: Item) -> str:
        """An item's question as it is put to this rater on this occasion."""
        return item.asked_then() if self.of_before else item.asked(self.assessment.relation)

    def counts(self, item: Item) -> str:
        """What counts for an item on this occasion."""
        return item.counted_then() if self.of_before else item.counts

    def is_open(self, at: Moment) -> bool:
        """Whether answers are taken at this moment."""
        return why_shut(self.assessment, self.occasion, at) is None

    def period(self, day: date) -> tuple[date, date] | None:
        """The days that the questions look back on from a day, if they ask about a period that ends there."""
        days = self.instrument.looks_back_days if not self.of_before else None
        return look_back(day, days) if days else None


Condition = Callable[[Actor, Moment], ColumnElement[bool]]


@cache
def _one_sheet(condition: Condition) -> Select[*tuple[Any, ...]]:
    """The sheet with a public id under a rule; run with `places` and `sheet`."""
    return _sheets(condition, ANY_ACTOR, ANY_MOMENT).where(Assessment.public_id == bindparam("sheet"))


def _sheet(session: Session, rule: Rule, public_id: str, actor: Actor, at: Moment) -> Sheet | None:
    filled = places(actor, at) | {"sheet": public_id}
    row = session.execute(_one_sheet(rule.condition), filled).one_or_none()
    return _as_sheet(session, row) if row else None


def _sheets(condition: Condition, actor: Actor, at: Moment) -> Select[*tuple[Any, ...]]:
    subject_person, rater, other = aliased(Person), aliased(Person), aliased(Assessment)
    today = actor.today(at)
    others_owe = (
        select(other.id)
        .where(other.occasion_id == Occasion.id, other.id != Assessment.id)
        .where(other.rater_id.is_not(None), other.submitted_at.is_(None), other.ended_on.is_(None))
        .exists()
    )
    return (
        select(
            Assessment,
            Occasion,
            ContentVersion.content_hash,
            Subject.person_id.label("subject_person_id"),
            func.coalesce(subject_person.name, account_name()).label("subject_name"),
            name_in_context().label("context_name"),
            rater.name.label("rater_name"),
            holder_name("coach", today).label("coach_name"),
            holder_name("manager", today).label("manager_name"),
            others_owe.label("others_owe"),
        )
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .join(ContentVersion, ContentVersion.id == Occasion.instrument_id)
        .outerjoin(subject_person, subject_person.id == Subject.person_id)
        .outerjoin(rater, rater.id == Assessment.rater_id)
        .where(condition(actor, at))
    )


def _as_sheet(session: Session, row: Any) -> Sheet:
    return Sheet(
        assessment=row.Assessment,
        occasion=row.Occasion,
        instrument=library.instrument(session, row.content_hash),
        subject_person_id=row.subject_person_id,
        subject_name=row.subject_name or "",
        context_name=row.context_name or "",
        rater_name=row.rater_name or "",
        coach_name=row.coach_name or "",
        manager_name=row.manager_name or "",
        others_owe=row.others_owe,
    )


def own_sheet(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Sheet | None:
    """An assessment that the actor is to answer or has answered."""
    return _sheet(session, OWN, public_id, actor, at)


def own_item(
    session: Session, public_id: str, code: str, *, actor: Actor, at: Moment
) -> tuple[Instrument, Item] | None:
    """An item that an assessment of the actor asks, with its instrument and nothing else: every tap needs it."""
    row = session.execute(_own_asked(), places(actor, at) | {"sheet": public_id}).one_or_none()
    if row is None or (row.asked is not None and code not in row.asked):
        return None
    instrument = library.instrument(session, row.content_hash)
    return (instrument, instrument.item(code)) if instrument.has_item(code) else None


@cache
def _own_asked() -> Select[*tuple[Any, ...]]:
    """Built once a process; run with `places` and `sheet`."""
    return (
        select(ContentVersion.content_hash, Occasion.asked)
        .select_from(Assessment)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .join(ContentVersion, ContentVersion.id == Occasion.instrument_id)
        .where(Assessment.public_id == bindparam("sheet"), OWN.condition(ANY_ACTOR, ANY_MOMENT))
    )


def readable_sheet(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Sheet | None:
    """An assessment that the actor may read: their own, or a released one of theirs or of a person they coach."""
    return _sheet(session, READABLE, public_id, actor, at)


@dataclass(frozen=True, slots=True)
class Due:
    """An open assessment of the actor, and how many items have an answer."""

    sheet: Sheet
    answered: int

    @property
    def due_on(self) -> date:
        """The day on which it is due from this rater: later than for others when their week was full."""
        due_on = self.sheet.occasion.due_on
        return max(due_on, self.sheet.assessment.asked_from or due_on)

    def is_asked(self, today: date) -> bool:
        """Whether it is asked already; before that it may be answered and waits (method.md §1.5)."""
        asked_from = self.sheet.assessment.asked_from
        return asked_from is None or asked_from <= today


def due_for(session: Session, *, actor: Actor, at: Moment) -> Sequence[Due]:
    """What waits for the actor's answers, the nearest due date first."""
    rows = session.execute(_due(), places(actor, at) | {"now": at.business})
    return [Due(_as_sheet(session, row), row.answered) for row in rows]


@cache
def _due() -> Select[*tuple[Any, ...]]:
    """Built once a process; run with `places` and `now`."""
    answered = select(func.count()).where(Answer.assessment_id == Assessment.id, Answer.value.is_not(None))
    return (
        _sheets(OWN.condition, ANY_ACTOR, ANY_MOMENT)
        .add_columns(answered.scalar_subquery().label("answered"))
        .where(Assessment.submitted_at.is_(None), Occasion.released_at.is_(None), Occasion.withdrawn_at.is_(None))
        .where(Occasion.opens_at <= bindparam("now"), Occasion.closes_at > bindparam("now"))
        .order_by(Occasion.due_on, Assessment.id)
    )


def sent_by(session: Session, *, actor: Actor, at: Moment, most: int) -> Sequence[Sheet]:
    """What the actor has sent, the newest first."""
    query = _sheets(OWN.condition, actor, at).where(Assessment.submitted_at.is_not(None))
    query = query.order_by(Assessment.submitted_at.desc(), Assessment.id.desc()).limit(most)
    return [_as_sheet(session, row) for row in session.execute(query)]


def answers_of(session: Session, assessment_id: int) -> Mapping[str, Answer]:
    """Saved answers by item; the caller has found the assessment through a rule."""
    rows = session.scalars(_answers(), {"assessment": assessment_id})
    return {answer.item: answer for answer in rows}


@cache
def _answers() -> Select[Answer]:
    return select(Answer).where(Answer.assessment_id == bindparam("assessment"))


def values_of(answers: Mapping[str, Answer]) -> dict[str, str]:
    """The answer codes that the domain scores, without items that hold only a note."""
    return {item: answer.value for item, answer in answers.items() if answer.value is not None}


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the same relation answered before the training, and whether that was too late to compare with."""

    answers: Mapping[str, str]
    late: bool


def baseline_of(session: Session, sheet: Sheet, *, actor: Actor, at: Moment) -> Baseline | None:
    """The baseline of the same series, instrument and relation, if there is one that the actor may read."""
    if sheet.occasion.series is None or sheet.occasion.phase in ("baseline", "then"):
        return None
    this = {
        "series": sheet.occasion.series,
        "instrument": sheet.instrument.code,
        "relation": sheet.assessment.relation,
    }
    rows = session.execute(_baseline(), places(actor, at) | this).all()
    if not rows:
        return None
    return Baseline({row.item: row.value for row in rows}, is_late(rows[0]))


@cache
def _baseline() -> Select[*tuple[Any, ...]]:
    """Built once a process; run with `places`, `series`, `instrument` and `relation`."""
    return (
        select(Answer.item, Answer.value, Assessment.submitted_at, Occasion.measured_by, Occasion.time_zone)
        .join(Assessment, Assessment.id == Answer.assessment_id)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .join(ContentVersion, ContentVersion.id == Occasion.instrument_id)
        .where(Occasion.series == bindparam("series"), Occasion.phase == "baseline")
        .where(ContentVersion.code == bindparam("instrument"))
        .where(Assessment.relation == bindparam("relation"), Assessment.submitted_at.is_not(None))
        .where(READABLE.condition(ANY_ACTOR, ANY_MOMENT), Answer.value.is_not(None))
    )


def is_late(row: Any) -> bool:
    """Whether a baseline came after the day by which it had to be measured (method.md §1.1)."""
    if row.measured_by is None:
        return False
    answered: datetime = row.submitted_at
    measured_by: date = row.measured_by
    return Moment(answered, answered).today(row.time_zone) > measured_by


def self_submitted(session: Session, occasion_ids: Sequence[int]) -> Mapping[int, datetime | None]:
    """When the self-rating of each occasion was sent; None while it is owed. A fact, not an answer."""
    query = select(Assessment.occasion_id, Assessment.submitted_at)
    query = query.where(Assessment.occasion_id.in_(occasion_ids), Assessment.relation == "self")
    return {row.occasion_id: row.submitted_at for row in session.execute(query)}
