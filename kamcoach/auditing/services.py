"""Opening an audit, and holding one for a change. Raises NotTheirs for whoever may not."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Occasion
from kamcoach.assessing.opening import Asking, Seat, Window, open_occasion
from kamcoach.assessing.policies import AUDIT
from kamcoach.auditing.independence import refuse_ties
from kamcoach.auditing.models import Audit
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.notifications.services import queue
from kamcoach.people.models import Line, Person
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.trail import services as trail

DUE, CLOSES = timedelta(days=60), timedelta(days=730)
"""An audit waits for papers and replies: its checklist is meant for two months, and stays open for two years."""
COMMISSIONED = frozenset({"audit-key-account-executive"})
"""Audits that somebody above the person has to commission (method.md §3, Executives)."""


class NotTheirs(Exception):
    """There is no such audit, finding, piece of evidence or action that this actor may change."""


class TooLate(Exception):
    """The audit has gone further than this change allows: it is drafted or final already."""


class NotCommissioned(Exception):
    """An executive's audit needs somebody who commissions it and is neither the person nor below them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is audited: the person, what with, over which days (both included), why, and what the auditor declares."""

    person: Person
    instrument: ContentVersion
    period_from: date
    period_to: date
    reason: str
    independence: str
    commissioned_by: Person | None = None


def open_audit(session: Session, plan: Plan, *, public_id: str, actor: Actor, at: Moment) -> Audit:
    """Open an audit with its checklist; the same public id again gives the audit that is there.

    Raises NotIndependent, NotCommissioned, NotTheirs.
    """
    if not actor.holds(Role.AUDITOR):
        raise NotTheirs
    session.execute(select(Person.id).where(Person.id == actor.person_id).with_for_update())  # one click at a time
    there = session.scalar(select(Audit).where(Audit.public_id == public_id))
    if there is not None:
        if there.auditor_id != actor.person_id:
            raise NotTheirs
        return there
    today = actor.today(at)
    refuse_ties(session, auditor_id=actor.person_id, person_id=plan.person.id, today=today, at=at)
    _check_commission(session, plan, today)
    occasion = _open_checklist(session, plan, public_id, actor=actor, at=at)
    audit = Audit(
        public_id=public_id,
        occasion_id=occasion.id,
        person_id=plan.person.id,
        auditor_id=actor.person_id,
        commissioned_by_id=plan.commissioned_by.id if plan.commissioned_by else None,
        reason=plan.reason,
        period_from=plan.period_from,
        period_to=plan.period_to,
        independence=plan.independence,
        declared_at=at.business,
        created_at=at.business,
    )
    session.add(audit)
    session.flush()
    _record_opened(session, audit, plan, actor=actor, at=at)
    tell(session, audit, "audit-opened", plan.person, at=at)
    return audit


def _record_opened(session: Session, audit: Audit, plan: Plan, *, actor: Actor, at: Moment) -> None:
    details: dict[str, object] = {"person": plan.person.public_id, "instrument": plan.instrument.code}
    details |= {"from": plan.period_from.isoformat(), "to": plan.period_to.isoformat()}
    if plan.commissioned_by is not None:
        details["commissioned_by"] = plan.commissioned_by.public_id
    texts = {"reason": plan.reason, "independence": plan.independence}
    record(session, audit, "audit opened", actor=actor, at=at, details=details, texts=texts)


def _open_checklist(session: Session, plan: Plan, series: str, *, actor: Actor, at: Moment) -> Occasion:
    today = actor.today(at)
    asking = Asking(
        instrument=plan.instrument,
        title=library.as_instrument(plan.instrument).title,
        series=series,
        phase="single",
        purpose="audit",
        sees=AUDIT,
        blind=False,
    )
    return open_occasion(
        session,
        person_id=plan.person.id,
        asking=asking,
        window=Window(today, today + DUE, today + CLOSES, actor.time_zone),
        seats=[Seat("auditor", actor.person_id)],
        actor=actor,
        at=at,
    )


def _check_commission(session: Session, plan: Plan, today: date) -> None:
    if plan.commissioned_by is None:
        if plan.instrument.code in COMMISSIONED:
            raise NotCommissioned
        return
    if plan.person.id in _and_above(session, plan.commissioned_by.id, today):
        raise NotCommissioned


def _and_above(session: Session, person_id: int, today: date) -> set[int]:
    """A person and everybody who manages them, up to the top."""
    seen: set[int] = set()
    above: set[int] = {person_id}
    while above - seen:
        seen |= above
        query = select(Line.holder_id).where(Line.kind == "manager", Line.person_id.in_(above), Line.from_date <= today)
        above = set(session.scalars(query.where((Line.to_date.is_(None)) | (Line.to_date > today))))
    return seen


def record(
    session: Session,
    audit: Audit,
    verb: str,
    *,
    actor: Actor,
    at: Moment,
    details: dict[str, object] | None = None,
    texts: dict[str, str] | None = None,
) -> None:
    """Add a step of an audit to the trail."""
    on = ("audit", audit.public_id)
    trail.record(session, actor=actor, verb=verb, on=on, at=at, details=details, texts=texts)


def tell(session: Session, audit: Audit, kind: str, reader: Person, *, at: Moment, key: str = "") -> None:
    """Queue a letter that says where to look, and nothing of what stands there. Once for each kind, audit and key."""
    about = {"audit": audit.public_id, "reader": reader.public_id}
    queue(session, kind=kind, person_id=reader.id, about=about, dedupe_key=f"{kind}:{audit.public_id}:{key}", at=at)


def lock_mine(session: Session, public_id: str, *, actor: Actor) -> Audit:
    """The actor's audit as its auditor, held until this transaction ends. Raises NotTheirs."""
    if not actor.holds(Role.AUDITOR):
        raise NotTheirs
    query = select(Audit).where(Audit.public_id == public_id, Audit.auditor_id == actor.person_id).with_for_update()
    return _found(session.scalar(query.execution_options(populate_existing=True)))


def lock_about_me(session: Session, public_id: str, *, actor: Actor) -> Audit:
    """The audit of the actor, held until this transaction ends. Raises NotTheirs."""
    query = select(Audit).where(Audit.public_id == public_id, Audit.person_id == actor.person_id).with_for_update()
    return _found(session.scalar(query.execution_options(populate_existing=True)))


def _found(audit: Audit | None) -> Audit:
    if audit is None:
        raise NotTheirs
    return audit
