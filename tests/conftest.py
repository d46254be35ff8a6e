"""Fixtures: an application with a fresh database on SQLite and on PostgreSQL, a clock that stands still, a world."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from kamcoach.cli.serving import collect_less
from kamcoach.web import context
from tests.factories.clock import TestClock
from tests.factories.engines import PostgresEngine, SqliteEngine, postgres_engine, postgres_server, sqlite_engine
from tests.factories.scheduling import ByWhatIsShared
from tests.factories.world import World


@pytest.fixture(scope="session")
def sqlite() -> Iterator[SqliteEngine]:
    """SQLite, migrated once."""
    with sqlite_engine() as engine:
        yield engine


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres(postgres_url: str) -> Iterator[PostgresEngine]:
    """PostgreSQL, migrated once."""
    with postgres_engine(postgres_url) as engine:
        yield engine


@pytest.fixture(params=["sqlite", "postgres"])
def app(request: pytest.FixtureRequest) -> Flask:
    """An application with a fresh database, on each engine in turn."""
    engine: SqliteEngine | PostgresEngine = request.getfixturevalue(request.param)
    engine.reset()
    engine.app.extensions.pop("kamcoach.facts", None)
    return engine.app


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> TestClock:
    """A clock that stands still."""
    made = TestClock()
    monkeypatch.setattr(context, "moment", made.moment)
    return made


@pytest.fixture
def world(app: Flask, clock: TestClock) -> World:
    """Alice, Bob and Charlie."""
    return World(app, clock)


def pytest_collection_finish() -> None:
    """As the servers do."""
    collect_less()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests need Chromium: say so before anything runs, instead of skipping."""
    if any("browser" in item.keywords for item in items) and shutil.which("chromium") is None:
        raise pytest.UsageError("chromium is not installed: run `make chromium`")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByWhatIsShared | None:
    """With `--dist loadgroup`, keep together what shares something."""
    return ByWhatIsShared(config, log) if config.getoption("dist") == "loadgroup" else None
