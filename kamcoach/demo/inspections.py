"""The demo's audits: one final with actions that run, one whose draft waits for a reply, one that asks for evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.instruments.model import Grade, Item
from kamcoach.assessing import services as assessing
from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.assessing.services import Save
from kamcoach.auditing import actions, findings, papers, services
from kamcoach.auditing.models import Audit, EvidenceRequest, Finding
from kamcoach.clock import Moment
from kamcoach.database import new_public_id
from kamcoach.demo.draws import draw, whole_between
from kamcoach.demo.founding import Someone
from kamcoach.library import queries as library
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.signin.queries import actor_for

_DAY = timedelta(days=1)
_INSTRUMENT = "audit-key-account-manager"
_MET, _PARTLY = 0.72, 0.9
_PROOF: Mapping[str, Grade] = {"A": "A", "B": "B"}
"""What proves, by the letter as it is stored."""
_PAPERS = (
    "Minutes of the review, signed by both sides.",
    "The customer's mail with the date and the names.",
    "Print of the record, with its time of saving.",
    "The page of the plan as it stood before.",
)
_REPLY = "The paper lies with the service lead; I did not have it when you asked. It is dated within the period."
_DISSENT = "The customer signs nothing before the board meets. That is their rule, not ours."


@dataclass(frozen=True, slots=True)
class Run:
    """An audit: who audits whom, and the days before the story stops on which each step is done, None: not yet."""

    auditor: str
    person: str
    opened: int
    handed_in: int
    drafted: int | None = None
    replied: int | None = None
    final: int | None = None
    owners: tuple[tuple[str, str, int], ...] = ()


RUNS = (
    Run(
        auditor="E003",
        person="E030",
        opened=-75,
        handed_in=-66,
        drafted=-60,
        replied=-52,
        final=-47,
        owners=(
            ("E011", "Sit in on the next two reviews with the customer and see that both sides sign the minutes.", 20),
            ("E030", "Date every open action of the plan anew and tell the customer which ones moved.", 12),
        ),
    ),
    Run(auditor="E004", person="E053", opened=-21, handed_in=-12, drafted=-5),
    Run(auditor="E003", person="E022", opened=-6, handed_in=-2),
)


def acts(people: Mapping[str, Someone], *, seed: int, until: datetime) -> Iterator[tuple[datetime, Any]]:
    """What auditors and the audited do, with the instant of each act."""
    noon = until.replace(hour=8, minute=30, second=0, microsecond=0)
    for run in RUNS:
        steps = ((run.opened, _open), (run.handed_in, _hand_in), (run.drafted, _draft), (run.replied, _reply))
        for day, step in (*steps, (run.final, _finish)):
            if day is not None:
                yield noon + day * _DAY, partial(step, run, people, seed)


def _actor(session: Session, someone: Someone) -> Actor:
    actor = actor_for(session, someone.id)
    assert actor is not None  # nobody leaves in the story
    return actor


def _audit(session: Session, run: Run, people: Mapping[str, Someone]) -> Audit:
    return session.scalars(select(Audit).where(Audit.person_id == people[run.person].id)).one()


def _items(session: Session, audit: Audit) -> Sequence[Item]:
    return assessing.instrument_of(session, session.get_one(Occasion, audit.occasion_id)).items


def _found(run: Run, item: Item, seed: int) -> str:
    """What the auditor finds about an item: met, partly, not met."""
    chance = draw(seed, "found", run.person, item.code)
    return "2" if chance < _MET else "1" if chance < _PARTLY else "0"


def _open(run: Run, people: Mapping[str, Someone], seed: int, session: Session, at: Moment) -> None:
    actor = _actor(session, people[run.auditor])
    instrument = library.newest(session, "instruments", _INSTRUMENT)
    assert instrument is not None
    today = actor.today(at)
    plan = services.Plan(
        person=session.get_one(Person, people[run.person].id),
        instrument=instrument,
        period_from=today - 180 * _DAY,
        period_to=today - _DAY,
        reason="Drawn in the yearly sample: one key account manager in four.",
        independence="I have never managed, coached, trained or rated this person, and work in another country.",
    )
    made = services.open_audit(session, plan, public_id=new_public_id(), actor=actor, at=at)
    for item in _items(session, made):
        if _found(run, item, seed) == "2":
            for piece in item.evidence:
                if piece.grade in _PROOF:
                    due_on = today + 10 * _DAY
                    text = piece.ask_for
                    papers.ask(session, made.public_id, item.code, text, piece.grade, due_on, actor=actor, at=at)


def _hand_in(run: Run, people: Mapping[str, Someone], seed: int, session: Session, at: Moment) -> None:
    """Everything where the audit went on; of the newest one the first half."""
    audit, actor = _audit(session, run, people), _actor(session, people[run.person])
    asked = session.scalars(
        select(EvidenceRequest).where(EvidenceRequest.audit_id == audit.id).order_by(EvidenceRequest.id)
    ).all()
    for number, request in enumerate(asked if run.drafted is not None else asked[: len(asked) // 2]):
        days = whole_between(20, 150, seed, "dated", run.person, number)
        dated_on = audit.period_to - days * _DAY
        what = _PAPERS[number % len(_PAPERS)]
        given = papers.HandedIn(what, f"Account folder, tab {number + 1}", dated_on, "")
        papers.hand_in(session, audit.public_id, request.public_id, given, request.revision, actor=actor, at=at)


def _draft(run: Run, people: Mapping[str, Someone], seed: int, session: Session, at: Moment) -> None:
    """Grade what came, fill in the checklist, write what was found, send it."""
    audit, actor = _audit(session, run, people), _actor(session, people[run.auditor])
    for request in session.scalars(select(EvidenceRequest).where(EvidenceRequest.audit_id == audit.id)).all():
        note, grade = "Seen and dated.", _PROOF[request.wanted_grade]
        papers.grade(session, audit.public_id, request.public_id, grade, note, request.revision, actor=actor, at=at)
    seat = session.scalars(select(Assessment).where(Assessment.occasion_id == audit.occasion_id)).one()
    for item in _items(session, audit):
        value = _found(run, item, seed)
        note = "" if value == "2" else "What was shown lies outside the period."
        save = Save(item.code, value, note, 0, f"demo {item.code}")
        assessing.save_answer(session, seat.public_id, save, actor=actor, at=at)
        if value != "2":
            words = "Two of the five cases that we drew have no dated paper within the period."
            findings.save_finding(session, audit.public_id, item.measure, words, 0, actor=actor, at=at)
    session.flush()
    findings.send_draft(session, audit.public_id, actor=actor, at=at)


def _reply(run: Run, people: Mapping[str, Someone], _seed: int, session: Session, at: Moment) -> None:
    audit, actor = _audit(session, run, people), _actor(session, people[run.person])
    for number, finding in enumerate(session.scalars(select(Finding).where(Finding.audit_id == audit.id)).all()):
        dissent = "" if number else _DISSENT
        findings.save_reply(session, audit.public_id, finding.public_id, _REPLY, dissent, 0, actor=actor, at=at)
    findings.send_reply(session, audit.public_id, actor=actor, at=at)


def _finish(run: Run, people: Mapping[str, Someone], _seed: int, session: Session, at: Moment) -> None:
    audit, actor = _audit(session, run, people), _actor(session, people[run.auditor])
    findings.finalise(session, audit.public_id, actor=actor, at=at)
    first = session.scalars(select(Finding).where(Finding.audit_id == audit.id).order_by(Finding.id)).first()
    if first is None:
        return
    for owner, what, weeks in run.owners:
        actions.add(
            session,
            audit.public_id,
            first.public_id,
            operation=new_public_id(),
            what=what,
            owner=session.get_one(Person, people[owner].id),
            due_on=actor.today(at) + 7 * weeks * _DAY,
            actor=actor,
            at=at,
        )
