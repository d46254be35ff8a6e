"""Findings: drafted, replied to, final (method.md §3, Right of reply). Raises NotTheirs for whoever may not."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.scheduling.dates import after_working_days
from kamcoach.assessing import services as assessing
from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.assessing.releasing import hold, release
from kamcoach.auditing.independence import refuse_ties
from kamcoach.auditing.models import Audit, Finding
from kamcoach.auditing.queries import Whole, audit_row, whole
from kamcoach.auditing.services import NotTheirs, TooLate, lock_about_me, lock_mine, record, tell
from kamcoach.clock import Moment
from kamcoach.people.calendars import working_day
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor

REPLY_DAYS = 10
"""Working days that the person has to reply (method.md §3)."""


class Stale(Exception):
    """The finding was changed elsewhere since the page was read; carries it as it is now."""

    def __init__(self, stored: Finding) -> None:
        super().__init__(stored.public_id)
        self.stored = stored


class NotReady(Exception):
    """The audit cannot go on; `found` says what stands in the way: see Whole.missing, unproven and to_find."""

    def __init__(self, found: Whole) -> None:
        super().__init__(found.row.audit.public_id)
        self.found = found


class StillReplying(Exception):
    """The person has not replied and still may."""

    def __init__(self, until: date) -> None:
        super().__init__(until)
        self.until = until


def save_finding(
    session: Session, public_id: str, measure: str, text: str, base: int, *, actor: Actor, at: Moment
) -> None:
    """Write the finding on a measure: its draft until that is sent, its final text afterwards.

    `base` is the revision that the page showed, 0 for a new one. Raises NotTheirs, TooLate, Stale.
    """
    audit = lock_mine(session, public_id, actor=actor)
    if audit.final_at is not None:
        raise TooLate
    stored = _finding_on(session, audit, measure)
    if stored is None:
        _add(session, audit, measure, text, actor=actor, at=at)
        return
    shown = stored.draft if audit.drafted_at is None else stored.final or stored.draft
    if shown == text:
        return
    if stored.revision != base:
        raise Stale(stored)
    if audit.drafted_at is None:
        stored.draft = text
    else:
        stored.final = text
    stored.revision += 1
    details: dict[str, object] = {"finding": stored.public_id, "revision": stored.revision}
    record(session, audit, "finding changed", actor=actor, at=at, details=details, texts={"text": text})


def _finding_on(session: Session, audit: Audit, measure: str) -> Finding | None:
    return session.scalar(select(Finding).where(Finding.audit_id == audit.id, Finding.measure == measure))


def _add(session: Session, audit: Audit, measure: str, text: str, *, actor: Actor, at: Moment) -> None:
    instrument = assessing.instrument_of(session, session.get_one(Occasion, audit.occasion_id))
    if measure not in {one.code for one in instrument.measures}:
        raise NotTheirs
    if audit.drafted_at is not None:
        raise TooLate  # the person could not reply to it any more
    finding = Finding(audit_id=audit.id, measure=measure, draft=text, created_at=at.business)
    session.add(finding)
    session.flush()
    details: dict[str, object] = {"finding": finding.public_id, "measure": measure}
    record(session, audit, "finding drafted", actor=actor, at=at, details=details, texts={"text": text})


def remove_finding(session: Session, public_id: str, measure: str, *, actor: Actor, at: Moment) -> None:
    """Take a finding back before it is sent. Twice is harmless. Raises NotTheirs, TooLate."""
    audit = lock_mine(session, public_id, actor=actor)
    if audit.drafted_at is not None:
        raise TooLate
    stored = _finding_on(session, audit, measure)
    if stored is not None:
        session.delete(stored)
        details: dict[str, object] = {"finding": stored.public_id}
        record(session, audit, "finding removed", actor=actor, at=at, details=details)


def send_draft(session: Session, public_id: str, *, actor: Actor, at: Moment) -> None:
    """Send the findings to the person: ten working days to reply begin where they are. Sending twice sends once.

    Raises NotTheirs, NotIndependent, NotReady.
    """
    audit = lock_mine(session, public_id, actor=actor)
    if audit.drafted_at is not None:
        return
    _check(session, audit, actor=actor, at=at)
    person = session.get_one(Person, audit.person_id)
    until = after_working_days(at.today(person.time_zone), REPLY_DAYS, working_day(person.country))
    audit.drafted_at, audit.reply_until = at.business, until
    record(session, audit, "audit drafted", actor=actor, at=at, details={"reply_until": until.isoformat()})
    tell(session, audit, "audit-drafted", person, at=at)


def _check(session: Session, audit: Audit, *, actor: Actor, at: Moment) -> None:
    refuse_ties(session, auditor_id=actor.person_id, person_id=audit.person_id, today=actor.today(at), at=at)
    session.flush()
    row = audit_row(session, audit.public_id, actor=actor, at=at)
    assert row is not None  # its auditor sees it
    found = whole(session, row)
    if found.missing or found.unproven or found.to_find:
        raise NotReady(found)


def save_reply(
    session: Session, public_id: str, finding: str, reply: str, dissent: str, base: int, *, actor: Actor, at: Moment
) -> None:
    """Keep what the person says to a finding, until the audit is final. Raises NotTheirs, TooLate, Stale."""
    audit = lock_about_me(session, public_id, actor=actor)
    if audit.drafted_at is None:
        raise NotTheirs
    stored = session.scalar(select(Finding).where(Finding.public_id == finding, Finding.audit_id == audit.id))
    if stored is None:
        raise NotTheirs
    if (stored.reply, stored.dissent) == (reply, dissent):
        return
    if audit.final_at is not None:
        raise TooLate
    if stored.reply_revision != base:
        raise Stale(stored)
    stored.reply, stored.dissent = reply, dissent
    stored.reply_revision += 1
    details: dict[str, object] = {"finding": stored.public_id, "revision": stored.reply_revision}
    record(
        session, audit, "reply saved", actor=actor, at=at, details=details, texts={"reply": reply, "dissent": dissent}
    )


def send_reply(session: Session, public_id: str, *, actor: Actor, at: Moment) -> None:
    """Say that the reply is complete: the auditor need not wait any longer. Twice is harmless. Raises NotTheirs."""
    audit = lock_about_me(session, public_id, actor=actor)
    if audit.drafted_at is None:
        raise NotTheirs
    if audit.replied_at is None and audit.final_at is None:
        audit.replied_at = at.business
        record(session, audit, "reply sent", actor=actor, at=at)
        tell(session, audit, "audit-replied", session.get_one(Person, audit.auditor_id), at=at)


def finalise(session: Session, public_id: str, *, actor: Actor, at: Moment) -> None:
    """Make it final: send the checklist and release it, so that results exist. Twice is harmless.

    Raises NotTheirs, NotIndependent, NotReady, StillReplying, TooLate before the draft.
    """
    audit = lock_mine(session, public_id, actor=actor)
    if audit.final_at is not None:
        return
    if audit.drafted_at is None or audit.reply_until is None:
        raise TooLate
    person = session.get_one(Person, audit.person_id)
    if audit.replied_at is None and at.today(person.time_zone) <= audit.reply_until:
        raise StillReplying(audit.reply_until)
    _lock_checklist(session, audit)
    _check(session, audit, actor=actor, at=at)
    for finding in session.scalars(select(Finding).where(Finding.audit_id == audit.id)):
        finding.final = finding.final or finding.draft
    seat = session.scalars(select(Assessment).where(Assessment.occasion_id == audit.occasion_id)).one()
    assessing.submit(session, seat.public_id, actor=actor, at=at)
    release(session, hold(session, audit.occasion_id), at=at)
    audit.final_at = at.business
    record(session, audit, "audit final", actor=actor, at=at)
    tell(session, audit, "audit-final", person, at=at)


def _lock_checklist(session: Session, audit: Audit) -> None:
    """No answer may change between looking at them and sending them: a save locks the seat too."""
    session.execute(select(Assessment.id).where(Assessment.occasion_id == audit.occasion_id).with_for_update())
