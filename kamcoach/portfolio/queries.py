"""Key accounts as an actor may see them, and which of them somebody may name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.permissions.rules import Rule
from kamcoach.portfolio.models import KeyAccount, TeamMember
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


SEEN = Rule(_seen_by, _l("The people on its team, their managers and coaches, auditors and administrators."))
CHANGED = Rule(_changed_by, _l("Its lead and administrators."))


@dataclass(frozen=True, slots=True)
class AccountName:
    """A key account as far as something may name it."""

    id: int
    public_id: str
    name: str


def nameable(session: Session, person_ids: Collection[int | None], *, on: date) -> Sequence[AccountName]:
    """The accounts, not closed, that any of these people works on, by name: what they may name in an answer."""
    members = select(TeamMember.key_account_id).where(TeamMember.person_id.in_(person_ids), works_on(on))
    query = select(KeyAccount.id, KeyAccount.public_id, KeyAccount.name).where(KeyAccount.id.in_(members), _runs(on))
    return [AccountName(*row) for row in session.execute(query.order_by(KeyAccount.name))]


def named(session: Session, ids: Collection[int | None]) -> Mapping[int, AccountName]:
    """Accounts that something names already, by id; the caller may read what names them."""
    wanted = [one for one in ids if one is not None]
    if not wanted:
        return {}
    query = select(KeyAccount.id, KeyAccount.public_id, KeyAccount.name).where(KeyAccount.id.in_(wanted))
    return {row.id: AccountName(*row) for row in session.execute(query)}
