"""What self and manager agree on, level by level, and the two signatures under it."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from assessments.scoring.answers import clean_note
from kamcoach.assessing import releasing
from kamcoach.clock import Moment
from kamcoach.cycles.models import AgreedLevel, Signature
from kamcoach.cycles.pairs import Pair, pair, pair_id
from kamcoach.permissions.actor import Actor
from kamcoach.trail import services as trail


class NotTheirs(Exception):
    """There is no such pair for this actor."""


class Settled(Exception):
    """Both have signed: nothing can be changed any more."""


class Stale(Exception):
    """Somebody wrote meanwhile; `level` is what stands there now, None when it is about all of them."""

    def __init__(self, level: AgreedLevel | None) -> None:
        super().__init__(level)
        self.level = level


class Incomplete(Exception):
    """Some competencies have neither a level nor a word that there is no agreement."""


def save_level(
    session: Session,
    public_id: str,
    measure: str,
    value: int | None,
    note: str,
    *,
    base: int,
    actor: Actor,
    at: Moment,
) -> None:
    """Write down a level of the scale, or None for "we do not agree", which needs a note. Voids both signatures.

    `base` is the revision that the page showed, 0 for none. Raises NotTheirs, Settled, Stale, and Refused:
    not_asked, not_on_scale, difference_needs_note, and those of a note.
    """
    found = _held(session, public_id, actor, at)
    if measure not in found.measures:
        raise Refused("not_asked", item=measure)
    points = found.instrument.scale_of(found.item(measure)).points
    if value is not None and all(point.value != value for point in points):
        raise Refused("not_on_scale", item=measure, value=value)
    note = clean_note(note)
    if value is None and not note:
        raise Refused("difference_needs_note")
    stored = found.levels.get(measure)
    if stored is not None and (stored.value, stored.note) == (value, note):
        return
    if (stored.revision if stored else 0) != base:
        raise Stale(stored)
    _write(session, found, measure, value, note, actor=actor, at=at)


def take_over_same(session: Session, public_id: str, *, actor: Actor, at: Moment) -> int:
    """Agree on the level that both see, wherever nothing is written yet; returns for how many. Raises as above."""
    found = _held(session, public_id, actor, at)
    same = found.same
    for measure, value in same.items():
        _write(session, found, measure, value, "", actor=actor, at=at)
    return len(same)


def _write(
    session: Session, found: Pair, measure: str, value: int | None, note: str, *, actor: Actor, at: Moment
) -> None:
    level = found.levels.get(measure)
    if level is None:
        level = AgreedLevel(occasion_id=found.occasion.id, measure=measure, revision=0)
        session.add(level)
    level.value, level.note = value, note
    level.revision += 1
    level.saved_by_id, level.saved_at = actor.person_id, at.business
    session.execute(delete(Signature).where(Signature.occasion_id == found.occasion.id))
    session.flush()
    details = {"measure": measure, "revision": level.revision}
    texts = {"note": note} if note else None
    _record(session, found, "level agreed", details, actor=actor, at=at, texts=texts)


def sign(session: Session, public_id: str, *, seen: str, dissent: str, actor: Actor, at: Moment) -> datetime | None:
    """Sign the levels as the page showed them (`seen`, their hash). With both signatures they become results.

    Returns when both have agreed, None while the other has not signed. Signing again changes nothing but the
    dissenting note. Raises NotTheirs, Settled, Stale, Incomplete, Refused for a note that cannot be stored.
    """
    found = _held(session, public_id, actor, at)
    if found.open_measures:
        raise Incomplete
    if found.levels_hash != seen:
        raise Stale(None)
    note = clean_note(dissent)
    signature = found.signatures.get(found.part)
    if signature is None:
        signature = Signature(occasion_id=found.occasion.id, relation=found.part)
        session.add(signature)
    signature.person_id, signature.levels_hash = actor.person_id, seen
    signature.dissent, signature.signed_at = note, at.business
    session.flush()
    texts = {"dissent": note} if note else None
    _record(session, found, "levels signed", {"as": found.part}, actor=actor, at=at, texts=texts)
    other = "manager" if found.part == "self" else "self"
    if not found.has_signed(other):
        return None
    levels = {code: float(level.value) for code, level in found.levels.items() if level.value is not None}
    releasing.add_agreed(session, found.occasion, levels, at=at)
    _record(session, found, "levels settled", {"results": len(levels)}, actor=None, at=at)
    return at.business


def _held(session: Session, public_id: str, actor: Actor, at: Moment) -> Pair:
    """The pair as it is, its occasion held: the two may write and sign at the same instant."""
    occasion_id = pair_id(session, public_id, actor=actor, at=at)
    if occasion_id is None:
        raise NotTheirs
    releasing.hold(session, occasion_id)
    session.expire_all()  # what was read before the hold may have been changed by the other one
    found = pair(session, public_id, actor=actor, at=at)
    if found is None:
        raise NotTheirs
    if found.agreed_at is not None:
        raise Settled
    return found


def _record(
    session: Session,
    found: Pair,
    verb: str,
    details: dict[str, Any],
    *,
    actor: Actor | None,
    at: Moment,
    texts: dict[str, str] | None = None,
) -> None:
    on = ("occasion", found.occasion.public_id)
    trail.record(session, actor=actor, verb=verb, on=on, at=at, details=details, texts=texts)
