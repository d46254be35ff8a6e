"""Trios of a cohort: who can be in one, who is, and how often they met."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from assessments.scheduling.trios import Peer
from kamcoach.clock import Moment
from kamcoach.peers.models import Trio, TrioMember
from kamcoach.people.models import Person, Unit
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.models import Cohort, Enrolment


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a cohort who can be in a trio: present or not yet known to be absent, and not gone."""

    enrolment_id: int
    enrolment: str
    person_id: int
    name: str
    unit: str
    time_zone: str
    trio: int | None

    def as_peer(self, on: date) -> Peer:
        """What the suggestion needs to know, with the clock of a day."""
        offset = datetime(on.year, on.month, on.day, 12, tzinfo=ZoneInfo(self.time_zone)).utcoffset()
        return Peer(self.enrolment, self.unit, offset.total_seconds() / 3600 if offset else 0)


def members(session: Session, cohort_id: int) -> Sequence[Member]:
    """Everybody of a cohort who can be in a trio, by name, with the number of theirs."""
    rows = session.execute(
        select(
            Enrolment.id,
            Enrolment.public_id,
            Person.id,
            Person.name,
            Unit.name,
            Person.time_zone,
            Trio.number,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .outerjoin(TrioMember, (TrioMember.enrolment_id == Enrolment.id) & TrioMember.to_date.is_(None))
        .outerjoin(Trio, Trio.id == TrioMember.trio_id)
        .where(Enrolment.cohort_id == cohort_id, can_meet())
        .order_by(Person.name, Enrolment.id)
    )
    return [Member(row[0], row[1], row[2], row[3] or "", row[4] or "", row[5], row[6]) for row in rows]


def can_meet() -> ColumnElement[bool]:
    """The condition that an enrolled person is not gone and was not absent from the training."""
    return Person.disabled_at.is_(None) & or_(Enrolment.attended.is_(None), Enrolment.attended.is_(True))


@dataclass(frozen=True, slots=True)
class TrioRow:
    """A trio as the cohort's page shows it: who is in it, and how many meetings took place by its members' ticks, of
    those whose weeks have begun."""

    number: int
    names: Sequence[str]
    held: int
    begun: int


def trios_of(session: Session, cohort_id: int, *, at: Moment) -> Sequence[TrioRow]:
    """The trios of a cohort that have somebody in them. A meeting took place when one of those who belonged to the trio
    on that day has ticked it. Three queries."""
    trios = select(Trio.id, Trio.number).where(Trio.cohort_id == cohort_id).order_by(Trio.number)
    ids = {row.id: row.number for row in session.execute(trios)}
    query = select(TrioMember, Person.name, Person.time_zone).join(Enrolment, Enrolment.id == TrioMember.enrolment_id)
    query = query.join(Person, Person.id == Enrolment.person_id).where(TrioMember.trio_id.in_(list(ids)))
    rows = session.execute(query.order_by(Person.name, TrioMember.id)).all()
    steps = _steps(session, {row.TrioMember.enrolment_id for row in rows})
    found = []
    for trio_id, number in ids.items():
        of_trio = [row for row in rows if row.TrioMember.trio_id == trio_id]
        names = [row.name or "" for row in of_trio if row.TrioMember.to_date is None]
        held, begun = set(), set()
        for row in of_trio:
            for step, opens_on, held_on in steps.get(row.TrioMember.enrolment_id, ()):
                if held_on is not None and _belonged(row.TrioMember, held_on):
                    held.add(step)
                if row.TrioMember.to_date is None and opens_on <= at.today(row.time_zone):
                    begun.add(step)
        if names:
            found.append(TrioRow(number, names, len(held), len(begun | held)))
    return found


def _belonged(member: TrioMember, on: date) -> bool:
    return member.from_date <= on and (member.to_date is None or on < member.to_date)


def _steps(session: Session, enrolment_ids: Collection[int]) -> Mapping[int, Sequence[tuple[str, date, date | None]]]:
    query = select(FollowUp.enrolment_id, FollowUp.step, FollowUp.opens_on, FollowUp.held_on)
    query = query.where(FollowUp.enrolment_id.in_(enrolment_ids), FollowUp.kind == "trio", FollowUp.waived_at.is_(None))
    found: dict[int, list[tuple[str, date, date | None]]] = {}
    for row in session.execute(query):
        found.setdefault(row.enrolment_id, []).append((row.step, row.opens_on, row.held_on))
    return found


def to_settle(session: Session, *, most: int) -> Sequence[int]:
    """Cohorts with trios in which somebody has left or been absent, or somebody came too late to be in one."""
    return session.scalars(_to_settle().limit(most)).all()


@cache
def _to_settle() -> Select[int]:
    """Built once a process: the worker asks at every tick."""
    place = select(TrioMember.id).where(TrioMember.enrolment_id == Enrolment.id, TrioMember.to_date.is_(None))
    changed = (
        select(Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.cohort_id == Cohort.id, can_meet() != place.exists())
    )
    has_trios = select(Trio.id).where(Trio.cohort_id == Cohort.id).exists()
    return select(Cohort.id).where(has_trios, changed.exists()).order_by(Cohort.id)
