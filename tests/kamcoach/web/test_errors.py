"""Errors: a page in plain words for people, JSON for scripts, and nothing of the inside."""

import pytest
from sqlalchemy.exc import OperationalError

from kamcoach.people import queries, services
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World

pytestmark = ON_ONE_ENGINE

JSON = {"Accept": "application/json"}


def test_every_error_has_a_page_in_plain_words(world: World) -> None:
    alice = world.client(world.alice)
    for reply, status, title in [
        (alice.get("/nowhere"), 404, "There is nothing here that you can open"),
        (alice.get("/assessments/%00"), 404, "There is nothing here that you can open"),
        (alice.get("/queue"), 403, "This is not yours to open"),
        (alice.get("/sign-out"), 405, "That does not work here"),
    ]:
        assert reply.status_code == status, title
        assert f"<h1>{title}</h1>" in reply.text
        assert f'<p class="small quiet mb-1">{status}</p>' in reply.text


def test_a_script_gets_json(world: World) -> None:
    alice = world.client(world.alice)
    assert alice.get("/queue", headers=JSON).json == {
        "error": "This is not yours to open",
        "text": "Your role does not include this page.",
    }
    assert world.client().get("/", headers=JSON).status_code == 401
    browsers = "text/html,application/xhtml+xml,application/json;q=0.9"
    assert world.client().get("/", headers={"Accept": browsers}).status_code == 302


def test_a_failure_of_ours_is_500_and_tells_nothing_of_the_inside(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the inside: /etc/kamcoach SELECT")

    monkeypatch.setattr(queries, "list_people", fail)
    for headers in ({}, JSON):
        reply = world.client(world.ann).get("/administration/people", headers=headers)
        assert reply.status_code == 500
        assert "Something went wrong on our side" in reply.text
        for inside in ("the inside", "Traceback", "RuntimeError", "SELECT"):
            assert inside not in reply.text


def test_a_database_that_others_hold_too_long_is_503_with_nothing_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    monkeypatch.setattr(services, "change_preferences", locked)
    reply = world.client(world.alice).post("/me", data={"theme": "dark", "time_zone": "UTC"})
    assert reply.status_code == 503
    assert "Nothing was changed. Try again in a few seconds." in reply.text
