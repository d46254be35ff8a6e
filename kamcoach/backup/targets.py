"""Where a backup is restored to: who lives there now, and one transaction in which the new database is made.

On SQLite a new file is made beside the old one and takes its place whole; on PostgreSQL everything, tables and
all, happens in one transaction. Until the end of it nothing has changed.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from kamcoach import models
from kamcoach.backup.archive import sync_folder
from kamcoach.backup.manifest import BackupRefused
from kamcoach.backup.rows import REVISION_TABLE, quoted
from kamcoach.database import Base

assert models.ALL  # or the metadata knew no tables
_IN_USE = "The database is in use. Stop KAM Coach there (web and worker), then restore."


@dataclass(frozen=True, slots=True)
class Occupant:
    """The organisation whose database stands where a backup is to be restored."""

    organisation: str
    kind: str


def occupant(url: str) -> Occupant | None:
    """Who lives there; None where there is no database, or one that was never initialised.

    Raises BackupRefused when it cannot be reached, or belongs to another program.
    """
    place = make_url(url)
    if place.drivername == "sqlite" and not _has_bytes(_file(place)):
        return None
    with _connected(place) as connection:
        known = {*Base.metadata.tables, REVISION_TABLE}
        strange = sorted(set(inspect(connection).get_table_names()) - known)
        if strange:
            raise BackupRefused(
                f"The database holds tables of another program ({', '.join(strange[:3])}); use one of its own."
            )
        if not inspect(connection).has_table("installation"):
            return None
        found = connection.execute(text("SELECT organisation, kind FROM installation")).one_or_none()
        return Occupant(found.organisation, found.kind) if found else None


@contextmanager
def _connected(address: URL) -> Iterator[Connection]:
    """A connection of its own; that it cannot be made is a sentence."""
    try:
        connection = create_engine(address, poolclass=NullPool).connect()
        with connection.begin():
            inspect(connection).get_table_names()  # SQLite opens the file only now
    except DBAPIError as error:
        raise BackupRefused(f"The database cannot be used: {why(error.orig)}.") from error
    with connection:
        yield connection


def why(error: BaseException | None) -> str:
    """The first line of what a database says; the others may quote rows."""
    return str(error).strip().partition("\n")[0].rstrip(".")


@dataclass(slots=True)
class Place:
    """A database that is being made; in the end, the file that was there before, on SQLite."""

    connection: Connection
    kept: Path | None = None


@contextmanager
def rebuilt(url: str) -> Iterator[Place]:
    """A connection to a database without tables, in a transaction. It takes the place of what was there when the
    block ends well, and leaves no trace when it does not.

    Raises BackupRefused when somebody is using what is there.
    """
    address = make_url(url)
    with _beside(_file(address)) if address.drivername == "sqlite" else _in_place(address) as place:
        yield place


# -- SQLite --------------------------------------------------------------------------------------------------------


def _file(place: URL) -> Path:
    return Path(place.database or "")


def _has_bytes(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


@contextmanager
def _beside(file: Path) -> Iterator[Place]:
    _set_aside_the_log(file)
    try:
        handle, name = tempfile.mkstemp(prefix=f"{file.name}.restoring-", dir=file.parent)
    except OSError as error:
        raise BackupRefused(f"{file.parent} cannot be written to: {error.strerror}.") from error
    os.close(handle)
    new = Path(name)
    try:
        engine = create_engine(f"sqlite:///{new}", poolclass=NullPool)
        _of_one_transaction(engine)
        with engine.connect() as connection, connection.begin():
            place = Place(connection)
            yield place
        _sync(new)
        _set_aside_the_log(file)
        place.kept = _swap(new, file)
    finally:
        new.unlink(missing_ok=True)


def _of_one_transaction(engine: Engine) -> None:
    """A file that is thrown away when anything goes wrong needs no journal on the disk; it is synced at the end."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "foreign_keys=OFF"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set_aside_the_log(file: Path) -> None:
    """Leaving WAL mode moves the log into the file, and works only where nobody else has the database open."""
    if not _has_bytes(file):
        return
    try:
        with closing(sqlite3.connect(file, timeout=1, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        raise BackupRefused(_IN_USE if "locked" in str(error) else f"{file} cannot be used: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"{file} is not a database; move it away first.") from error


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _swap(new: Path, file: Path) -> Path | None:
    """Put the new file in place in one step; what was there is kept under a name of its own, which is returned."""
    kept = None
    if _has_bytes(file):
        kept = file.with_name(f"{file.name}.before-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}")
        new.chmod(file.stat().st_mode & 0o777)
        os.link(file, kept)
    new.replace(file)
    sync_folder(file.parent)
    return kept


# -- PostgreSQL ----------------------------------------------------------------------------------------------------


@contextmanager
def _in_place(address: URL) -> Iterator[Place]:
    with _connected(address) as connection, connection.begin():
        others = connection.scalar(text(_OTHERS))
        if others:
            raise BackupRefused(_IN_USE)
        connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
        tables = inspect(connection).get_table_names()
        if tables:
            connection.exec_driver_sql(f"DROP TABLE {', '.join(map(quoted, tables))} CASCADE")
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS kamcoach_refuse() CASCADE")
        yield Place(connection)


_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND coalesce(backend_type, 'client backend') = 'client backend'"
)
