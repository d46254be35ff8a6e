"""Exports in the trail, and the rows that the worker makes files from: asked for, claimed, kept in parts, finished."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.exports import queries
from kamcoach.exports.datasets import Dataset
from kamcoach.exports.filters import personal
from kamcoach.exports.models import Export, ExportPart
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.trail import services as trail

LEASE = timedelta(minutes=2)
LAST_ATTEMPT = 3
LIFETIME = timedelta(days=7)
MOST_WAITING = 5
_DROPPED_AT_ONCE = 20


class TooManyWaiting(Exception):
    """The actor waits for so many files already."""


def record_start(
    session: Session,
    dataset: Dataset,
    filters: Mapping[str, str],
    *,
    file_format: str,
    export: str,
    actor: Actor,
    at: Moment,
) -> None:
    """Note who begins to take what along. Its end is a second entry: a start without one was cut off by a crash."""
    named = personal(dataset.filters, filters)
    details = {
        "dataset": dataset.code,
        "format": file_format,
        "filters": {name: text for name, text in filters.items() if name not in named},
    }
    on = ("export", export)
    trail.record(session, actor=actor, verb="export started", on=on, at=at, details=details, texts=named)


def record_end(session: Session, *, export: str, rows: int, is_whole: bool, actor: Actor | None, at: Moment) -> None:
    """Note that a file is whole, or that it was cut off after so many rows were handed out."""
    verb = "export finished" if is_whole else "export cut off"
    trail.record(session, actor=actor, verb=verb, on=("export", export), at=at, details={"rows": rows})


def record_fetch(session: Session, export: Export, *, actor: Actor, at: Moment) -> None:
    """Note that the file of an export leaves."""
    details = {"dataset": export.dataset, "rows": export.rows}
    trail.record(session, actor=actor, verb="export fetched", on=("export", export.public_id), at=at, details=details)


def ask_for(
    session: Session, dataset: Dataset, filters: Mapping[str, str], *, total: int, actor: Actor, at: Moment
) -> Export:
    """Let the worker make a file. Asking twice gives the one that waits already. Raises TooManyWaiting."""
    session.execute(select(Person.id).where(Person.id == actor.person_id).with_for_update())
    waiting = queries.waiting(session, actor=actor)
    for one in waiting:
        if (one.dataset, one.filters) == (dataset.code, dict(filters)):
            return one
    if len(waiting) >= MOST_WAITING:
        raise TooManyWaiting
    export = Export(
        dataset=dataset.code,
        filters=dict(filters),
        requested_by_id=actor.person_id,
        requested_at=at.business,
        state="waiting",
        total=total,
    )
    session.add(export)
    session.flush()
    record_start(session, dataset, filters, file_format="xlsx", export=export.public_id, actor=actor, at=at)
    return export


def claim(session: Session, *, worker: str, at: Moment) -> Export | None:
    """Lease the export that waits longest; another worker gets another one, a dead worker's comes back.

    What three workers died on is not tried a fourth time: it fails, and None comes back.
    """
    free = or_(Export.leased_until.is_(None), Export.leased_until < at.wall)
    query = select(Export).where(Export.state == "waiting", free).order_by(Export.id).limit(1)
    export = session.scalar(query.with_for_update(skip_locked=True))
    if export is None:
        return None
    session.execute(delete(ExportPart).where(ExportPart.export_id == export.id))
    export.leased_by, export.leased_until, export.rows = worker, at.wall + LEASE, 0
    if export.attempts < LAST_ATTEMPT:
        export.attempts += 1
        return export
    session.flush()
    fail(session, export, "error", worker=worker, at=at)
    return None


def keep_going(session: Session, export_id: int, *, rows: int, total: int, worker: str, at: Moment) -> bool:
    """Note how far a file is, and renew the lease. False when another worker has it: stop at once."""
    values = {"rows": rows, "total": total, "leased_until": at.wall + LEASE}
    return _mine(session, export_id, worker, **values)


def keep_part(session: Session, export_id: int, number: int, content: bytes, *, worker: str, at: Moment) -> bool:
    """Keep a piece of the file, from number 0. False when the lease was lost."""
    if not _mine(session, export_id, worker, leased_until=at.wall + LEASE):
        return False
    session.add(ExportPart(export_id=export_id, number=number, content=content))
    return True


def finish(session: Session, export: Export, *, rows: int, size: int, worker: str, actor: Actor, at: Moment) -> bool:
    """Offer the file: it is whole. False when the lease was lost meanwhile."""
    values = {"state": "ready", "rows": rows, "total": rows, "size": size, "finished_at": at.wall}
    if not _mine(session, export.id, worker, **values, leased_by=None, leased_until=None):
        return False
    record_end(session, export=export.public_id, rows=rows, is_whole=True, actor=actor, at=at)
    return True


def fail(session: Session, export: Export, why: str, *, worker: str, at: Moment) -> bool:
    """Give up for good, with the code of a reason; nothing of the file is kept."""
    values = {"state": "failed", "why": why, "finished_at": at.wall, "leased_by": None, "leased_until": None}
    if not _mine(session, export.id, worker, **values):
        return False
    session.execute(delete(ExportPart).where(ExportPart.export_id == export.id))
    on = ("export", export.public_id)
    trail.record(session, actor=None, verb="export failed", on=on, at=at, details={"why": why})
    return True


def put_back(session: Session, export: Export, *, worker: str, at: Moment) -> None:
    """An attempt failed: another is made, three in all."""
    if export.attempts >= LAST_ATTEMPT:
        fail(session, export, "error", worker=worker, at=at)
    else:
        _mine(session, export.id, worker, leased_by=None, leased_until=None)


def _mine(session: Session, export_id: int, worker: str, **values: object) -> bool:
    held: ColumnElement[bool] = (Export.id == export_id) & (Export.leased_by == worker) & (Export.state == "waiting")
    return session.execute(update(Export).where(held).values(**values).returning(Export.id)).scalar() is not None


def drop_old(session: Session, *, at: Moment) -> None:
    """Forget files and askings of more than a week, some at a time: the next round takes the rest."""
    old: Sequence[int] = session.scalars(
        select(Export.id)
        .where(Export.requested_at < at.business - LIFETIME)
        .order_by(Export.id)
        .limit(_DROPPED_AT_ONCE)
    ).all()
    if old:
        session.execute(delete(ExportPart).where(ExportPart.export_id.in_(old)))
        session.execute(delete(Export).where(Export.id.in_(old)))
