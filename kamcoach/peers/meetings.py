"""The meetings of a person's trio: what they are about, whom they meet, and whom the worker has still to tell."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from assessments.scheduling.plan import Step
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.peers.models import TrioMember
from kamcoach.peers.queries import can_meet
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.rules import ANY_ACTOR, ANY_MOMENT, Rule, places
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.models import Cohort, Enrolment
from kamcoach.web.language import lazy_gettext as _l

_DAY = timedelta(days=1)


def _is_own(actor: Actor, _at: Moment) -> ColumnElement[bool]:
    return FollowUp.person_id == actor.person_id


OWN = Rule(_is_own, _l("that it took place, you, your trio and your coach. What you speak about stays among you."))


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a person's trio: its window, the question for all, and whom to meet (nobody: no trio)."""

    follow_up: FollowUp
    step: Step
    training: str
    time_zone: str
    others: Sequence[str] = field(default=())

    @property
    def prompt(self) -> str:
        """What the trio speaks about; "" where the plan has none."""
        return next(iter(self.step.prompts), "")

    def is_open(self, at: Moment) -> bool:
        """Whether its weeks run where the person is and nobody has waived it."""
        follow_up = self.follow_up
        return follow_up.waived_at is None and follow_up.opens_on <= at.today(self.time_zone) <= follow_up.closes_on


def _meetings() -> Select[*tuple[Any, ...]]:
    return (
        select(FollowUp, ContentVersion, Cohort.name, Person.time_zone)
        .join(ContentVersion, ContentVersion.id == FollowUp.plan_id)
        .join(Person, Person.id == FollowUp.person_id)
        .join(Enrolment, Enrolment.id == FollowUp.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(FollowUp.kind == "trio")
        .order_by(FollowUp.due_on, FollowUp.id)
    )


def meeting(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Meeting | None:
    """One meeting of the actor's own trio."""
    rows = session.execute(_one(), places(actor, at) | {"meeting": public_id}).all()
    found = _with_others(session, rows)
    return found[0] if found else None


@cache
def _one() -> Select[*tuple[Any, ...]]:
    """Built once a process; run with `places` and `meeting`."""
    return _meetings().where(FollowUp.public_id == bindparam("meeting"), OWN.condition(ANY_ACTOR, ANY_MOMENT))


def open_meetings(session: Session, *, actor: Actor, at: Moment) -> Sequence[Meeting]:
    """The meetings of the actor whose weeks run and that were not ticked yet, of trios with somebody to meet. One query
    where there is none."""
    rows = session.execute(_open_now(), {"person": actor.person_id, "today": actor.today(at)}).all()
    return [one for one in _with_others(session, rows) if one.others]


@cache
def _open_now() -> Select[*tuple[Any, ...]]:
    """Built once a process: Today asks at every visit. Run with `person` and `today`."""
    return _meetings().where(
        FollowUp.person_id == bindparam("person"),
        FollowUp.waived_at.is_(None),
        FollowUp.held_on.is_(None),
        FollowUp.opens_on <= bindparam("today"),
        FollowUp.closes_on >= bindparam("today"),
    )


def own_meetings(session: Session, *, actor: Actor, at: Moment) -> Mapping[str, Meeting]:
    """Every meeting of the actor's own by the public id of its follow-up."""
    rows = session.execute(_meetings().where(OWN.condition(actor, at))).all()
    return {one.follow_up.public_id: one for one in _with_others(session, rows)}


def _with_others(session: Session, rows: Sequence[Any]) -> Sequence[Meeting]:
    others = others_of(session, {row.FollowUp.enrolment_id for row in rows}) if rows else {}
    return [
        Meeting(
            follow_up=row.FollowUp,
            step=library.as_plan(row.ContentVersion).step(row.FollowUp.step),
            training=row.name,
            time_zone=row.time_zone,
            others=others.get(row.FollowUp.enrolment_id, ()),
        )
        for row in rows
    ]


def others_of(session: Session, enrolment_ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    """The names of those who are in a trio with each enrolment now, by name; people who are gone are left out."""
    found: dict[int, list[str]] = {}
    for enrolment_id, name in session.execute(_others(), {"enrolments": list(enrolment_ids)}):
        found.setdefault(enrolment_id, []).append(name or "")
    return found


@cache
def _others() -> Select[*tuple[Any, ...]]:
    """Built once a process: each letter asks. Run with `enrolments`."""
    mine, other = aliased(TrioMember), aliased(TrioMember)
    return (
        select(mine.enrolment_id, Person.name)
        .join(other, (other.trio_id == mine.trio_id) & (other.enrolment_id != mine.enrolment_id))
        .join(Enrolment, Enrolment.id == other.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            mine.enrolment_id.in_(bindparam("enrolments", expanding=True)),
            mine.to_date.is_(None),
            other.to_date.is_(None),
            can_meet(),
        )
        .order_by(Person.name, other.id)
    )


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A meeting whose weeks have begun and of which its person was not told."""

    follow_up_id: int
    public_id: str
    person_id: int
    time_zone: str


def to_ask(session: Session, *, at: Moment) -> Sequence[ToAsk]:
    """Meetings to tell people of: their weeks run, and they are in a trio with at least one other."""
    today = at.today("UTC")
    rows = session.execute(_to_ask(), {"tomorrow": today + _DAY, "yesterday": today - _DAY})
    return [
        ToAsk(row.id, row.public_id, row.person_id, row.time_zone)
        for row in rows
        if row.opens_on <= at.today(row.time_zone) <= row.closes_on
    ]


@cache
def _to_ask() -> Select[*tuple[Any, ...]]:
    """Built once a process: the worker asks at every tick. Run with `tomorrow` and `yesterday`."""
    mine, other, their, them = aliased(TrioMember), aliased(TrioMember), aliased(Enrolment), aliased(Person)
    somebody = (
        select(mine.id)
        .join(other, (other.trio_id == mine.trio_id) & (other.enrolment_id != mine.enrolment_id))
        .join(their, their.id == other.enrolment_id)
        .join(them, them.id == their.person_id)
        .where(mine.enrolment_id == FollowUp.enrolment_id, mine.to_date.is_(None), other.to_date.is_(None))
        .where(them.disabled_at.is_(None))
    )
    return (
        select(
            FollowUp.id,
            FollowUp.public_id,
            FollowUp.person_id,
            FollowUp.opens_on,
            FollowUp.closes_on,
            Person.time_zone,
        )
        .join(Person, Person.id == FollowUp.person_id)
        .where(FollowUp.kind == "trio", FollowUp.opened_on.is_(None))
        .where(FollowUp.waived_at.is_(None), FollowUp.held_on.is_(None), Person.disabled_at.is_(None))
        .where(FollowUp.opens_on <= bindparam("tomorrow"), FollowUp.closes_on >= bindparam("yesterday"))
        .where(somebody.exists())
        .order_by(FollowUp.id)
    )
