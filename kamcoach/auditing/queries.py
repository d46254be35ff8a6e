"""Audits as an actor may see them, one of them whole, and the rows that others take along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from assessments.instruments.model import Instrument, Item
from assessments.scoring.evidence import Period, Proof, measures_short, unproven
from kamcoach.assessing.models import Answer, Assessment, Occasion
from kamcoach.auditing.models import Audit, CorrectiveAction, EvidenceRequest, Finding
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.permissions.rules import Rule
from kamcoach.web.language import lazy_gettext as _l

State = Literal["checking", "replying", "replied", "final"]
Part = Literal["auditor", "reader", "person"]
"""What an actor is to an audit: its auditor, another auditor who reads it, or the person it is about."""


def _seen_by(actor: Actor, _at: Moment) -> ColumnElement[bool]:
    everything = Audit.id.is_not(None) if actor.holds(Role.AUDITOR) else false()
    return or_(Audit.person_id == actor.person_id, everything)


SEEN = Rule(_seen_by, _l("HR's auditors; the person it is about: the findings once drafted, all of it once final."))


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An audit with the names that a list shows and what waits in it."""

    audit: Audit
    occasion: Occasion
    person: str
    person_public_id: str
    person_zone: str
    person_country: str
    auditor: str
    commissioned_by: str
    to_hand_in: int
    to_grade: int
    answered: int
    open_actions: int

    def state(self, at: Moment) -> State:
        """Where it stands: replying ends when the person has replied or their days have passed where they are."""
        if self.audit.final_at is not None:
            return "final"
        if self.audit.drafted_at is None or self.audit.reply_until is None:
            return "checking"
        is_over = self.audit.replied_at is not None or at.today(self.person_zone) > self.audit.reply_until
        return "replied" if is_over else "replying"

    def part(self, actor: Actor) -> Part:
        """What the actor is to it; the person it is about is that before anything else."""
        if self.audit.person_id == actor.person_id:
            return "person"
        return "auditor" if self.audit.auditor_id == actor.person_id and actor.holds(Role.AUDITOR) else "reader"


def _rows(rule: Rule, actor: Actor, at: Moment) -> Select[*tuple[Any, ...]]:
    return _all_rows().where(rule.condition(actor, at))


def _all_rows() -> Select[*tuple[Any, ...]]:
    person, auditor, above = aliased(Person), aliased(Person), aliased(Person)
    asked = select(func.count()).where(EvidenceRequest.audit_id == Audit.id, EvidenceRequest.grade.is_(None))
    answered = (
        select(func.count())
        .select_from(Answer)
        .join(Assessment, Assessment.id == Answer.assessment_id)
        .where(Assessment.occasion_id == Audit.occasion_id, Answer.value.is_not(None))
    )
    actions = (
        select(func.count())
        .select_from(CorrectiveAction)
        .join(Finding, Finding.id == CorrectiveAction.finding_id)
        .where(Finding.audit_id == Audit.id, CorrectiveAction.closed_at.is_(None))
    )
    return (
        select(
            Audit,
            Occasion,
            person.name.label("person"),
            person.public_id.label("person_public_id"),
            person.time_zone.label("person_zone"),
            person.country.label("person_country"),
            auditor.name.label("auditor"),
            above.name.label("commissioned_by"),
            asked.where(EvidenceRequest.received_at.is_(None)).scalar_subquery().label("to_hand_in"),
            asked.where(EvidenceRequest.received_at.is_not(None)).scalar_subquery().label("to_grade"),
            answered.scalar_subquery().label("answered"),
            actions.scalar_subquery().label("open_actions"),
        )
        .join(Occasion, Occasion.id == Audit.occasion_id)
        .join(person, person.id == Audit.person_id)
        .join(auditor, auditor.id == Audit.auditor_id)
        .outerjoin(above, above.id == Audit.commissioned_by_id)
    )


def _as_row(row: Any) -> AuditRow:
    return AuditRow(
        audit=row.Audit,
        occasion=row.Occasion,
        person=row.person or "",
        person_public_id=row.person_public_id,
        person_zone=row.person_zone,
        person_country=row.person_country,
        auditor=row.auditor or "",
        commissioned_by=row.commissioned_by or "",
        to_hand_in=row.to_hand_in,
        to_grade=row.to_grade,
        answered=row.answered,
        open_actions=row.open_actions,
    )


def audits(session: Session, *, actor: Actor, at: Moment) -> Sequence[AuditRow]:
    """Every audit of others that the actor may see, the newest first. One query."""
    query = _rows(SEEN, actor, at).where(Audit.person_id != actor.person_id)
    return [_as_row(row) for row in session.execute(query.order_by(Audit.created_at.desc(), Audit.id.desc()))]


def audits_about(session: Session, *, actor: Actor) -> Sequence[AuditRow]:
    """The audits of the actor's own work, the newest first."""
    query = _all_rows().where(Audit.person_id == actor.person_id)
    return [_as_row(row) for row in session.execute(query.order_by(Audit.created_at.desc(), Audit.id.desc()))]


def audits_of(session: Session, person_id: int, *, actor: Actor, at: Moment) -> Sequence[AuditRow]:
    """The audits of a person that the actor may see, the newest first: for HR's page of the person. One query."""
    query = _rows(SEEN, actor, at).where(Audit.person_id == person_id)
    return [_as_row(row) for row in session.execute(query.order_by(Audit.created_at.desc(), Audit.id.desc()))]


def audit_row(session: Session, public_id: str, *, actor: Actor, at: Moment) -> AuditRow | None:
    """One audit, for whoever may see it."""
    row = session.execute(_rows(SEEN, actor, at).where(Audit.public_id == public_id)).one_or_none()
    return _as_row(row) if row else None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """A corrective action with the names around it."""

    action: CorrectiveAction
    owner: str
    closed_by: str
    checked_by: str


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything of one audit, whatever the reader may see of it: its page chooses by `row.part`."""

    row: AuditRow
    instrument: Instrument
    assessment_public_id: str
    answers: Mapping[str, Answer]
    evidence: Mapping[str, Sequence[EvidenceRequest]]
    findings: Sequence[Finding]
    actions: Mapping[int, Sequence[ActionRow]]

    @property
    def period(self) -> Period:
        """The days that it looks at."""
        return Period(self.row.audit.period_from, self.row.audit.period_to)

    @property
    def values(self) -> dict[str, str]:
        """The answered codes by item."""
        return {item: answer.value for item, answer in self.answers.items() if answer.value is not None}

    @property
    def missing(self) -> Sequence[Item]:
        """Items of the checklist without an answer."""
        return [item for item in self.instrument.items if item.code not in self.values and item.scale]

    @property
    def unproven(self) -> Mapping[str, Any]:
        """Items answered as met without the evidence, with what each lacks."""
        return unproven(self.instrument, self.values, proofs_of(self.evidence), self.period)

    @property
    def to_find(self) -> Sequence[str]:
        """Measures answered below Met that have no finding yet."""
        there = {finding.measure for finding in self.findings}
        return [code for code in measures_short(self.instrument, self.values) if code not in there]


def proofs_of(evidence: Mapping[str, Sequence[EvidenceRequest]]) -> Mapping[str, Sequence[Proof]]:
    """What was graded, by item."""
    return {
        item: [Proof(one.grade, one.dated_on) for one in asked if one.grade is not None]  # type: ignore[arg-type]
        for item, asked in evidence.items()
    }


def whole(session: Session, row: AuditRow) -> Whole:
    """Everything of an audit that the caller found through SEEN. The same number of queries for any audit."""
    digest = select(ContentVersion.content_hash).where(ContentVersion.id == row.occasion.instrument_id)
    seat = session.scalars(select(Assessment).where(Assessment.occasion_id == row.occasion.id)).one()
    answers = session.scalars(select(Answer).where(Answer.assessment_id == seat.id))
    evidence: dict[str, list[EvidenceRequest]] = {}
    asked = select(EvidenceRequest).where(EvidenceRequest.audit_id == row.audit.id).order_by(EvidenceRequest.id)
    for one in session.scalars(asked):
        evidence.setdefault(one.item, []).append(one)
    instrument = library.instrument(session, session.scalars(digest).one())
    order = [measure.code for measure in instrument.measures]
    findings = session.scalars(select(Finding).where(Finding.audit_id == row.audit.id)).all()
    return Whole(
        row=row,
        instrument=instrument,
        assessment_public_id=seat.public_id,
        answers={answer.item: answer for answer in answers},
        evidence=evidence,
        findings=sorted(findings, key=lambda finding: order.index(finding.measure)),
        actions=_actions_of(session, row.audit.id),
    )


def _actions_of(session: Session, audit_id: int) -> Mapping[int, Sequence[ActionRow]]:
    found: dict[int, list[ActionRow]] = {}
    for row in session.execute(action_rows().where(Finding.audit_id == audit_id).order_by(CorrectiveAction.id)):
        found.setdefault(row.CorrectiveAction.finding_id, []).append(as_action_row(row))
    return found


def action_rows() -> Select[*tuple[Any, ...]]:
    """Actions with the names around them."""
    owner, closer, checker = aliased(Person), aliased(Person), aliased(Person)
    return (
        select(
            CorrectiveAction,
            Finding,
            owner.name.label("owner"),
            closer.name.label("closed_by"),
            checker.name.label("checked_by"),
        )
        .join(Finding, Finding.id == CorrectiveAction.finding_id)
        .join(owner, owner.id == CorrectiveAction.owner_id)
        .outerjoin(closer, closer.id == CorrectiveAction.closed_by_id)
        .outerjoin(checker, checker.id == CorrectiveAction.checked_by_id)
    )


def as_action_row(row: Any) -> ActionRow:
    """A row of `action_rows`."""
    return ActionRow(row.CorrectiveAction, row.owner or "", row.closed_by or "", row.checked_by or "")
