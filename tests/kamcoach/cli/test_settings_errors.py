"""Whatever is wrong with the settings or the database is a sentence, never a traceback."""

import socket
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from kamcoach import schema
from kamcoach.database import db
from tests.factories.command import of, run
from tests.factories.engines import SECRET, kamcoach

NEED_A_DATABASE = (
    ["serve"],
    ["worker"],
    ["content", "sync"],
    ["people", "import", "/dev/null"],
    ["trail", "verify"],
    ["standings", "rebuild"],
)


def said(result: Result) -> str:
    """The complaint of a command that gave up."""
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return str(result.stderr)


@pytest.mark.parametrize("arguments", [*NEED_A_DATABASE, ["upgrade"]], ids=" ".join)
def test_without_a_secret_nothing_starts(tmp_path: Path, arguments: list[str]) -> None:
    complaint = said(run(*arguments, KAMCOACH_HOME=str(tmp_path / "home")))
    assert complaint.startswith("Error: KAMCOACH_SECRET_KEY is not set")
    assert "kamcoach init" in complaint
    assert not (tmp_path / "home").exists()


def test_every_problem_is_printed_by_the_process_itself(tmp_path: Path) -> None:
    wrong = {"KAMCOACH_SECRET_KEY": "dev", "KAMCOACH_PORT": "x", "KAMCOACH_BASE_URL": "x"}
    process = kamcoach("serve", KAMCOACH_HOME=str(tmp_path), **wrong)
    assert process.returncode == 1
    assert process.stdout == ""
    lines = process.stderr.splitlines()
    assert len(lines) == 3
    assert "KAMCOACH_PORT: 'x' is not a whole number." in process.stderr
    assert "KAMCOACH_SECRET_KEY can be guessed" in process.stderr
    assert "KAMCOACH_BASE_URL: 'x' must look like" in process.stderr


@pytest.mark.parametrize("arguments", NEED_A_DATABASE, ids=" ".join)
def test_an_empty_database_says_what_to_do_first(tmp_path: Path, arguments: list[str]) -> None:
    complaint = said(run(*arguments, KAMCOACH_HOME=str(tmp_path), KAMCOACH_SECRET_KEY=SECRET))
    assert complaint.startswith("Error: This database is empty. Run `kamcoach init` first")


def test_a_database_of_another_version_asks_for_a_backup_and_an_upgrade(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    complaint = said(run("trail", "verify", **of(app)))
    assert complaint.startswith(f"Error: The database is at 0000, this version needs {schema.newest()}.")
    assert "Make a backup, then run `kamcoach upgrade`." in complaint


def test_a_database_without_an_organisation_asks_for_init(tmp_path: Path) -> None:
    here = {"KAMCOACH_HOME": str(tmp_path), "KAMCOACH_SECRET_KEY": SECRET}
    assert run("upgrade", **here).exit_code == 0
    assert said(run("trail", "verify", **here)) == (
        "Error: This database has no organisation yet. Run `kamcoach init`.\n"
    )


@pytest.mark.parametrize("url", ["postgresql://kc:tiger@127.0.0.1:1/kamcoach", "sqlite:////nowhere/at/all.sqlite3"])
def test_a_database_that_cannot_be_reached_is_a_sentence_without_its_password(tmp_path: Path, url: str) -> None:
    here = {"KAMCOACH_HOME": str(tmp_path), "KAMCOACH_SECRET_KEY": SECRET, "KAMCOACH_DATABASE_URL": url}
    for arguments in (["trail", "verify"], ["upgrade"]):
        complaint = said(run(*arguments, **here))
        assert complaint.startswith("Error: The database cannot be reached: ")
        assert "tiger" not in complaint


def test_a_port_that_is_taken_is_named_before_anything_starts(app: Flask) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        complaint = said(run("serve", PORT=port, **of(app)))
    assert complaint == f"Error: Port {port} is in use. Set PORT to another one.\n"
