"""Corrective actions: who owns one says that it is done, an auditor who does not own it closes it and looks at its
effect 90 days later (method.md §3). Raises NotTheirs for whoever may not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import Session, aliased

from assessments.instruments.model import Instrument
from kamcoach.assessing.models import Occasion
from kamcoach.auditing.models import Audit, CorrectiveAction, Finding
from kamcoach.auditing.queries import ActionRow, action_rows, as_action_row
from kamcoach.auditing.services import NotTheirs, TooLate, lock_mine, record, tell
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.permissions.rules import Rule
from kamcoach.web.language import lazy_gettext as _l

CHECK_AFTER = timedelta(days=90)


def _seen_by(actor: Actor, _at: Moment) -> ColumnElement[bool]:
    audits = Audit.id.is_not(None) if actor.holds(Role.AUDITOR) else false()
    return or_(CorrectiveAction.owner_id == actor.person_id, Audit.person_id == actor.person_id, audits)


SEEN = Rule(_seen_by, _l("whoever owns this action, the person whose work was audited, HR's auditors."))


@dataclass(frozen=True, slots=True)
class Seen:
    """An action with its finding and its audit, as far as its page needs them."""

    row: ActionRow
    finding: Finding
    audit: Audit
    person: str
    instrument: Instrument

    @property
    def action(self) -> CorrectiveAction:
        """The action itself."""
        return self.row.action

    def may_close(self, actor: Actor) -> bool:
        """Any auditor but its owner and the person audited: who closes is not who owns."""
        return actor.holds(Role.AUDITOR) and actor.person_id not in (self.action.owner_id, self.audit.person_id)


def _query(actor: Actor, at: Moment) -> Select[*tuple[Any, ...]]:
    person = aliased(Person)
    return (
        action_rows()
        .add_columns(Audit, person.name.label("person"), ContentVersion.content_hash)
        .join(Audit, Audit.id == Finding.audit_id)
        .join(Occasion, Occasion.id == Audit.occasion_id)
        .join(ContentVersion, ContentVersion.id == Occasion.instrument_id)
        .join(person, person.id == Audit.person_id)
        .where(SEEN.condition(actor, at))
    )


def _as_seen(session: Session, row: Any) -> Seen:
    instrument = library.instrument(session, row.content_hash)
    return Seen(as_action_row(row), row.Finding, row.Audit, row.person or "", instrument)


def action(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Seen | None:
    """One action, for whoever may see it."""
    row = session.execute(_query(actor, at).where(CorrectiveAction.public_id == public_id)).one_or_none()
    return _as_seen(session, row) if row else None


def own_open(session: Session, *, actor: Actor, at: Moment) -> Sequence[Seen]:
    """What the actor owns and nobody has closed, the nearest day first."""
    query = _query(actor, at).where(CorrectiveAction.owner_id == actor.person_id, CorrectiveAction.closed_at.is_(None))
    rows = session.execute(query.order_by(CorrectiveAction.due_on, CorrectiveAction.id))
    return [_as_seen(session, row) for row in rows]


def to_close_or_check(session: Session, *, actor: Actor, at: Moment) -> Sequence[Seen]:
    """What waits for an auditor: done and not closed, or closed with its effect to look at today or before."""
    if not actor.holds(Role.AUDITOR):
        return []
    action = CorrectiveAction
    is_done = action.done_on.is_not(None) & action.closed_at.is_(None)
    is_due = (action.check_on <= actor.today(at)) & action.effective.is_(None)
    query = _query(actor, at).where(or_(is_done, is_due), action.owner_id != actor.person_id)
    query = query.where(Audit.person_id != actor.person_id).order_by(action.due_on, action.id)
    return [_as_seen(session, row) for row in session.execute(query)]


def add(
    session: Session,
    public_id: str,
    finding: str,
    *,
    operation: str,
    what: str,
    owner: Person,
    due_on: date,
    actor: Actor,
    at: Moment,
) -> None:
    """An action on a finding of a final audit; `operation` is its id, so that a double click adds one.

    Raises NotTheirs, TooLate before the audit is final.
    """
    audit = lock_mine(session, public_id, actor=actor)
    stored = session.scalar(select(Finding).where(Finding.public_id == finding, Finding.audit_id == audit.id))
    if stored is None:
        raise NotTheirs
    if audit.final_at is None:
        raise TooLate
    if session.scalar(select(CorrectiveAction.id).where(CorrectiveAction.public_id == operation)) is not None:
        return
    made = CorrectiveAction(
        public_id=operation, finding_id=stored.id, owner_id=owner.id, what=what, due_on=due_on, created_at=at.business
    )
    session.add(made)
    session.flush()
    details: dict[str, object] = {"action": operation, "owner": owner.public_id, "due_on": due_on.isoformat()}
    record(session, audit, "action agreed", actor=actor, at=at, details=details, texts={"what": what})
    tell(session, audit, "audit-action", owner, at=at, key=operation)


def _lock(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Seen:
    held = select(CorrectiveAction.id).where(CorrectiveAction.public_id == public_id).with_for_update()
    found = action(session, public_id, actor=actor, at=at) if session.scalar(held) is not None else None
    if found is None:
        raise NotTheirs
    session.refresh(found.action)
    return found


def mark_done(session: Session, public_id: str, note: str, *, actor: Actor, at: Moment) -> None:
    """Its owner says that it is done. Twice is harmless. Raises NotTheirs."""
    found = _lock(session, public_id, actor=actor, at=at)
    if found.action.owner_id != actor.person_id:
        raise NotTheirs
    if found.action.done_on is None:
        found.action.done_on, found.action.done_note = actor.today(at), note
        _step(session, found, "action done", actor=actor, at=at, note=note)


def close(session: Session, public_id: str, *, actor: Actor, at: Moment) -> None:
    """An auditor who does not own it has seen that it is done. Twice is harmless. Raises NotTheirs, TooLate while it
    is not done."""
    found = _lock(session, public_id, actor=actor, at=at)
    if not found.may_close(actor):
        raise NotTheirs
    if found.action.done_on is None:
        raise TooLate
    if found.action.closed_at is None:
        found.action.closed_at, found.action.closed_by_id = at.business, actor.person_id
        found.action.check_on = actor.today(at) + CHECK_AFTER
        _step(session, found, "action closed", actor=actor, at=at)


def record_check(session: Session, public_id: str, *, effective: bool, note: str, actor: Actor, at: Moment) -> None:
    """Whether it had an effect, from its day on, said once. Raises NotTheirs, TooLate before that day."""
    found = _lock(session, public_id, actor=actor, at=at)
    kept = found.action
    if not found.may_close(actor):
        raise NotTheirs
    if kept.check_on is None or kept.check_on > actor.today(at):
        raise TooLate
    if kept.effective is None:
        kept.effective, kept.check_note = effective, note
        kept.checked_at, kept.checked_by_id = at.business, actor.person_id
        _step(session, found, "effect checked", actor=actor, at=at, note=note)


def _step(session: Session, found: Seen, verb: str, *, actor: Actor, at: Moment, note: str = "") -> None:
    details: dict[str, object] = {"action": found.action.public_id}
    if found.action.effective is not None:
        details["effective"] = found.action.effective
    record(session, found.audit, verb, actor=actor, at=at, details=details, texts={"note": note} if note else None)
