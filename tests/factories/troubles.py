"""Databases that take no changes: full, or read-only. The real errors of both engines, without a real disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event, text

from kamcoach.database import db
from kamcoach.storage import FULL, READ_ONLY


@contextmanager
def trouble(app: Flask, reason: str) -> Iterator[None]:
    """As long as the block lasts, the database refuses changes for a reason."""
    with app.app_context():
        engine, url = db.engine, db.engine.url
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        raw.cursor().execute("VACUUM")  # no page is left over that a small write could take
        raw.close()
        with _every_connection(engine, {FULL: "max_page_count=1", READ_ONLY: "query_only=ON"}[reason]):
            yield
        return
    begin, end = _IN_POSTGRES[reason]
    _run(engine, begin.format(url.database))
    engine.dispose()
    try:
        yield
    finally:
        engine.dispose()
        _run(engine, "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", end.format(url.database))
        engine.dispose()


@contextmanager
def _every_connection(engine: Any, pragma: str) -> Iterator[None]:
    """SQLite never lets a file grow beyond so many pages, nor such a connection write."""

    def on_connect(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", on_connect)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", on_connect)
        engine.dispose()


_FULL_FUNCTION = (
    "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;"
    " CREATE TRIGGER full_disk BEFORE INSERT ON trail_entry EXECUTE FUNCTION full_disk();"
    " CREATE TRIGGER full_disk BEFORE INSERT OR DELETE ON browser_session EXECUTE FUNCTION full_disk()"
)
_IN_POSTGRES = {
    FULL: (_FULL_FUNCTION, "DROP FUNCTION full_disk CASCADE"),
    READ_ONLY: (
        "ALTER DATABASE {} SET default_transaction_read_only = on",
        "ALTER DATABASE {} RESET default_transaction_read_only",
    ),
}


def _run(engine: Any, *statements: str) -> None:
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
