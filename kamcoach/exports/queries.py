"""The actor's own exports: nobody else may see that they were made, nor fetch them."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.exports.models import Export, ExportPart
from kamcoach.permissions.actor import Actor


def own(session: Session, *, actor: Actor) -> Sequence[Export]:
    """What the actor asked for, the newest first."""
    return session.scalars(_own(actor).order_by(Export.requested_at.desc(), Export.id.desc())).all()


def one(session: Session, public_id: str, *, actor: Actor) -> Export | None:
    """One export of the actor."""
    return session.scalar(_own(actor).where(Export.public_id == public_id))


def waiting(session: Session, *, actor: Actor) -> Sequence[Export]:
    """What the actor waits for, the oldest first."""
    return session.scalars(_own(actor).where(Export.state == "waiting").order_by(Export.id)).all()


def _own(actor: Actor) -> Select[Export]:
    return select(Export).where(Export.requested_by_id == actor.person_id)


def part(session: Session, export_id: int, number: int) -> bytes | None:
    """One piece of a file, from 0; None after the last. The caller has found the export through `one`."""
    query = select(ExportPart.content).where(ExportPart.export_id == export_id, ExportPart.number == number)
    return session.scalar(query)


def is_waiting(session: Session, *, at: Moment) -> bool:
    """Whether the worker has an export to make, whose it may be."""
    query = select(Export.id).where(Export.state == "waiting")
    query = query.where(Export.leased_until.is_(None) | (Export.leased_until < at.wall))
    return session.scalar(query.limit(1)) is not None
