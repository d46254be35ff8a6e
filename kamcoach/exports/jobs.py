"""Making the files that wait: claim, write, keep in parts, offer, each in its own short transaction.

A worker that is killed leaves a lease that runs out; the next one begins the file anew. A worker that was only slow
finds at its next write that the lease is another's, and stops.
"""

import logging
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from flask import Flask

from kamcoach.clock import Moment
from kamcoach.database import new_public_id, reading, writing
from kamcoach.exports import queries, services, xlsx_file
from kamcoach.exports.catalogue import DATASETS
from kamcoach.exports.cover import cover_of
from kamcoach.exports.datasets import Asking, Chunk, Source
from kamcoach.exports.models import Export
from kamcoach.exports.streaming import chunks, since, this_app
from kamcoach.permissions.actor import Actor
from kamcoach.signin.queries import actor_for
from kamcoach.web.language import in_language

_PART = 1_000_000
_log = logging.getLogger("kamcoach")


class _LeaseLost(Exception):
    """Another worker has the export now."""


class _TooLong(Exception):
    """More rows than a sheet of Excel holds."""


@dataclass
class _Work:
    """A worker's hold on one export; its time runs on while it writes."""

    app: Flask
    at: Moment
    name: str = field(default_factory=new_public_id)
    began: float = field(default_factory=time.monotonic)

    @property
    def now(self) -> Moment:
        """The moment that it is by now."""
        return since(self.at, self.began)


def make_waiting(at: Moment, *, most: int = 3) -> int:
    """Make up to so many files that wait; returns how many are ready."""
    work, ready = _Work(this_app(), at), 0
    with reading() as session:
        if not queries.is_waiting(session, at=work.now):
            return 0
    for _ in range(most):
        with writing() as session:
            export = services.claim(session, worker=work.name, at=work.now)
        if export is None:
            break
        ready += _attempt(work, export)
    return ready


def _attempt(work: _Work, export: Export) -> bool:
    try:
        return _make(work, export)
    except _LeaseLost:
        return False
    except _TooLong:
        return _give_up(work, export, "too_long")
    except Exception as error:  # whatever is wrong with one file, the others are made
        facts = {"export": export.public_id, "attempt": export.attempts}
        _log.error("export not made: %s", type(error).__name__, exc_info=True, extra={"facts": facts})
        with writing() as session:
            services.put_back(session, export, worker=work.name, at=work.now)
        return False


def _make(work: _Work, export: Export) -> bool:
    """Write the file of an export as its requester may see the rows now; raises _TooLong, _LeaseLost."""
    with reading() as session:
        actor = actor_for(session, export.requested_by_id)
    dataset = DATASETS.get(export.dataset)
    if actor is None or dataset is None or not dataset.is_open_to(actor):
        return _give_up(work, export, "not_yours")
    asking = Asking(export.filters, actor, work.at)
    with in_language(actor.locale), tempfile.TemporaryFile(prefix="kamcoach-export-") as file:
        with reading() as session:
            source = dataset.opens(session, asking)
            total = source.total(session) if source else 0
        if source is None:
            return _give_up(work, export, "not_yours")
        told = _telling(work, export, source, total, actor)
        rows = xlsx_file.write(file, source.columns, told, cover_of(dataset, source, asking), is_long=True)
        size = _keep(work, export, file)
    with writing() as session:
        return services.finish(session, export, rows=rows, size=size, worker=work.name, actor=actor, at=work.now)


def _give_up(work: _Work, export: Export, why: str) -> bool:
    with writing() as session:
        services.fail(session, export, why, worker=work.name, at=work.now)
    return False


def _telling(work: _Work, export: Export, source: Source, total: int, actor: Actor) -> Iterator[Chunk]:
    """The chunks of a source; with each it is told how far the file is."""
    done = 0
    for chunk in chunks(work.app, source, actor.locale):
        done += len(chunk)
        if done > xlsx_file.MOST_ROWS:
            raise _TooLong
        with writing() as session:
            kept = services.keep_going(
                session, export.id, rows=done, total=max(total, done), worker=work.name, at=work.now
            )
        if not kept:
            raise _LeaseLost
        yield chunk


def _keep(work: _Work, export: Export, file: IO[bytes]) -> int:
    """Keep the file in parts; returns its size in bytes."""
    file.seek(0)
    size = number = 0
    while content := file.read(_PART):
        with writing() as session:
            if not services.keep_part(session, export.id, number, content, worker=work.name, at=work.now):
                raise _LeaseLost
        number, size = number + 1, size + len(content)
    return size
