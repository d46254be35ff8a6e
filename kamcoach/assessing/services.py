"""Saving answers so that none is lost, sending them once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from assessments.instruments.model import WRITTEN, Instrument
from assessments.refusals import Refused
from assessments.scoring.answers import accept, clean_note, codes_of
from kamcoach.assessing.locking import check_open, lock_own
from kamcoach.assessing.models import Answer, Assessment, Occasion, SaveOperation
from kamcoach.assessing.observed import TooFewEvents, check_events, nameable
from kamcoach.assessing.releasing import hold, release_if_complete
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.permissions.actor import Actor
from kamcoach.portfolio import queries as portfolio
from kamcoach.portfolio.queries import AccountName
from kamcoach.trail import services as trail
from kamcoach.trail.hashing import canonical_json


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


Outcome = Saved | Conflict | TooFewEvents | Refused


@dataclass(slots=True)
class Held:
    """The actor's assessment, held until the transaction ends, with what is stored of some items and the replies that
    some saves got before, by item and operation. Nobody can take an observed event back meanwhile."""

    assessment: Assessment
    occasion: Occasion
    instrument: Instrument
    answers: dict[str, Answer]
    replies: dict[tuple[str, str], Saved]
    has_events: bool = False


def save_answer(session: Session, public_id: str, save: Save, *, actor: Actor, at: Moment) -> Saved:
    """Store one answer. Raises NotTheirs, Closed, Conflict, TooFewEvents, or the domain's Refused; then nothing is
    stored.

    An answer equal to the stored one is no conflict, whatever revision the page had seen.
    """
    return save_held(session, hold_answers(session, public_id, [save], actor=actor, at=at), save, actor=actor, at=at)


def save_answers(
    session: Session, public_id: str, saves: Sequence[Save], *, actor: Actor, at: Moment
) -> Mapping[str, Outcome]:
    """Store answers of one assessment each by itself, so that one that cannot be stored holds up no other; returns
    what became of each, by item. Raises NotTheirs, Closed."""
    held, outcomes = hold_answers(session, public_id, saves, actor=actor, at=at), dict[str, Outcome]()
    for save in saves:
        try:
            outcomes[save.item] = save_held(session, held, save, actor=actor, at=at)
        except (Conflict, TooFewEvents, Refused) as problem:
            outcomes[save.item] = problem
    return outcomes


def hold_answers(session: Session, public_id: str, saves: Sequence[Save], *, actor: Actor, at: Moment) -> Held:
    """Hold the actor's assessment, and read what these saves depend on, once for all. Raises NotTheirs."""
    locked = lock_own(session, public_id, actor, at)
    items, operations = [save.item for save in saves], [save.operation for save in saves]
    answers = session.scalars(_stored(), {"assessment": locked.assessment.id, "items": items})
    known = session.scalars(_known(), {"assessment": locked.assessment.id, "items": items, "operations": operations})
    replies = {(one.item, one.operation_id): Saved(one.revision, one.saved_at) for one in known}
    return Held(*locked, {answer.item: answer for answer in answers}, replies)


@cache
def _stored() -> Select[Answer]:
    items = Answer.item.in_(bindparam("items", expanding=True))
    return select(Answer).where(Answer.assessment_id == bindparam("assessment"), items)


@cache
def _known() -> Select[SaveOperation]:
    items = SaveOperation.item.in_(bindparam("items", expanding=True))
    operations = SaveOperation.operation_id.in_(bindparam("operations", expanding=True))
    return select(SaveOperation).where(SaveOperation.assessment_id == bindparam("assessment"), items, operations)


def save_held(session: Session, held: Held, save: Save, *, actor: Actor, at: Moment) -> Saved:
    """Store one of the answers for which the assessment is held. Raises as save_answer does."""
    reply = held.replies.get((save.item, save.operation)) or _stands_already(held, save)
    if reply is not None:
        return reply
    check_open(held.assessment, held.occasion, at)
    if not held.has_events:
        check_events(session, held.assessment, held.occasion, held.instrument)
        held.has_events = True
    note = clean_note(save.note)
    save = _valued(held.instrument, save, note)
    if save.value is not None:
        accept(held.instrument, save.item, save.value, asked=held.occasion.asked)
    else:
        _check_asked(held.instrument, save.item, held.occasion)
    stored = held.answers.get(save.item)
    account = account_id(session, held.assessment, save.account, stored, actor=actor, at=at)
    if stored is not None and (stored.value, stored.note, stored.key_account_id) == (save.value, note, account):
        return _acknowledge(session, held, stored, save.operation)
    if stored is not None and stored.revision != save.base:
        raise Conflict(save.item, stored)
    stored = _store(session, held, save, (save.value, note, account), actor=actor, at=at)
    return _acknowledge(session, held, stored, save.operation)


def _stands_already(held: Held, save: Save) -> Saved | None:
    """The reply when this very answer was sent with the rest meanwhile: a tap may arrive after the page that it was
    made on."""
    stored = held.answers.get(save.item)
    if held.assessment.submitted_at is None or stored is None or save.account or stored.key_account_id:
        return None
    note = clean_note(save.note)
    is_same = (_valued(held.instrument, save, note).value, note) == (stored.value, stored.note)
    return Saved(stored.revision, stored.saved_at) if is_same else None


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
    held: Held,
    save: Save,
    content: tuple[str | None, str, int | None],
    *,
    actor: Actor,
    at: Moment,
) -> Answer:
    stored = held.answers.get(save.item)
    if stored is None:
        stored = held.answers[save.item] = Answer(assessment_id=held.assessment.id, item=save.item, revision=0)
        session.add(stored)
    stored.value, stored.note, stored.key_account_id = content
    stored.saved_at = at.business
    stored.revision += 1
    details = {"item": save.item, "revision": stored.revision}
    on = ("assessment", held.assessment.public_id)
    trail.record(session, actor=actor, verb="answer saved", on=on, at=at, details=details)
    return stored


def _acknowledge(session: Session, held: Held, stored: Answer, operation: str) -> Saved:
    """Remember the reply to an operation, for its replays."""
    made = Saved(stored.revision, stored.saved_at)
    held.replies[stored.item, operation] = made
    session.add(
        SaveOperation(
            assessment_id=stored.assessment_id,
            item=stored.item,
            operation_id=operation,
            revision=made.revision,
            saved_at=made.saved_at,
        )
    )
    return made


def submit(session: Session, public_id: str, *, actor: Actor, at: Moment) -> None:
    """Send an assessment. Sending again changes nothing. Raises NotTheirs, Closed, TooFewEvents,
    Incomplete."""
    assessment, occasion, instrument = lock_own(session, public_id, actor, at)
    if assessment.submitted_at is not None:
        return
    occasion = hold(session, occasion.id)  # or the worker could release it between this check and the commit
    check_open(assessment, occasion, at)
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


def instrument_of(session: Session, occasion: Occasion) -> Instrument:
    """What an occasion asks."""
    version = select(ContentVersion.content_hash).where(ContentVersion.id == occasion.instrument_id)
    return library.instrument(session, session.scalars(version).one())


def _check_asked(instrument: Instrument, item: str, occasion: Occasion) -> None:
    """A note without a value still has to belong to an item that is asked: any of its points will tell."""
    any_value = codes_of(instrument, item)[0] if instrument.has_item(item) else ""
    accept(instrument, item, any_value, asked=occasion.asked)
