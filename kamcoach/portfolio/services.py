"""Changing a key account: its name, its team, the contacts there. Raises NotTheirs for whoever may not."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor
from kamcoach.portfolio.models import Contact, KeyAccount, TeamMember
from kamcoach.portfolio.queries import CHANGED, works_on
from kamcoach.trail import services as trail


class NotTheirs(Exception):
    """There is no such key account that this actor may change."""


class AlreadyThere(Exception):
    """The name is taken, or the person is on the team already."""


def create_account(session: Session, *, name: str, lead_id: int, actor: Actor, at: Moment) -> KeyAccount:
    """A key account with its lead from today on. Raises AlreadyThere."""
    _refuse_taken(session, name)
    account = KeyAccount(name=name, created_at=at.business)
    session.add(account)
    session.flush()
    today = actor.today(at)
    session.add(TeamMember(key_account_id=account.id, person_id=lead_id, part="lead", from_date=today))
    _record(session, account, "key account created", actor=actor, at=at, texts={"name": name})
    return account


def rename_account(session: Session, public_id: str, name: str, *, actor: Actor, at: Moment) -> None:
    """Another name; what names the account shows it. Raises NotTheirs, AlreadyThere."""
    account = _lock(session, public_id, actor, at)
    if account.name == name:
        return
    _refuse_taken(session, name)
    account.name = name
    _record(session, account, "key account renamed", actor=actor, at=at, texts={"name": name})


def set_closed(session: Session, public_id: str, closed: bool, *, actor: Actor, at: Moment) -> None:
    """From today on the account is no longer worked on, or is again; nothing of it is deleted. Raises NotTheirs."""
    account = _lock(session, public_id, actor, at)
    if (account.closed_on is not None) == closed:
        return
    account.closed_on = actor.today(at) if closed else None
    _record(session, account, "key account closed" if closed else "key account reopened", actor=actor, at=at)


def add_member(
    session: Session, public_id: str, person_id: int, person: str, *, part: str, on: date, actor: Actor, at: Moment
) -> None:
    """Somebody (`person`: their public id) works on it from a day on, as lead or member. Raises NotTheirs,
    AlreadyThere."""
    account = _lock(session, public_id, actor, at)
    theirs = select(TeamMember).where(TeamMember.key_account_id == account.id, TeamMember.person_id == person_id)
    ahead = session.scalars(theirs.where(or_(TeamMember.to_date.is_(None), TeamMember.to_date > on))).first()
    if ahead is not None:
        raise AlreadyThere(person)
    again = session.scalars(theirs.where(TeamMember.from_date == on)).first()
    if again is not None:  # taken off and put back on one day
        again.to_date, again.part = None, part
    else:
        session.add(TeamMember(key_account_id=account.id, person_id=person_id, part=part, from_date=on))
    details = {"person": person, "part": part, "from": on.isoformat()}
    _record(session, account, "team member added", actor=actor, at=at, details=details)


def end_membership(
    session: Session, public_id: str, person_id: int, person: str, *, on: date, actor: Actor, at: Moment
) -> None:
    """From a day on somebody no longer works on it. The last lead stays until there is another one.

    Ending it again changes nothing. Raises NotTheirs, or Refused last_lead.
    """
    account = _lock(session, public_id, actor, at)
    running = select(TeamMember).where(TeamMember.key_account_id == account.id)
    running = running.where(or_(TeamMember.to_date.is_(None), TeamMember.to_date > on))
    theirs = session.scalars(running.where(TeamMember.person_id == person_id)).first()
    if theirs is None:
        return
    if theirs.part == "lead":
        others = running.where(TeamMember.part == "lead", TeamMember.person_id != person_id, works_on(on))
        if session.scalars(others.where(TeamMember.to_date.is_(None))).first() is None:
            raise Refused("last_lead")
    theirs.to_date = max(on, theirs.from_date)
    details = {"person": person, "to": theirs.to_date.isoformat()}
    _record(session, account, "team member left", actor=actor, at=at, details=details)


def add_contact(session: Session, public_id: str, *, name: str, position: str, actor: Actor, at: Moment) -> Contact:
    """A person at the customer. The same name and position again changes nothing. Raises NotTheirs."""
    account = _lock(session, public_id, actor, at)
    same = select(Contact).where(Contact.key_account_id == account.id, Contact.left_on.is_(None))
    there = session.scalars(same.where(Contact.name == name, Contact.position == position)).first()
    if there is not None:
        return there
    contact = Contact(key_account_id=account.id, name=name, position=position, created_at=at.business)
    session.add(contact)
    session.flush()
    details, texts = {"contact": contact.public_id}, {"name": name, "position": position}
    _record(session, account, "contact added", actor=actor, at=at, details=details, texts=texts)
    return contact


def set_left(session: Session, public_id: str, contact_id: str, left: bool, *, actor: Actor, at: Moment) -> Contact:
    """A contact is no longer there from today on, or is again. Raises NotTheirs."""
    account = _lock(session, public_id, actor, at)
    query = select(Contact).where(Contact.key_account_id == account.id, Contact.public_id == contact_id)
    contact = session.scalar(query)
    if contact is None:
        raise NotTheirs
    if (contact.left_on is not None) != left:
        contact.left_on = actor.today(at) if left else None
        verb, details = "contact left" if left else "contact back", {"contact": contact.public_id}
        _record(session, account, verb, actor=actor, at=at, details=details)
    return contact


def _lock(session: Session, public_id: str, actor: Actor, at: Moment) -> KeyAccount:
    query = select(KeyAccount).where(KeyAccount.public_id == public_id, CHANGED.condition(actor, at))
    account = session.scalar(query.with_for_update(of=KeyAccount))
    if account is None:
        raise NotTheirs
    return account


def _refuse_taken(session: Session, name: str) -> None:
    if session.scalar(select(KeyAccount.id).where(KeyAccount.name == name)) is not None:
        raise AlreadyThere(name)


def _record(
    session: Session,
    account: KeyAccount,
    verb: str,
    *,
    actor: Actor,
    at: Moment,
    details: Mapping[str, object] | None = None,
    texts: Mapping[str, str] | None = None,
) -> None:
    on = ("key account", account.public_id)
    trail.record(session, actor=actor, verb=verb, on=on, at=at, details=details, texts=texts)
