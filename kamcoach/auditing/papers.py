"""Evidence: asked for by the auditor, handed in by the person, graded. Raises NotTheirs for whoever may not."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.instruments.model import Grade
from assessments.refusals import Refused
from kamcoach.assessing.models import Occasion
from kamcoach.assessing.services import instrument_of
from kamcoach.auditing.models import Audit, EvidenceRequest
from kamcoach.auditing.services import NotTheirs, TooLate, lock_about_me, lock_mine, record, tell
from kamcoach.clock import Moment
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.portfolio import queries as portfolio


class Changed(Exception):
    """The piece of evidence was changed since the page was read; carries it as it is now."""

    def __init__(self, stored: EvidenceRequest) -> None:
        super().__init__(stored.public_id)
        self.stored = stored


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What it is, where it lies, the day it carries, the public id of a key account ("" for none)."""

    what: str
    lies_at: str
    dated_on: date
    account: str


def ask(
    session: Session, public_id: str, item: str, asked_for: str, grade: str, due_on: date, *, actor: Actor, at: Moment
) -> None:
    """Ask for a piece of evidence for an item. Asking for the same twice asks once. Raises NotTheirs, TooLate."""
    audit = _open(lock_mine(session, public_id, actor=actor))
    if not instrument_of(session, session.get_one(Occasion, audit.occasion_id)).has_item(item):
        raise NotTheirs
    same = select(EvidenceRequest.id).where(
        EvidenceRequest.audit_id == audit.id, EvidenceRequest.item == item, EvidenceRequest.asked_for == asked_for
    )
    if session.scalar(same.limit(1)) is not None:
        return
    request = EvidenceRequest(
        audit_id=audit.id, item=item, asked_for=asked_for, wanted_grade=grade, due_on=due_on, asked_at=at.business
    )
    session.add(request)
    session.flush()
    details: dict[str, object] = {"evidence": request.public_id, "item": item, "due_on": due_on.isoformat()}
    record(session, audit, "evidence asked", actor=actor, at=at, details=details, texts={"asked_for": asked_for})
    person = session.get_one(Person, audit.person_id)
    tell(session, audit, "audit-asked", person, at=at, key=at.today(person.time_zone).isoformat())


def _open(audit: Audit) -> Audit:
    if audit.final_at is not None:
        raise TooLate
    return audit


def _request(session: Session, audit: Audit, evidence: str) -> EvidenceRequest:
    query = select(EvidenceRequest).where(EvidenceRequest.public_id == evidence, EvidenceRequest.audit_id == audit.id)
    found = session.scalar(query)
    if found is None:
        raise NotTheirs
    return found


def hand_in(
    session: Session, public_id: str, evidence: str, given: HandedIn, base: int, *, actor: Actor, at: Moment
) -> None:
    """Hand a piece in, or change what was handed in until it is graded. Raises NotTheirs, TooLate, Changed, or
    Refused evidence_to_come, unknown_account."""
    audit = _open(lock_about_me(session, public_id, actor=actor))
    request = _request(session, audit, evidence)
    account = _account(session, given.account, request, actor=actor, at=at)
    content = (given.what, given.lies_at, given.dated_on, account)
    if (request.received, request.lies_at, request.dated_on, request.key_account_id) == content:
        return
    if given.dated_on > actor.today(at):
        raise Refused("evidence_to_come")
    if request.grade is not None or request.revision != base:
        raise Changed(request)
    request.received, request.lies_at, request.dated_on, request.key_account_id = content
    request.received_at = at.business
    request.revision += 1
    details: dict[str, object] = {"evidence": request.public_id, "revision": request.revision}
    texts = {"received": given.what, "lies_at": given.lies_at}
    record(session, audit, "evidence handed in", actor=actor, at=at, details=details, texts=texts)


def _account(session: Session, account: str, request: EvidenceRequest, *, actor: Actor, at: Moment) -> int | None:
    if not account:
        return None
    own = portfolio.nameable(session, [actor.person_id], on=actor.today(at))
    for one in [*own, *portfolio.named(session, {request.key_account_id}).values()]:
        if one.public_id == account:
            return one.id
    raise Refused("unknown_account")


def grade(
    session: Session, public_id: str, evidence: str, given: Grade, note: str, base: int, *, actor: Actor, at: Moment
) -> None:
    """Grade what was handed in, or grade it anew until the audit is final. Raises NotTheirs, TooLate, Changed."""
    audit = _open(lock_mine(session, public_id, actor=actor))
    request = _request(session, audit, evidence)
    if request.received_at is None:
        raise NotTheirs
    if (request.grade, request.graded_note) == (given, note):
        return
    if request.revision != base:
        raise Changed(request)
    request.grade, request.graded_note, request.graded_at = given, note, at.business
    request.revision += 1
    details: dict[str, object] = {"evidence": request.public_id, "grade": given}
    record(session, audit, "evidence graded", actor=actor, at=at, details=details, texts={"note": note})
