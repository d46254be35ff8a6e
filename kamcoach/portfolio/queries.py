"""Key accounts as an actor may see them, and which of them somebody may name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.people.models import Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.permissions.rules import Rule
from kamcoach.portfolio.models import Contact, KeyAccount, TeamMember
from kamcoach.web.language import lazy_gettext as _l


def works_on(on: date) -> ColumnElement[bool]:
    """The condition that a membership runs on a date."""
    return (TeamMember.from_date <= on) & or_(TeamMember.to_date.is_(None), TeamMember.to_date > on)


def _runs(on: date) -> ColumnElement[bool]:
    return or_(KeyAccount.closed_on.is_(None), KeyAccount.closed_on > on)


def _seen_by(actor: Actor, at: Moment) -> ColumnElement[bool]:
    """Who works on it today, their managers and coaches of today, auditors and administrators."""
    if actor.holds(Role.AUDITOR, Role.ADMINISTRATOR):
        return KeyAccount.id.is_not(None)
    today, member = actor.today(at), TeamMember.person_id
    lines = (line_runs(kind, person=member, holder=actor.person_id, on=today) for kind in ("manager", "coach"))
    theirs = select(TeamMember.id).where(TeamMember.key_account_id == KeyAccount.id, works_on(today))
    return theirs.where(or_(member == actor.person_id, *lines)).exists()


def _changed_by(actor: Actor, at: Moment) -> ColumnElement[bool]:
    """Its lead of today, and administrators."""
    if actor.holds(Role.ADMINISTRATOR):
        return KeyAccount.id.is_not(None)
    leads = select(TeamMember.id).where(TeamMember.key_account_id == KeyAccount.id, works_on(actor.today(at)))
    return leads.where(TeamMember.person_id == actor.person_id, TeamMember.part == "lead").exists()


SEEN = Rule(_seen_by, _l("the people on its team, their managers and coaches, auditors and administrators."))
CHANGED = Rule(_changed_by, _l("Its lead and administrators."))


@dataclass(frozen=True, slots=True)
class AccountName:
    """A key account as far as something may name it."""

    id: int
    public_id: str
    name: str


def nameable(session: Session, person_ids: Collection[int | None], *, on: date) -> Sequence[AccountName]:
    """The accounts, not closed, that any of these people works on, by name: what they may name in an answer."""
    places = {"people": [one for one in person_ids if one is not None], "on": on}
    return [AccountName(*row) for row in session.execute(_nameable(), places)]


@cache
def _nameable() -> Select[int, str, str]:
    """Built once a process, for it stands on the page of every checklist; run with `people` and `on`."""
    on = cast(date, bindparam("on"))
    people = TeamMember.person_id.in_(bindparam("people", expanding=True))
    members = select(TeamMember.key_account_id).where(people, works_on(on))
    query = select(KeyAccount.id, KeyAccount.public_id, KeyAccount.name).where(KeyAccount.id.in_(members), _runs(on))
    return query.order_by(KeyAccount.name)


def named(session: Session, ids: Collection[int | None]) -> Mapping[int, AccountName]:
    """Accounts that something names already, by id; the caller may read what names them."""
    wanted = [one for one in ids if one is not None]
    if not wanted:
        return {}
    query = select(KeyAccount.id, KeyAccount.public_id, KeyAccount.name).where(KeyAccount.id.in_(wanted))
    return {row.id: AccountName(*row) for row in session.execute(query)}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A key account as the list shows it."""

    public_id: str
    name: str
    leads: str
    members: int
    contacts: int
    closed_on: date | None


def accounts(session: Session, *, actor: Actor, at: Moment) -> Sequence[AccountRow]:
    """The key accounts that the actor may see, those in work first, by name. One query."""
    today = actor.today(at)
    team = select(func.count()).where(TeamMember.key_account_id == KeyAccount.id, works_on(today))
    contacts = select(func.count()).where(Contact.key_account_id == KeyAccount.id, Contact.left_on.is_(None))
    leads = select(func.aggregate_strings(Person.name, ", ")).join(TeamMember, TeamMember.person_id == Person.id)
    leads = leads.where(TeamMember.key_account_id == KeyAccount.id, TeamMember.part == "lead", works_on(today))
    query = (
        select(
            KeyAccount.public_id,
            KeyAccount.name,
            leads.correlate(KeyAccount).scalar_subquery(),
            team.scalar_subquery(),
            contacts.scalar_subquery(),
            KeyAccount.closed_on,
        )
        .where(SEEN.condition(actor, at))
        .order_by(KeyAccount.closed_on.is_not(None), KeyAccount.name)
    )
    return [AccountRow(row[0], row[1], row[2] or "", row[3], row[4], row[5]) for row in session.execute(query)]


def account(session: Session, public_id: str, *, actor: Actor, at: Moment) -> KeyAccount | None:
    """One key account that the actor may see."""
    return session.scalar(select(KeyAccount).where(KeyAccount.public_id == public_id, SEEN.condition(actor, at)))


def may_change(session: Session, account_id: int, *, actor: Actor, at: Moment) -> bool:
    """Whether the actor leads it today, or administrates."""
    query = select(KeyAccount.id).where(KeyAccount.id == account_id, CHANGED.condition(actor, at))
    return session.scalar(query) is not None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the team, from a date to a date (exclusive)."""

    person_public_id: str
    name: str
    part: str
    from_date: date
    to_date: date | None
    is_over: bool


def team(session: Session, account_id: int, *, on: date) -> Sequence[Member]:
    """Everybody who works or worked on an account, as on a date: who does first, the lead before the others."""
    over = (TeamMember.to_date.is_not(None)) & (TeamMember.to_date <= on)
    query = (
        select(Person.public_id, Person.name, TeamMember.part, TeamMember.from_date, TeamMember.to_date, over)
        .join(Person, Person.id == TeamMember.person_id)
        .where(TeamMember.key_account_id == account_id)
        .where(or_(TeamMember.to_date.is_(None), TeamMember.to_date > TeamMember.from_date))
        .order_by(over, TeamMember.part, Person.name, TeamMember.from_date.desc())
    )
    return [Member(row[0], row[1] or "", *row[2:6]) for row in session.execute(query)]


def contacts(session: Session, account_id: int) -> Sequence[Contact]:
    """The people at a customer, those who are there first, by name."""
    query = select(Contact).where(Contact.key_account_id == account_id)
    return session.scalars(query.order_by(Contact.left_on.is_not(None), Contact.name, Contact.id)).all()
