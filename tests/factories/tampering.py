"""The trail as tests write it, and as somebody changes it who has the database's own rights: triggers and keys off."""

import json
import sqlite3
from typing import Any

from flask import Flask

from kamcoach.clock import at_instant
from kamcoach.database import db, reading, writing
from kamcoach.trail import services
from kamcoach.trail.models import TrailEntry
from tests.factories.clock import MONDAY
from tests.factories.command import of, run

NOW = at_instant(MONDAY)


def write(app: Flask, number: int, **texts: str) -> list[TrailEntry]:
    """Record entries; they are not sealed yet."""
    with app.app_context():
        with writing() as session:
            for _ in range(number):
                on = ("person", "alice")
                services.record(session, actor=None, verb="looked at", on=on, at=NOW, details={"n": 1}, texts=texts)
        with reading() as session:
            return list(session.query(TrailEntry).order_by(TrailEntry.id))[-number:]


def seal(app: Flask) -> int:
    """Seal what waits."""
    with app.app_context(), writing() as session:
        return services.seal(session, at=NOW)


def tamper(app: Flask, *statements: str) -> None:
    """Run statements past triggers and foreign keys."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()
            connection = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
            for table in ("trail_entry", "trail_leaf", "trail_batch", "content_version"):
                for act in ("update", "delete"):
                    connection.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
            for statement in statements:
                connection.execute(statement)
            connection.close()
            return
        with db.engine.begin() as postgres:
            for statement in ("SET LOCAL session_replication_role = replica", *statements):
                postgres.exec_driver_sql(statement)


def verdict(app: Flask, *options: str) -> dict[str, Any]:
    """What `kamcoach trail verify --json` finds; its exit code says the same."""
    result = run("trail", "verify", "--json", *options, **of(app))
    found: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == (0 if found["ok"] else 1)
    assert found["ok"] == (found["problem"] is None)
    return found
