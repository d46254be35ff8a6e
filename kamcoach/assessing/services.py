"""Saving answers so that none is lost, sending them once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from assessments.instruments.model import WRITTEN, Instrument
from assessments.refusals import Refused
from assessments.scoring.answers import accept, clean_note, codes_of
from kamcoach.assessing.models import Answer, Assessment, Occasion, SaveOperation, Subject
from kamcoach.assessing.observed import check_events, nameable
from kamcoach.assessing.releasing import hold, release_if_complete
from kamcoach.assessing.visibility import OWN
from kamcoach.assessing.window import Shut, why_shut
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.rules import ANY_ACTOR, ANY_MOMENT, places
from kamcoach.portfolio import queries as portfolio
from kamcoach.portfolio.queries import AccountName
from kamcoach.trail import services as trail
from kamcoach.trail.hashing import canonical_json


class NotTheirs(Exception):
    """There is no such assessment for this actor."""


class Closed(Exception):
    """The assessment takes no answers; `why` says for what reason, see window.py."""

    def __init__(self, why: Shut, occasion: Occasion) -> None:
        super().__init__(why)
        self.why = why
        self.opens_on = occasion.opens_on
        self.closes_on = occasion.closes_on


class Conflict(Exception):
    """The answer was changed elsewhere since this page read it; carries what is stored now."""

    def __init__(self, item: str, stored: Answer) -> None:
        super().__init__(item)
        self.item = item
        self.value = stored.value
        self.note = stored.note
        self.key_account_id = stored.key_account_id
        self.revision = stored.revision
        self.saved_at = stored.saved_at


class Incomplete(Exception):
    """Items without an answer stand in the way of sending."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


@dataclass(frozen=True, slots=True)
class Save:
    """One save as the device asks for it: `base` is the revision that the person saw (0: none),
    `operation` an id made on the device, the same when the save is sent again, `account` the public id of a key
    account that the answer names ("" for none)."""

    item: str
    value: str | None
    note: str
    base: int
    operation: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """The reply to a save; a replay gets the same."""

    revision: int
    saved_at: datetime


def save_answer(session: Session, public_id: str, save: Save, *, actor: Actor, at: Moment) -> Saved:
    """Store one answer. Raises NotTheirs, Closed, Conflict, TooFewEvents, or the domain's Refused; then nothing is
    stored.

    An answer equal to the stored one is no conflict, whatever revision the page had seen.
    """
    assessment, occasion = lock_own(session, public_id, actor, at)
    replayed = session.get(SaveOperation, (assessment.id, save.item, save.operation))
    if replayed is not None:
        return Saved(replayed.revision, replayed.saved_at)
    check_open(assessment, occasion, at)
    instrument = instrument_of(session, occasion)
    check_events(session, assessment, occasion, instrument)
    note = clean_note(save.note)
    save = _valued(instrument, save, note)
    if save.value is not None:
        accept(instrument, save.item, save.value, asked=occasion.asked)
    else:
        _check_asked(instrument, save.item, occasion)
    stored = session.get(Answer, (assessment.id, save.item))
    account = account_id(session, assessment, save.account, stored, actor=actor, at=at)
    if stored is not None and (stored.value, stored.note, stored.key_account_id) == (save.value, note, account):
        return _acknowledge(session, stored, save.operation)
    if stored is not None and stored.revision != save.base:
        raise Conflict(save.item, stored)
    content = (save.value, note, account)
    return _store(session, assessment, stored, save, content, actor=actor, at=at)


def _valued(instrument: Instrument, save: Save, note: str) -> Save:
    """What is answered in words has them as its note, and counts as answered while there are any."""
    in_words = instrument.has_item(save.item) and instrument.answered(instrument.item(save.item)) == "text"
    return replace(save, value=WRITTEN if note else None) if in_words else save


def account_id(
    session: Session, assessment: Assessment, account: str, stored: Answer | None, *, actor: Actor, at: Moment
) -> int | None:
    """The key account with this public id ("" for none): the one that the stored answer names already, or one that
    the rater or the person rated works on. Raises Refused unknown_account."""
    if not account:
        return None
    found = nameable(session, assessment, actor=actor, at=at)
    if stored is not None:
        found = [*found, *portfolio.named(session, {stored.key_account_id}).values()]
    for one in found:
        if one.public_id == account:
            return one.id
    raise Refused("unknown_account")


def _store(
    session: Session,
    assessment: Assessment,
    stored: Answer | None,
    save: Save,
    content: tuple[str | None, str, int | None],
    *,
    actor: Actor,
    at: Moment,
) -> Saved:
    if stored is None:
        stored = Answer(assessment_id=assessment.id, item=save.item, revision=0)
        session.add(stored)
    stored.value, stored.note, stored.key_account_id = content
    stored.saved_at = at.business
    stored.revision += 1
    details = {"item": save.item, "revision": stored.revision}
    on = ("assessment", assessment.public_id)
    trail.record(session, actor=actor, verb="answer saved", on=on, at=at, details=details)
    return _acknowledge(session, stored, save.operation)


def _acknowledge(session: Session, stored: Answer, operation: str) -> Saved:
    """Remember the reply to an operation, for its replays."""
    session.add(
        SaveOperation(
            assessment_id=stored.assessment_id,
            item=stored.item,
            operation_id=operation,
            revision=stored.revision,
            saved_at=stored.saved_at,
        )
    )
    return Saved(stored.revision, stored.saved_at)


def submit(session: Session, public_id: str, *, actor: Actor, at: Moment) -> None:
    """Send an assessment. Sending again changes nothing. Raises NotTheirs, Closed, TooFewEvents,
    Incomplete."""
    assessment, occasion = lock_own(session, public_id, actor, at)
    if assessment.submitted_at is not None:
        return
    occasion = hold(session, occasion.id)  # or the worker could release it between this check and the commit
    check_open(assessment, occasion, at)
    instrument = instrument_of(session, occasion)
    check_events(session, assessment, occasion, instrument)
    answers = session.scalars(select(Answer).where(Answer.assessment_id == assessment.id)).all()
    given = {answer.item: answer for answer in answers if answer.value is not None}
    asked = [item for item in instrument.items if occasion.asked is None or item.code in occasion.asked]
    missing = [item.code for item in asked if item.code not in given and instrument.answered(item) != "text"]
    if missing:
        raise Incomplete(missing)
    assessment.submitted_at, assessment.recorded_at = at.business, at.wall
    accounts = portfolio.named(session, {answer.key_account_id for answer in answers})
    said = {answer.item: _as_said(answer, accounts) for answer in answers}
    trail.record(
        session,
        actor=actor,
        verb="assessment sent",
        on=("assessment", assessment.public_id),
        at=at,
        details={"occasion": occasion.public_id, "items": len(given)},
        texts={"answers": canonical_json(said)},
    )
    session.flush()
    release_if_complete(session, occasion, at=at)


def _as_said(answer: Answer, accounts: Mapping[int, AccountName]) -> list[str | None]:
    named = accounts.get(answer.key_account_id or 0)
    return [answer.value, answer.note, *([named.public_id] if named else [])]


def move_due_day(session: Session, occasion_id: int, due_on: date) -> None:
    """Let an open occasion be due on another day of its window."""
    session.get_one(Occasion, occasion_id).due_on = due_on


def set_withdrawn(session: Session, occasion_id: int, withdrawn: bool, *, at: Moment) -> None:
    """Stop asking, or ask again; drafts stay."""
    session.get_one(Occasion, occasion_id).withdrawn_at = at.business if withdrawn else None


def mark_reminded(session: Session, assessment_id: int, due_on: date) -> None:
    """Remember for which due day the rater was reminded, so that it happens once for each."""
    session.execute(update(Assessment).where(Assessment.id == assessment_id).values(reminded_for=due_on))


@cache
def _own_to_lock() -> Select[*tuple[Any, ...]]:
    """Built once a process; run with `places` and `sheet`."""
    return (
        select(Assessment, Occasion)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .where(Assessment.public_id == bindparam("sheet"), OWN.condition(ANY_ACTOR, ANY_MOMENT))
        .where(Assessment.ended_on.is_(None))  # whatever the hour at which the request began
        .with_for_update(of=Assessment)
    )


def lock_own(session: Session, public_id: str, actor: Actor, at: Moment) -> tuple[Assessment, Occasion]:
    """The actor's assessment, held until this transaction ends, with its occasion. Raises NotTheirs."""
    row = session.execute(_own_to_lock(), places(actor, at) | {"sheet": public_id}).one_or_none()
    if row is None:
        raise NotTheirs
    return row.Assessment, row.Occasion


def check_open(assessment: Assessment, occasion: Occasion, at: Moment) -> None:
    """Raise Closed when the assessment takes no answers at this moment."""
    why = why_shut(assessment, occasion, at)
    if why is not None:
        raise Closed(why, occasion)


def instrument_of(session: Session, occasion: Occasion) -> Instrument:
    """What an occasion asks."""
    digest = session.scalars(
        select(ContentVersion.content_hash).where(ContentVersion.id == occasion.instrument_id)
    ).one()
    return library.instrument(session, digest)


def _check_asked(instrument: Instrument, item: str, occasion: Occasion) -> None:
    """A note without a value still has to belong to an item that is asked: any of its points will tell."""
    any_value = codes_of(instrument, item)[0] if instrument.has_item(item) else ""
    accept(instrument, item, any_value, asked=occasion.asked)
