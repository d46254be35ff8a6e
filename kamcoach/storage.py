"""Whether the database can be written: what errors mean, what this process has met, a look that writes no row."""

import errno
import logging
import os
import sqlite3
import tempfile
import threading
import time
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

FULL, READ_ONLY, BROKEN = "disk full", "read-only", "disk error"
_IN_SQLITE = {sqlite3.SQLITE_FULL: FULL, sqlite3.SQLITE_READONLY: READ_ONLY, sqlite3.SQLITE_IOERR: BROKEN}
_IN_POSTGRES = {"53100": FULL, "25006": READ_ONLY, "58030": BROKEN}
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_WRITING = (errno.EROFS, errno.EACCES, errno.EPERM)
_ROOM = 1 << 20
"""Bytes that must fit beside an embedded database."""
_REMEMBERED, _LOOKED = 60.0, 1.0
_log = logging.getLogger("kamcoach")


class CannotWrite(Exception):
    """The database takes no changes: its disk is full or broken, or it is read-only. Nothing was changed.

    `reason` is one of FULL, READ_ONLY and BROKEN.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"the database cannot be written: {reason}")
        self.reason = reason


def refusal(error: DBAPIError) -> str | None:
    """The reason why the database takes no changes, when that is what an error says."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _IN_SQLITE.get(code & 0xFF)  # extended codes keep the plain one in the low byte
    return _IN_POSTGRES.get(getattr(error.orig, "sqlstate", None) or "")


def is_out_of_reach(error: DBAPIError) -> bool:
    """Whether an error says that there is no database to talk to."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF == sqlite3.SQLITE_CANTOPEN
    state = getattr(error.orig, "sqlstate", None)
    is_gone = isinstance(error, OperationalError) and (state is None or state[:2] in ("08", "57"))
    return error.connection_invalidated or is_gone


class Storage:
    """What one process knows of its database's disk. Says once in the log that writing fails, and once that it works
    again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failing: str | None = None
        self._since = self._failed = self._looked = 0.0
        self._seen: str | None = None

    def failed(self, reason: str) -> None:
        """A write was refused."""
        with self._lock:
            is_new = self._failing != reason
            now = time.monotonic()
            self._since = now if self._failing is None else self._since
            self._failing, self._failed = reason, now
        if is_new:
            _log.error("the database cannot be written", extra={"facts": {"reason": reason}})

    def worked(self) -> None:
        """A write was taken."""
        if self._failing is None:
            return
        with self._lock:
            reason, self._failing = self._failing, None
        if reason is not None:
            facts = {"reason": reason, "seconds": round(time.monotonic() - self._since)}
            _log.warning("the database can be written again", extra={"facts": facts})

    def problem(self, engine: Engine) -> str | None:
        """Why writing fails now, or None: by a look at the disk, at most one a second, or by what was met in the
        last minute. Raises SQLAlchemyError when the database does not answer."""
        now = time.monotonic()
        if now - self._looked > _LOOKED:
            self._seen, self._looked = look(engine), now
        if self._seen is None and self._failing is not None and now - self._failed < _REMEMBERED:
            return self._failing
        return self._seen


def look(engine: Engine) -> str | None:
    """Why nothing could be written now, as far as it can be seen without writing a row; else None.

    SQLite: whether the file may be written and a megabyte fits beside it. PostgreSQL: whether new transactions are
    read-only, as on a standby; of its disk it tells nothing before it is full.
    """
    if engine.dialect.name == "sqlite":
        return _look_beside(Path(engine.url.database or ""))
    with engine.connect() as connection:
        is_read_only = connection.scalar(text("SHOW transaction_read_only")) == "on"
    if is_read_only:
        engine.dispose()  # a session keeps what it was told when it began; the next look asks a new one
    return READ_ONLY if is_read_only else None


def _look_beside(file: Path) -> str | None:
    if file.exists() and not os.access(file, os.W_OK):
        return READ_ONLY
    try:
        with tempfile.TemporaryFile(dir=file.parent) as probe:
            os.posix_fallocate(probe.fileno(), 0, _ROOM)
    except OSError as error:
        return FULL if error.errno in _NO_ROOM else READ_ONLY if error.errno in _NO_WRITING else BROKEN
    return None
