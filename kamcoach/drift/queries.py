"""Marks of drift and tasks, as an actor may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from kamcoach.assessing.models import Occasion, Subject
from kamcoach.assessing.visibility import RELEASED
from kamcoach.clock import Moment
from kamcoach.drift.models import DriftMark
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.training.models import Enrolment


@dataclass(frozen=True, slots=True)
class Mark:
    """The word "ask" or "fading" on a behaviour of a person (`measure`, its code), with the figures behind it.

    `reached` is the mean of the first two measures after the training, `since` the last one or two values; `sources` is
    how many gave the last one. It `stands` as long as no later measure was read and no coach overruled it.
    """

    public_id: str
    enrolment_id: int
    person_id: int
    measure: str
    word: str
    reached: float
    since: tuple[float, ...]
    sources: int
    read_at: datetime
    ended_at: datetime | None
    overruled_at: datetime | None
    overruled_by: str
    reason: str

    @property
    def stands(self) -> bool:
        """Whether something follows from it today."""
        return self.ended_at is None and self.overruled_at is None


def marks_for(session: Session, person_ids: Sequence[int], *, actor: Actor, at: Moment) -> Sequence[Mark]:
    """The marks of these people that no later measure has replaced, overruled ones too, the newest first. One query.

    Only what the actor may see: their own, and of whom they coach, unless they still have to rate that person blind.
    """
    query = _marks(actor, at).where(Enrolment.person_id.in_(person_ids), DriftMark.ended_at.is_(None))
    rows = session.execute(query.order_by(DriftMark.read_at.desc(), DriftMark.id.desc()))
    return [_as_mark(*row) for row in rows]


def _marks(actor: Actor, at: Moment) -> Select[*tuple[Any, ...]]:
    by = aliased(Person)
    return (
        select(DriftMark, Enrolment.person_id, by.name)
        .join(Enrolment, Enrolment.id == DriftMark.enrolment_id)
        .join(Occasion, Occasion.id == DriftMark.occasion_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .outerjoin(by, by.id == DriftMark.overruled_by_id)
        .where(RELEASED.condition(actor, at))
    )


def _as_mark(row: DriftMark, person_id: int, by: str | None) -> Mark:
    return Mark(
        public_id=row.public_id,
        enrolment_id=row.enrolment_id,
        person_id=person_id,
        measure=row.measure,
        word=row.word,
        reached=row.reached,
        since=tuple(row.since),
        sources=row.sources,
        read_at=row.read_at,
        ended_at=row.ended_at,
        overruled_at=row.overruled_at,
        overruled_by=by or "",
        reason=row.reason,
    )
