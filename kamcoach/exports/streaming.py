"""From a source to bytes, chunk by chunk, each in a read transaction of its own.

Nothing is held between two chunks: no snapshot that would keep SQLite's write-ahead log from being folded back or
PostgreSQL from clearing old rows, no context of a request, no more rows than those of one chunk.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask, current_app

from kamcoach.clock import Moment
from kamcoach.database import Busy, reading, writing
from kamcoach.exports import csv_file, queries, services
from kamcoach.exports.datasets import CHUNK, Asking, Chunk, Key, Source
from kamcoach.web.language import in_language

_log = logging.getLogger("kamcoach")


def this_app() -> Flask:
    """The application itself, to be taken where its context does not reach."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


def since(at: Moment, began: float) -> Moment:
    """The moment that it is by now, when it was `at` as the monotonic clock stood at `began`."""
    passed = timedelta(seconds=time.monotonic() - began)
    return Moment(at.business + passed, at.wall + passed)


def chunks(app: Flask, source: Source, locale: str) -> Iterator[Chunk]:
    """All rows of a source, with words in this language. The last chunk may be empty."""
    after: Key | None = None
    while True:
        with app.app_context(), in_language(locale), reading() as session:
            chunk = source.chunk(session, after=after, most=CHUNK)
        yield chunk
        after = chunk.last
        if after is None:
            return


@dataclass(frozen=True, slots=True)
class Leaving:
    """One file on its way out: the trail has its start, and gets its end with the number of rows."""

    app: Flask
    export: str
    asking: Asking
    began: float = field(default_factory=time.monotonic)

    def stream(self, head: bytes, source: Source) -> Iterator[bytes]:
        """The bytes of a CSV; the head leaves before a row is read. A reader who goes away is recorded too."""
        rows, is_whole = 0, False
        try:
            yield head
            for some in chunks(self.app, source, self.asking.actor.locale):
                if written := csv_file.lines(source.columns, some):
                    rows += len(some)
                    yield written
            is_whole = True
        finally:
            self.end(rows, is_whole=is_whole)

    def end(self, rows: int, *, is_whole: bool) -> None:
        """Record how it ended. The trail has its start: what cannot be recorded now is no reason to break the file."""
        actor, at = self.asking.actor, since(self.asking.at, self.began)
        try:
            with self.app.app_context(), writing() as session:
                services.record_end(session, export=self.export, rows=rows, is_whole=is_whole, actor=actor, at=at)
        except Busy:
            _log.error("end of export not recorded", extra={"facts": {"export": self.export, "rows": rows}})


def parts(app: Flask, export_id: int) -> Iterator[bytes]:
    """The pieces of a file that the worker made."""
    number = 0
    while True:
        with app.app_context(), reading() as session:
            content = queries.part(session, export_id, number)
        if content is None:
            return
        yield content
        number += 1
