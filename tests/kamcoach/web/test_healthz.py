"""GET /healthz: 200 only when the database answers and has the migrations of this code."""

from pathlib import Path

import pytest
from flask import Flask

from kamcoach import __version__
from kamcoach.app import create_app
from tests.factories.engines import settings


def test_it_says_status_version_database_writes_and_migrations(app: Flask) -> None:
    reply = app.test_client().get("/healthz")
    assert reply.status_code == 200
    assert reply.json == {
        "status": "ok",
        "version": __version__,
        "database": "ok",
        "writes": "ok",
        "migrations": "current",
    }
    assert "Set-Cookie" not in reply.headers


@pytest.mark.parametrize("url", ["postgresql+psycopg://127.0.0.1:1/nothing", "sqlite:////nowhere/at/all.sqlite3"])
def test_a_database_that_cannot_be_reached_is_503_without_its_address(url: str) -> None:
    reply = create_app(settings(Path(), url)).test_client().get("/healthz")
    assert reply.status_code == 503
    assert reply.json == {
        "status": "failing",
        "version": __version__,
        "database": "OperationalError",
        "writes": "unknown",
        "migrations": "unknown",
    }
