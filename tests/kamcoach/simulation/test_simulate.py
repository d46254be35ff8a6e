"""The simulation in its short form: three weeks, two real workers, kills, an outage, and every promise kept."""

import json
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import create_engine, text

from kamcoach.cli import main


def run(*args: str) -> dict[str, object]:
    """The report of `kamcoach simulate`, which ends with 0."""
    reply = CliRunner().invoke(main, ["simulate", "--json", *args])
    assert reply.exit_code == 0, reply.output
    report: dict[str, object] = json.loads(reply.output)
    return report


def test_three_weeks_with_killed_workers_keep_every_promise() -> None:
    report = run("--years", "0.06", "--people", "8", "--kills", "2", "--seed", "7")
    counts = report["counts"]
    assert isinstance(counts, dict)
    assert report["broken"] == []
    assert counts["kills"] == 2
    assert counts["outages"] >= 3
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
