"""A restored database is the one that was backed up, on either engine, from either engine, from an older version."""

from pathlib import Path

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from kamcoach import schema
from kamcoach.app import create_app
from kamcoach.backup.restoring import check, restore
from kamcoach.clock import at_instant
from kamcoach.database import Base, db, writing
from kamcoach.installation.services import found
from kamcoach.people.models import Person
from kamcoach.trail.queries import verify
from tests.factories.backups import backed_up, empty_postgres, lived_in, living_in
from tests.factories.clock import MONDAY
from tests.factories.command import of, run
from tests.factories.engines import SECRET, settings
from tests.factories.world import World


def _place(request: pytest.FixtureRequest, tmp_path: Path, engine: str) -> str:
    """An empty place."""
    if engine == "sqlite":
        return f"sqlite:///{tmp_path / 'restored.sqlite3'}"
    return empty_postgres(request.getfixturevalue("postgres_url"))


def test_from_one_engine_into_the_other_nothing_is_different_and_life_goes_on(
    world: World, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Into the same engine: tests/kamcoach/cli/test_backup.py."""
    with world.app.app_context():
        place = _place(request, tmp_path, "postgres" if db.engine.dialect.name == "sqlite" else "sqlite")
    taken = backed_up(lived_in(world).app, tmp_path / "one.zip")
    assert taken.rows > 100
    assert {table.name for table in taken.tables} == set(Base.metadata.tables)
    assert check(tmp_path / "one.zip") == taken

    restored = restore(tmp_path / "one.zip", place)
    assert (restored.manifest, restored.is_older, restored.verdict.problem) == (taken, False, None)
    assert restored.verdict.sealed > 10
    assert restored.verdict.unsealed > 10
    with living_in(place) as app:
        again = backed_up(app, tmp_path / "two.zip")
        assert again.content == taken.content
        assert again.head == taken.head == restored.verdict.head
        assert again.tables == taken.tables
        _goes_on(app, world)


def _goes_on(app: Flask, before: World) -> None:
    """New rows get new numbers, the trail is sealed on, and nobody can take anything out of it."""
    alive = World.__new__(World)
    alive.app, alive.clock = app, before.clock
    assert alive.person("Newcomer").id > before.tess.id
    alive.tick()
    assert verify(db.session()).unsealed == 0
    with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM trail_entry"))


@pytest.mark.parametrize(("revision", "engine"), [("0001", "sqlite"), ("0002", "postgres")])
def test_a_backup_of_an_older_version_is_brought_to_this_one(
    tmp_path: Path, request: pytest.FixtureRequest, revision: str, engine: str
) -> None:
    place = _place(request, tmp_path, engine)
    older = create_app(settings(tmp_path, f"sqlite:///{tmp_path / 'older.sqlite3'}"))
    with older.app_context():
        command.upgrade(schema.config(), revision)
        with writing() as session:
            found(session, kind="real", organisation="Older", at=at_instant(MONDAY))
        with db.engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO person"
                    " (id, public_id, name, country, time_zone, locale, theme, job_profile, created_at)"
                    " VALUES (7, 'p7', 'Zoë', 'PH', 'Asia/Manila', 'en', 'auto', '', '2026-03-02 09:00:00')"
                )
            )
        db.engine.dispose()
    here = {"KAMCOACH_HOME": str(tmp_path), "KAMCOACH_SECRET_KEY": SECRET}
    taken = run("backup", tmp_path / "old.zip", **here, KAMCOACH_DATABASE_URL=f"sqlite:///{tmp_path / 'older.sqlite3'}")
    assert taken.exit_code == 0, taken.output
    assert f"database at {revision}" in taken.stdout

    result = run("restore", tmp_path / "old.zip", **here, KAMCOACH_DATABASE_URL=place)
    assert result.exit_code == 0, result.output
    assert f"It was at {revision} and is now at {schema.newest()}" in result.stdout
    with living_in(place) as app:
        assert schema.current() == schema.newest()
        person = db.session().scalars(select(Person)).one()
        assert (person.id, person.name, person.created_at) == (7, "Zoë", MONDAY)
        assert run("upgrade", **of(app)).stdout.endswith("; 0 new versions of content.\n")
