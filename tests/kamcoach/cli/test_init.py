"""`kamcoach init`: an installation from nothing, once; nothing is overwritten, nothing is left half-made."""

import re
import sqlite3
from pathlib import Path

import pytest
from flask import Flask

from kamcoach import schema
from kamcoach.app import create_app
from kamcoach.config import load
from kamcoach.database import db
from tests.factories.command import of, run
from tests.factories.engines import SECRET, kamcoach

ANSWERS = ["--organisation", "Acme", "--name", "Ann", "--email", "ann@example.com"]
PLACE = ["--country", "ph", "--time-zone", "Asia/Manila"]


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    """What a database of this home holds."""
    connection = sqlite3.connect(home / "kamcoach.sqlite3")
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_a_process_from_nothing_to_the_first_sign_in(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    made = kamcoach("init", *ANSWERS, *PLACE, KAMCOACH_HOME=str(home))
    assert made.returncode == 0, made.stderr
    link = re.search(r"http://127\.0\.0\.1:8000(/link/\S+)", made.stdout)
    assert link
    assert made.stdout.startswith("Acme is ready.")
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600
    assert rows(home, "SELECT name, email, country, time_zone FROM person") == [
        ("Ann", "ann@example.com", "PH", "Asia/Manila")
    ]
    assert rows(home, "SELECT role FROM role_grant") == [("administrator",)]
    assert rows(home, "SELECT kind, organisation FROM installation") == [("real", "Acme")]
    assert len(rows(home, "SELECT 1 FROM content_version")) >= 3

    again = kamcoach("init", *ANSWERS, *PLACE, KAMCOACH_HOME=str(home))
    assert again.returncode == 1
    assert again.stderr == "Error: This database is in use already; nothing was changed.\n"
    assert len(rows(home, "SELECT 1 FROM person")) == len(rows(home, "SELECT 1 FROM sign_in_link")) == 1

    app = create_app(load({"KAMCOACH_HOME": str(home)}))
    app.config["WTF_CSRF_ENABLED"] = False
    words = {"password": "four quiet words here", "again": "four quiet words here"}
    assert app.test_client().post(link[1], data=words).location == "/administration"
    with app.app_context():
        db.engine.dispose()


def test_what_is_not_given_is_asked_for(tmp_path: Path) -> None:
    asked = run("init", typed="Acme\nAnn\nann@example.com\n\n\n", KAMCOACH_HOME=str(tmp_path))
    assert asked.exit_code == 0, asked.output
    for question in ("Organisation", "Your name", "Your email", "Country [PH]", "Time zone [Asia/Manila]"):
        assert question in asked.output


def test_a_secret_from_the_environment_needs_no_file_but_the_home_is_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = run("init", *ANSWERS, *PLACE, KAMCOACH_HOME=str(home), KAMCOACH_SECRET_KEY=SECRET)
    assert made.exit_code == 0, made.output
    assert not (home / "secret_key").exists()
    assert (home / "kamcoach.sqlite3").exists()


@pytest.mark.parametrize(
    ("option", "value", "why"),
    [
        ("--time-zone", "Manila", "“Manila” is not a time zone; use a name such as Asia/Manila."),
        ("--country", "Philippines", "“PHILIPPINES” is not a country code; use two letters such as PH."),
        ("--email", "ann", "“ann” is not an email address."),
        ("--email", "ann@example.com\nBcc: all@example.com", "is not an email address."),
        ("--name", " ", "name is empty."),
        ("--name", "A" * 121, "name is longer than 120 characters."),
        ("--organisation", " ", "organisation is empty."),
    ],
)
def test_a_wrong_answer_is_a_sentence_and_makes_no_database(tmp_path: Path, option: str, value: str, why: str) -> None:
    refused = run("init", *ANSWERS, *PLACE, option, value, KAMCOACH_HOME=str(tmp_path))
    assert refused.exit_code == 1
    assert why in refused.stderr
    assert rows(tmp_path, "SELECT name FROM sqlite_master") == []
    assert run("init", *ANSWERS, *PLACE, KAMCOACH_HOME=str(tmp_path)).exit_code == 0, "and can be put right"


def test_a_database_in_use_is_refused_on_both_engines(app: Flask) -> None:
    with app.app_context():
        before = schema.current()
    refused = run("init", *ANSWERS, *PLACE, **of(app))
    assert refused.exit_code == 1
    assert refused.stderr == "Error: This database is in use already; nothing was changed.\n"
    with app.app_context():
        assert schema.current() == before


def test_a_home_that_cannot_be_made_is_a_sentence() -> None:
    refused = run("init", *ANSWERS, *PLACE, KAMCOACH_HOME="/dev/null/kamcoach")
    assert refused.exit_code == 1
    assert refused.stderr == "Error: KAMCOACH_HOME: /dev/null/kamcoach cannot be used: Not a directory.\n"
