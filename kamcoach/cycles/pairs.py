"""Two released views of one person side by side, as the two of them may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from assessments.instruments.model import Instrument, Item
from assessments.scoring.gaps import Gap, View, gaps
from kamcoach.assessing.models import Answer, Assessment, Occasion, Result, Subject
from kamcoach.assessing.policies import PAIR_THEN_HR
from kamcoach.assessing.visibility import RELEASED
from kamcoach.clock import Moment
from kamcoach.cycles.models import AgreedLevel, Cycle, Signature
from kamcoach.cycles.services import needed_levels
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.rules import ANY_ACTOR, ANY_MOMENT, places
from kamcoach.trail.hashing import canonical_json

Part = Literal["self", "manager"]


@dataclass(frozen=True, slots=True)
class Side:
    """One view: whose it is, when it was sent (None: the window closed without it), its answers by item."""

    rater: str
    sent_at: datetime | None
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Pair:
    """Both views of a person, what they agreed on so far, who has signed, and which part the reader has in it."""

    occasion: Occasion
    cycle: Cycle
    profile_title: str
    instrument: Instrument
    person_name: str
    part: Part
    sides: Mapping[str, Side]
    gaps: Sequence[Gap]
    levels: Mapping[str, AgreedLevel]
    signatures: Mapping[str, Signature]
    agreed_at: datetime | None

    @property
    def measures(self) -> Sequence[str]:
        """What is to be agreed on, the largest difference first."""
        return [gap.view.measure for gap in self.gaps]

    @property
    def open_measures(self) -> Sequence[str]:
        """What nothing is written for yet."""
        return [measure for measure in self.measures if measure not in self.levels]

    @property
    def same(self) -> Mapping[str, int]:
        """The level that both see, for what is still open."""
        return {
            gap.view.measure: gap.view.own
            for gap in self.gaps
            if gap.apart == 0 and gap.view.own is not None and gap.view.measure not in self.levels
        }

    @property
    def levels_hash(self) -> str:
        """What a signature stands under: the levels and notes as they are now."""
        said = {code: [level.value, level.note, level.revision] for code, level in self.levels.items()}
        return sha256(canonical_json(said).encode()).hexdigest()

    def item(self, measure: str) -> Item:
        """The question that was asked for a measure."""
        return next(item for item in self.instrument.items if item.measure == measure)

    def has_signed(self, part: str) -> bool:
        """Whether this part's signature stands under the levels as they are now."""
        signature = self.signatures.get(part)
        return signature is not None and signature.levels_hash == self.levels_hash


def pair(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Pair | None:
    """A released pair of the actor's own or of somebody whom they manage today."""
    row = session.execute(_one_pair(), places(actor, at) | {"pair": public_id}).one_or_none()
    if row is None:
        return None
    instrument = library.instrument(session, row.content_hash)
    sides = _sides(session, row.Occasion.id)
    needed = needed_levels(instrument.code, library.as_profile(row.ContentVersion))
    levels = session.scalars(select(AgreedLevel).where(AgreedLevel.occasion_id == row.Occasion.id))
    signatures = session.scalars(select(Signature).where(Signature.occasion_id == row.Occasion.id))
    return Pair(
        occasion=row.Occasion,
        cycle=row.Cycle,
        profile_title=library.as_profile(row.ContentVersion).title,
        instrument=instrument,
        person_name=row.name or "",
        part="self" if row.person_id == actor.person_id else "manager",
        sides=sides,
        gaps=gaps(_views(instrument, row.Occasion.asked, sides, needed)),
        levels={level.measure: level for level in levels},
        signatures={signature.relation: signature for signature in signatures},
        agreed_at=row.agreed_at,
    )


def pair_id(session: Session, public_id: str, *, actor: Actor, at: Moment) -> int | None:
    """The id of such a pair's occasion."""
    return session.scalars(_one_id(), places(actor, at) | {"pair": public_id}).one_or_none()


@cache
def _one_id() -> Select[int]:
    query = select(Occasion.id).join(Subject, Subject.id == Occasion.subject_id)
    return query.where(*_is_the_pair())


def _is_the_pair() -> Sequence[ColumnElement[bool]]:
    """Built once a process; run with `places` and `pair`."""
    released = RELEASED.condition(ANY_ACTOR, ANY_MOMENT)
    return Occasion.sees == PAIR_THEN_HR, released, Occasion.public_id == bindparam("pair")


@cache
def _one_pair() -> Select[*tuple[Any, ...]]:
    agreed = select(func.min(Result.released_at)).where(Result.occasion_id == Occasion.id, Result.relation == "agreed")
    asked_with = aliased(ContentVersion)
    instrument = select(asked_with.content_hash).where(asked_with.id == Occasion.instrument_id)
    return (
        select(
            Occasion,
            Cycle,
            ContentVersion,
            Person.id.label("person_id"),
            Person.name,
            instrument.scalar_subquery().label("content_hash"),
            agreed.scalar_subquery().label("agreed_at"),
        )
        .join(Subject, Subject.id == Occasion.subject_id)
        .join(Person, Person.id == Subject.person_id)
        .join(Cycle, Cycle.public_id == Occasion.series)
        .join(ContentVersion, ContentVersion.id == Cycle.profile_id)
        .where(*_is_the_pair())
    )


def _sides(session: Session, occasion_id: int) -> Mapping[str, Side]:
    """The view of each part: of several managers, one after the other, the one that was sent."""
    query = (
        select(Assessment, Person.name)
        .outerjoin(Person, Person.id == Assessment.rater_id)
        .where(Assessment.occasion_id == occasion_id)
        .order_by(Assessment.submitted_at.is_not(None), Assessment.ended_on.is_(None), Assessment.id)
    )
    seats = {assessment.relation: (assessment, name or "") for assessment, name in session.execute(query)}
    sent = [assessment.id for assessment, _ in seats.values() if assessment.submitted_at is not None]
    answers: dict[int, dict[str, Answer]] = {one: {} for one in sent}
    for answer in session.scalars(select(Answer).where(Answer.assessment_id.in_(sent))):
        answers[answer.assessment_id][answer.item] = answer
    return {
        relation: Side(name, assessment.submitted_at, answers.get(assessment.id, {}))
        for relation, (assessment, name) in seats.items()
    }


def _views(
    instrument: Instrument, asked: Sequence[str] | None, sides: Mapping[str, Side], needed: Mapping[str, int]
) -> list[View]:
    return [
        View(
            measure=item.measure,
            group=instrument.measure(item.measure).group,
            own=_level(instrument, item, sides.get("self")),
            manager=_level(instrument, item, sides.get("manager")),
            needed=needed.get(item.measure),
        )
        for item in instrument.items
        if asked is None or item.code in asked
    ]


def _level(instrument: Instrument, item: Item, side: Side | None) -> int | None:
    answer = side.answers.get(item.code) if side else None
    point = instrument.scale_of(item).point(answer.value) if answer and answer.value else None
    return point.value if point else None
