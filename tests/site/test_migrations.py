"""From an empty database to this version's, on both engines: the tables of the models, and triggers that refuse."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, Column, MetaData, Table, create_engine, insert, inspect, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from kamcoach import schema
from kamcoach.app import create_app
from kamcoach.database import Base, db
from tests.factories.engines import settings, with_database
from tests.factories.world import World

NEVER_CHANGED = ("content_version", "result", "trail_batch", "trail_entry", "trail_leaf")
_SQLITE_TRIGGERS = {f"{table}_no_{act}" for table in NEVER_CHANGED for act in ("update", "delete")}
_TRIGGERS = {
    "sqlite": _SQLITE_TRIGGERS | {"installation_kind"},
    "postgresql": {f"{table}_no_change" for table in NEVER_CHANGED} | {"installation_kind"},
}
_LIST_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without a single table."""
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    if request.param == "postgres":
        admin_url = request.getfixturevalue("postgres_url")
        admin = create_engine(admin_url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS empty WITH (FORCE)"))
            connection.execute(text("CREATE DATABASE empty"))
        admin.dispose()
        url = with_database(admin_url, "empty")
    app = create_app(settings(tmp_path, url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _one_column(sql: str) -> set[str]:
    with db.engine.connect() as connection:
        return set(connection.execute(text(sql)).scalars())


def test_an_upgrade_from_empty_makes_exactly_what_the_models_say(empty: Flask) -> None:
    assert schema.current() is None
    schema.upgrade()
    assert schema.current() == schema.newest()
    with db.engine.connect() as connection:
        migrated = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(migrated, Base.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
        if db.engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    assert _one_column(_LIST_TRIGGERS[db.engine.dialect.name]) == _TRIGGERS[db.engine.dialect.name]
    schema.upgrade()  # nothing left to do


def test_the_checks_of_the_migrated_tables_are_those_of_the_models(empty: Flask) -> None:
    schema.upgrade()
    in_models = {
        (table.name, str(check.name), _words(str(check.sqltext)))
        for table in Base.metadata.sorted_tables
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }
    with db.engine.connect() as connection:
        inspector = inspect(connection)
        migrated = {
            (name, str(check["name"]), _words(check["sqltext"]))
            for name in Base.metadata.tables
            for check in inspector.get_check_constraints(name)
        }
    assert {key[:2] for key in migrated} == {key[:2] for key in in_models}
    if db.engine.dialect.name == "sqlite":  # PostgreSQL gives conditions back in its own words
        assert migrated == in_models


def _words(sql: str) -> str:
    return " ".join(sql.split())


def test_health_says_which_revision_is_missing_and_when_it_is_there(empty: Flask) -> None:
    client = empty.test_client()
    assert client.get("/healthz").status_code == 503
    assert client.get("/healthz").json["migrations"] == f"at None, needs {schema.newest()}"
    schema.upgrade()
    assert client.get("/healthz").json | {"version": ""} == {
        "status": "ok",
        "version": "",
        "database": "ok",
        "migrations": "current",
        "writes": "ok",
    }
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'before'"))
    assert client.get("/healthz").json["migrations"] == f"at before, needs {schema.newest()}"


def test_what_was_there_before_boosters_and_reactions_came_is_kept_and_still_protected(empty: Flask) -> None:
    command.upgrade(schema.config(), "0001")
    rows = _one_enrolment()
    schema.upgrade()
    with db.engine.begin() as connection:
        kept = {name: dict(connection.execute(select(_table(name))).mappings().one()) for name in rows}
        assert kept == {name: kept[name] | values for name, values in rows.items()}
        for name, kind in (("content_version", "boosters"), ("follow_up", "reaction")):
            again = kept[name] | {"id": 2, "kind": kind, "public_id": "another", "step": "day-one"}
            connection.execute(insert(_table(name)).values({key: again[key] for key in kept[name]}))
    assert _one_column(_LIST_TRIGGERS[db.engine.dialect.name]) == _TRIGGERS[db.engine.dialect.name]
    _refused("DELETE FROM content_version", "append-only")


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _as_it_was(name: str) -> Table:
    """The table with the columns that it has now and none of the defaults that a later version brings."""
    there = {column["name"] for column in inspect(db.engine).get_columns(name)}
    columns = (Column(column.name, column.type) for column in _table(name).columns if column.name in there)
    return Table(name, MetaData(), *columns)


def _one_enrolment() -> dict[str, dict[str, object]]:
    """A plan, a person in a training, and one dated step, as version 0001 held them."""
    at, day = datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 2)
    window = {"planned_on": day, "opens_on": day, "due_on": day, "closes_on": day}
    step = {"plan_id": 1, "step": "plus-30", "kind": "measure", "days": 30, "enrolment_id": 1, "person_id": 1}
    plan = {"kind": "plans", "code": "standard", "version": 1, "owner": "kamcoach", "content_hash": "0", "body": "{}"}
    programme = {"name": "One", "instrument_code": "kam-behaviours", "plan_code": "standard", "created_at": at}
    cohort = {"programme_id": 1, "name": "May", "first_day": day, "last_day": day, "owner_id": 1}
    alice = {"name": "Alice", "email": "a@example.com", "country": "PH", "time_zone": "UTC", "created_at": at}
    rows: dict[str, dict[str, object]] = {
        "content_version": {**plan, "published_at": at},
        "person": {**alice, "public_id": "a", "locale": "en", "theme": "auto", "job_profile": ""},
        "programme": {**programme, "public_id": "p"},
        "cohort": {**cohort, "public_id": "c"},
        "enrolment": {"cohort_id": 1, "person_id": 1, "enrolled_on": day, "public_id": "e"},
        "follow_up": {**step, **window, "public_id": "f"},
    }
    with db.engine.begin() as connection:
        for name, values in rows.items():
            connection.execute(insert(_as_it_was(name)).values(id=1, **values))
    return rows


def test_there_is_one_way_up() -> None:
    scripts = ScriptDirectory.from_config(schema.config())
    assert scripts.get_heads() == [schema.newest()]
    assert len(scripts.get_bases()) == 1


def test_what_was_recorded_can_neither_be_changed_nor_deleted(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    world.answer_all(baseline, world.alice)
    world.tick()
    with world.app.app_context():
        for table in NEVER_CHANGED:
            key = Base.metadata.tables[table].primary_key.columns.keys()[0]
            assert _one_column(f"SELECT count(*) FROM {table}") != {0}, table
            _refused(f"UPDATE {table} SET {key} = {key}", "append-only")
            _refused(f"DELETE FROM {table}", "append-only")
            if db.engine.dialect.name == "postgresql":
                _refused(f"TRUNCATE {table} CASCADE", "append-only")


def test_a_real_installation_never_becomes_a_demo_nor_moves_its_clock(world: World) -> None:
    with world.app.app_context():
        _refused("UPDATE installation SET kind = 'demo'", "append-only")
        with pytest.raises(IntegrityError), db.engine.begin() as connection:
            connection.execute(text("UPDATE installation SET shift_seconds = 60"))


def test_the_texts_of_the_trail_can_be_erased(world: World) -> None:
    with world.app.app_context(), db.engine.begin() as connection:
        assert connection.execute(text("DELETE FROM trail_text")).rowcount > 0


def _refused(sql: str, why: str) -> None:
    with pytest.raises(DatabaseError, match=why), db.engine.begin() as connection:
        connection.execute(text(sql))
