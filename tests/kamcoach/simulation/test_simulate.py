"""The simulation in its short form: a month, two real workers, kills, an outage, and every promise kept."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from kamcoach.cli import main
from tests.factories.engines import with_database


def run(*args: str) -> dict[str, object]:
    """The report of `kamcoach simulate`, which ends with 0."""
    reply = CliRunner().invoke(main, ["simulate", "--json", *args])
    assert reply.exit_code == 0, reply.output
    report: dict[str, object] = json.loads(reply.output)
    return report


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Where it runs: its own file, or an empty database."""
    if request.param == "sqlite":
        return ()
    admin_url = request.getfixturevalue("postgres_url")
    admin = create_engine(admin_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS simulated WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE simulated"))
    admin.dispose()
    return ("--database", with_database(admin_url, "simulated"))


def test_a_month_with_killed_workers_keep_every_promise(where: tuple[str, ...]) -> None:
    report = run("--years", "0.085", "--people", "12", "--kills", "3", "--seed", "7", *where)
    counts = report["counts"]
    assert isinstance(counts, dict)
    assert report["broken"] == []
    assert counts["kills"] == 3
    assert counts["outages"] >= 4
    assert counts["fixed measures asked"] > 5
    assert counts["sheets answered"] > 5
    assert counts["messages sent"] > 10


def test_a_database_that_holds_something_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'taken.sqlite3'}"
    with create_engine(url).begin() as connection:
        connection.execute(text("CREATE TABLE something (id INTEGER)"))
    reply = CliRunner().invoke(main, ["simulate", "--database", url, "--years", "0.1", "--people", "5"])
    assert reply.exit_code == 1
    assert "not empty" in reply.output
