"""A full disk, a read-only database: said in plain words, nothing changed, nothing lost, and it goes on by itself."""

import errno
import logging
import os
from pathlib import Path

import pytest
from sqlalchemy import select

from kamcoach import storage, worker
from kamcoach.app import create_app
from kamcoach.assessing.models import Answer
from kamcoach.database import db
from kamcoach.storage import FULL, READ_ONLY
from kamcoach.trail.models import TrailEntry
from tests.factories.command import of, run
from tests.factories.engines import settings
from tests.factories.troubles import trouble
from tests.factories.world import Thing, World

JSON = {"Accept": "application/json"}
LONG = "星期二，我和采购一起。" * 300
"""More bytes than a page of SQLite holds: it cannot be saved without another page."""
both_reasons = pytest.mark.parametrize("reason", [FULL, READ_ONLY])


@pytest.fixture
def sheet(world: World) -> Thing:
    """Alice's open baseline."""
    return world.baseline(world.alice, world.bob)[1]


def _fields(number: int) -> dict[str, str]:
    items = {f"B{n}-value": "3" for n in (2, 4, 5)} | {f"B{n}-note": f"{number} {LONG}" for n in (2, 4, 5)}
    return items | {f"B{n}-base": "0" for n in (2, 4, 5)} | {"operation": f"page-{number}", "then": "later"}


def _everything(world: World) -> list[object]:
    with world.reading() as session:
        return [*session.execute(select(Answer.item, Answer.note)), *session.execute(select(TrailEntry.public_id))]


@both_reasons
def test_a_page_that_cannot_be_saved_keeps_what_was_typed_and_sends_it_again(
    world: World, sheet: Thing, reason: str
) -> None:
    alice, path = world.client(world.alice), f"/assessments/{sheet.public_id}/answer"
    before = _everything(world)
    with trouble(world.app, reason):
        reply = alice.post(path, data=_fields(1))
        assert reply.status_code == 503
        assert "<h1>Nothing can be saved just now</h1>" in reply.text
        assert "Nothing was changed, and what you typed is still in your browser." in reply.text
        assert f'<form method="post" action="{path}"' in reply.text
        for name, value in _fields(1).items():
            assert f'<input type="hidden" name="{name}" value="{value}">' in reply.text
        assert alice.get(path).status_code == 200, "everything can be read"
        assert _everything(world) == before
    assert alice.post(path, data=_fields(1)).status_code == 302
    assert len(world.rows(Answer)) == 3


@both_reasons
def test_a_tapped_answer_is_told_that_it_is_not_saved_and_is_saved_later(
    world: World, sheet: Thing, reason: str
) -> None:
    alice, path = world.client(world.alice), f"/assessments/{sheet.public_id}/answers/B5"
    tapped = {"value": "4", "note": LONG, "base": "0", "operation": "tapped-once"}
    with trouble(world.app, reason):
        for _ in range(2):
            reply = alice.post(path, data=tapped, headers=JSON)
            assert reply.status_code == 503
            assert reply.json is not None
            assert reply.json["problem"] == "Not saved: the server cannot save anything just now."
        assert world.rows(Answer) == []
    reply = alice.post(path, data=tapped, headers=JSON)
    assert (reply.status_code, reply.json and reply.json["revision"]) == (200, 1)


@both_reasons
def test_healthz_says_why_and_the_log_says_once_when_it_begins_and_ends(
    world: World, sheet: Thing, reason: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING, "kamcoach")
    alice, path = world.client(world.alice), f"/assessments/{sheet.public_id}/answer"
    with trouble(world.app, reason):
        for number in range(3):
            assert alice.post(path, data=_fields(number)).status_code == 503
        health = world.app.test_client().get("/healthz")
        assert health.status_code == 503
        assert health.json is not None
        assert (health.json["status"], health.json["writes"]) == ("failing", reason)
    assert alice.post(path, data=_fields(9)).status_code == 302
    monkeypatch.setattr(storage, "_LOOKED", -1.0)
    assert world.app.test_client().get("/healthz").status_code == 200
    said = [(record.getMessage(), getattr(record, "facts", {}).get("reason")) for record in caplog.records]
    assert said == [("the database cannot be written", reason), ("the database can be written again", reason)]


def test_the_worker_goes_on_and_does_not_repeat_what_is_known(
    world: World, sheet: Thing, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING, "kamcoach")
    with trouble(world.app, READ_ONLY):
        for _ in range(2):
            with pytest.raises(ExceptionGroup) as failed:
                world.tick()
            assert failed.value.split(storage.CannotWrite)[1] is None
            worker._say("tick failed", failed.value)
        assert [record.getMessage() for record in caplog.records] == ["the database cannot be written"]
    world.tick()
    assert caplog.records[-1].getMessage() == "the database can be written again"


def test_another_failure_beside_it_is_still_logged(caplog: pytest.LogCaptureFixture) -> None:
    worker._say("tick failed", ExceptionGroup("jobs", [storage.CannotWrite(FULL), ValueError("else")]))
    worker._say("tick failed", storage.CannotWrite(FULL))
    assert [record.getMessage() for record in caplog.records] == ["tick failed"]


def test_a_password_is_never_written_into_the_page(world: World) -> None:
    with trouble(world.app, READ_ONLY):
        reply = world.client().post("/link/nothing", data={"password": "four quiet words", "again": "four quiet words"})
        assert "four quiet words" not in reply.text
    with world.app.test_request_context("/", method="POST", data={"password": "four quiet words"}):
        page, status = world.app.make_response(_refused(world)).get_data(as_text=True), 503
    assert status == 503
    assert "four quiet words" not in page


def _refused(world: World) -> object:
    handler = world.app._find_error_handler(storage.CannotWrite(FULL), [])
    assert handler is not None
    return world.app.ensure_sync(handler)(storage.CannotWrite(FULL))


@pytest.mark.parametrize(
    ("number", "reason"),
    [(errno.ENOSPC, FULL), (errno.EDQUOT, FULL), (errno.EROFS, READ_ONLY), (errno.EIO, "disk error")],
)
def test_a_look_at_the_disk_is_enough_on_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    def refuse(*_: int) -> None:
        raise OSError(number, os.strerror(number))

    app = create_app(settings(tmp_path, f"sqlite:///{tmp_path / 'one.sqlite3'}"))
    with app.app_context():
        assert storage.look(db.engine) is None
        assert list(tmp_path.iterdir()) == []
        monkeypatch.setattr(storage.os, "posix_fallocate", refuse)
        assert storage.look(db.engine) == reason
        db.engine.dispose()


def test_a_command_that_cannot_write_is_a_sentence(world: World) -> None:
    if not of(world.app)["KAMCOACH_DATABASE_URL"].startswith("postgresql"):
        return  # SQLite's own connection of the command is not in trouble
    with trouble(world.app, READ_ONLY):
        result = run("standings", "rebuild", **of(world.app))
    assert result.exit_code == 1
    assert "Error: The database takes no changes (read-only); nothing was changed." in result.stderr


@pytest.mark.parametrize("url", ["postgresql+psycopg://127.0.0.1:1/nothing", "sqlite:////nowhere/at/all.sqlite3"])
def test_a_database_out_of_reach_is_a_page_too(url: str) -> None:
    browser = create_app(settings(Path(), url)).test_client()
    reply = browser.get("/sign-in")
    assert reply.status_code == 503
    assert "<h1>The database cannot be reached just now</h1>" in reply.text
    reply = browser.get("/sign-in", headers=JSON)
    assert reply.json is not None
    assert reply.json["problem"] == "Not saved: the server has no database."
