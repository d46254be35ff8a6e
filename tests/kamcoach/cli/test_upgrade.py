"""`kamcoach upgrade`: database and content to this version, as often as one likes."""

import re
from pathlib import Path

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import text

from kamcoach import schema
from kamcoach.app import create_app
from kamcoach.cli import installing
from kamcoach.clock import at_instant
from kamcoach.database import db, writing
from kamcoach.installation.services import found
from tests.factories.clock import MONDAY
from tests.factories.command import of, run
from tests.factories.engines import settings
from tests.factories.tampering import tamper

ONE = "kind = 'profiles' AND code = 'key-account-manager' AND version = 1"


def content(app: Flask) -> list[tuple[object, ...]]:
    """What is published."""
    with app.app_context(), db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM content_version ORDER BY id"))]


def test_a_current_database_stays_as_it_is(app: Flask) -> None:
    before = content(app)
    for _ in range(2):
        result = run("upgrade", **of(app))
        assert result.exit_code == 0, result.output
        assert result.stdout == f"The database is at {schema.newest()}; 0 new versions of content.\n"
    assert content(app) == before


def test_content_that_this_version_brings_is_added(app: Flask) -> None:
    before = content(app)
    tamper(app, f"DELETE FROM content_version WHERE {ONE}")
    assert re.search(r"; 1 new versions? of content", run("upgrade", **of(app)).stdout)
    assert {row[1:6] for row in content(app)} == {row[1:6] for row in before}


def test_published_content_with_another_text_is_left_alone(app: Flask) -> None:
    tamper(app, f"UPDATE content_version SET content_hash = 'other' WHERE {ONE}")
    before = content(app)
    result = run("upgrade", **of(app))
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: profiles/key-account-manager/1 was published with another text; content was left alone.\n"
    )
    assert content(app) == before


def test_broken_content_is_named_and_changes_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(installing, "CONTENT", tmp_path)
    before = content(app)
    result = run("upgrade", **of(app))
    assert result.exit_code == 1
    assert "digest.yaml" in result.stderr
    assert content(app) == before


def test_a_demo_that_an_earlier_version_made_is_brought_up_to_date_when_it_starts(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    home.mkdir()
    older = create_app(settings(home, f"sqlite:///{home / 'kamcoach.sqlite3'}"))
    with older.app_context():
        command.upgrade(schema.config(), "0001")
        with writing() as session:
            found(session, kind="demo", organisation="Tests", at=at_instant(MONDAY))
        db.engine.dispose()
    result = run("demo", "--build-only", "--json", KAMCOACH_HOME=str(tmp_path))
    assert result.exit_code == 0, result.output
    with older.app_context():
        assert schema.current() == schema.newest()
        db.engine.dispose()
    assert len(content(older)) > 40
    with older.app_context():
        db.engine.dispose()
