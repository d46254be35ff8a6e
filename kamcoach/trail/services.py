"""Writing to the trail, and sealing what was written."""

import secrets
from collections.abc import Mapping

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor
from kamcoach.trail.hashing import FIRST_HEAD, canonical_json, chained_head, commitment, leaf_hash, merkle_root
from kamcoach.trail.models import TrailBatch, TrailEntry, TrailLeaf, TrailText

SYSTEM = "system"
_BATCH = 500
# PostgreSQL may commit a lower id after a higher one; an open transaction never spans this many entries.
_REACH_BACK = 10_000


def record(
    session: Session,
    *,
    actor: Actor | None,
    verb: str,
    on: tuple[str, str],
    at: Moment,
    details: Mapping[str, object] | None = None,
    texts: Mapping[str, str] | None = None,
) -> None:
    """Add an entry: who (None: the product itself), did what, on which object (kind, public id).

    `details` must hold no personal text; what a person wrote goes into `texts`, which erasure can delete
    without breaking the seal.
    """
    salted = {field: (secrets.token_urlsafe(32), said) for field, said in (texts or {}).items()}
    entry = TrailEntry(
        business_at=at.business,
        recorded_at=at.wall,
        actor=actor.public_id if actor else SYSTEM,
        verb=verb,
        object_kind=on[0],
        object_id=on[1],
        details=canonical_json(details or {}),
        commitments=canonical_json({field: commitment(*pair) for field, pair in salted.items()}),
    )
    session.add(entry)
    session.add_all(TrailText(entry=entry, field=field, salt=salt, text=said) for field, (salt, said) in salted.items())


def seal(session: Session, *, at: Moment) -> int:
    """Give the next unsealed entries their places and seal them as one batch; returns how many (0 to 500)."""
    _wait_for_other_sealers(session)
    last = session.scalar(select(TrailBatch).order_by(TrailBatch.id.desc()).limit(1))
    newest = session.scalar(select(func.max(TrailLeaf.entry_id))) or 0
    unsealed = (
        select(TrailEntry)
        .where(TrailEntry.id > newest - _REACH_BACK)
        .where(~select(TrailLeaf.position).where(TrailLeaf.entry_id == TrailEntry.id).exists())
        .order_by(TrailEntry.id)
        .limit(_BATCH)
    )
    entries = session.scalars(unsealed).all()
    if not entries:
        return 0
    leaves = [leaf_hash(entry) for entry in entries]
    first = last.last_position + 1 if last else 1
    batch = _batch(last.head if last else FIRST_HEAD, first, leaves, at)
    session.add(batch)
    session.flush()
    rows = [
        {"position": first + i, "entry_id": entry.id, "leaf": leaf, "batch_id": batch.id}
        for i, (entry, leaf) in enumerate(zip(entries, leaves, strict=True))
    ]
    session.execute(insert(TrailLeaf), rows)
    return len(rows)


def _wait_for_other_sealers(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        session.execute(text("LOCK TABLE trail_batch IN EXCLUSIVE MODE"))


def _batch(previous_head: str, first: int, leaves: list[str], at: Moment) -> TrailBatch:
    last, root = first + len(leaves) - 1, merkle_root(leaves)
    head = chained_head(previous_head, first, last, root, at.wall)
    return TrailBatch(first_position=first, last_position=last, root=root, head=head, sealed_at=at.wall)
