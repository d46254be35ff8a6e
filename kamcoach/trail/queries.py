"""Proving the trail: recomputing every hash from the rows as they are now."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, SelectBase, and_, func, or_, select
from sqlalchemy.orm import Session

from kamcoach.trail.hashing import FIRST_HEAD, canonical_json, chained_head, commitment, leaf_hash, merkle_root
from kamcoach.trail.models import TrailBatch, TrailEntry, TrailLeaf, TrailText


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `trail verify` found; `problem` is None when every sealed entry is as it was."""

    sealed: int
    unsealed: int
    head: str
    problem: str | None

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {"ok": self.problem is None} | asdict(self)


def verify(session: Session, *, expected_head: str | None = None) -> Verdict:
    """Recompute the trail from its first row and name the first altered, missing or reordered entry.

    `expected_head` is a head kept outside this database: it finds a trail whose end was cut off or rebuilt.
    """
    sealed = session.scalar(select(func.count()).select_from(TrailLeaf)) or 0
    total = session.scalar(select(func.count()).select_from(TrailEntry)) or 0
    head, problem, heads = FIRST_HEAD, None, set[str]()
    for batch in session.scalars(select(TrailBatch).order_by(TrailBatch.first_position)):
        problem = _check_leaves(session, batch) or _check_batch(session, batch, head, bool(heads))
        if problem:
            break
        head = batch.head
        heads.add(head)
    problem = problem or _check_strays(session) or _check_texts(session)
    if problem is None and expected_head is not None and expected_head not in heads:
        problem = f"the expected head {expected_head} is not in this trail: its end was cut off or rebuilt"
    return Verdict(sealed=sealed, unsealed=max(total - sealed, 0), head=head, problem=problem)


def _sealed_entries(session: Session, batch: TrailBatch) -> Iterable[tuple[TrailLeaf, TrailEntry | None]]:
    query = (
        select(TrailLeaf, TrailEntry)
        .outerjoin(TrailEntry, TrailEntry.id == TrailLeaf.entry_id)
        .where(TrailLeaf.batch_id == batch.id)
        .order_by(TrailLeaf.position)
    )
    return [(leaf, entry) for leaf, entry in session.execute(query)]


def _check_leaves(session: Session, batch: TrailBatch) -> str | None:
    expected = batch.first_position
    for leaf, entry in _sealed_entries(session, batch):
        if leaf.position != expected:
            return f"position {expected}: the entry is missing from its place (removed or moved)"
        if entry is None:
            return f"position {leaf.position}: entry {leaf.entry_id} was removed"
        if leaf_hash(entry) != leaf.leaf:
            return f"position {leaf.position}: entry {entry.public_id} was altered or moved"
        expected += 1
    if expected != batch.last_position + 1:
        return f"position {expected}: the entry is missing from its place (removed or moved)"
    return None


def _check_batch(session: Session, batch: TrailBatch, previous_head: str, is_later: bool) -> str | None:
    span = f"positions {batch.first_position} to {batch.last_position}"
    if not is_later and batch.first_position != 1:
        return f"positions 1 to {batch.first_position - 1}: the batches at the beginning were removed"
    leaves = [leaf.leaf for leaf, _ in _sealed_entries(session, batch)]
    if merkle_root(leaves) != batch.root:
        return f"{span}: a row of this batch was altered or reordered together with its hash"
    head = chained_head(previous_head, batch.first_position, batch.last_position, batch.root, batch.sealed_at)
    return None if head == batch.head else f"{span}: this seal, or a batch before it, was altered or removed"


def _check_strays(session: Session) -> str | None:
    stray = select(TrailLeaf.position).where(~select(TrailBatch.id).where(TrailBatch.id == TrailLeaf.batch_id).exists())
    position = session.scalar(stray.order_by(TrailLeaf.position).limit(1))
    return None if position is None else f"position {position}: its seal was removed"


def _check_texts(session: Session) -> str | None:
    query = select(TrailText, TrailEntry).join(TrailEntry, TrailEntry.id == TrailText.entry_id)
    for text, entry in session.execute(query.order_by(TrailText.entry_id)).yield_per(1000):
        promised = canonical_json({text.field: commitment(text.salt, text.text)})[1:-1]
        if promised not in entry.commitments:
            return f"entry {entry.public_id}: its text {text.field!r} is not the one it was made with"
    return None


@dataclass(frozen=True, slots=True)
class Told:
    """An entry, the place that the sealer gave it (None: not sealed yet), and how many texts belong to it."""

    entry: TrailEntry
    position: int | None
    texts: int


@dataclass(frozen=True, slots=True)
class About:
    """Whose trail: what this person (public id) did, what was done to `objects` (a select of public ids), and what was
    done to `naming` (the same) where the entry's details name the person."""

    person: str
    objects: SelectBase
    naming: SelectBase

    @property
    def condition(self) -> ColumnElement[bool]:
        """The condition on TrailEntry."""
        names_them = TrailEntry.details.contains(f'"{self.person}"', autoescape=True)
        return or_(
            TrailEntry.actor == self.person,
            TrailEntry.object_id.in_(self.objects),
            and_(TrailEntry.object_id.in_(self.naming), names_them),
        )


def entries_about(session: Session, about: About, *, before: int | None, most: int) -> Sequence[Told]:
    """Entries about a person, the newest first."""
    texts = select(func.count()).where(TrailText.entry_id == TrailEntry.id).scalar_subquery()
    query = (
        select(TrailEntry, TrailLeaf.position, texts)
        .outerjoin(TrailLeaf, TrailLeaf.entry_id == TrailEntry.id)
        .where(about.condition)
        .order_by(TrailEntry.id.desc())
        .limit(most)
    )
    if before is not None:
        query = query.where(TrailEntry.id < before)
    return [Told(*row) for row in session.execute(query)]


def count_about(session: Session, about: About) -> int:
    """How many entries about a person there are."""
    return session.scalar(select(func.count()).select_from(TrailEntry).where(about.condition)) or 0
