"""Logs: one JSON object a line, with routes and ids, never with what a person is called or wrote."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from kamcoach.people import queries
from kamcoach.web.logs import JsonLines
from tests.factories.doors import PASSWORD, give_password, mailed_link, sign_in
from tests.factories.world import World


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the product's logger would write to standard error."""
    text, logger = StringIO(), logging.getLogger("kamcoach")
    handler, level = logging.StreamHandler(text), logger.level
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield text
    logger.removeHandler(handler)
    logger.setLevel(level)


def read(log: StringIO) -> list[dict[str, object]]:
    """The lines; each must be JSON."""
    return [json.loads(line) for line in log.getvalue().split("\n") if line]


def test_a_request_is_one_line_with_its_route_and_the_id_of_who_asked(world: World, log: StringIO) -> None:
    browser = world.client(world.ann)
    browser.get(f"/administration/people/{world.alice.public_id}?search=secret")
    browser.get("/healthz")
    with browser.get("/static/theme.css"):
        pass
    (line,) = read(log)
    assert line.pop("ms") is not None
    assert str(line.pop("at")).endswith("+00:00")
    assert line == {
        "level": "info",
        "event": "request",
        "method": "GET",
        "endpoint": "people.show",
        "status": 200,
        "person": world.ann.public_id,
    }


def test_no_line_holds_a_name_an_address_a_link_a_query_or_what_was_typed(
    world: World, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(world, world.alice)
    link, browser = mailed_link(world, world.alice), world.client()
    browser.get("/sign-in?next=/people/secretive")
    sign_in(browser, world.alice.email, "a wrong password")
    sign_in(browser, world.alice.email)
    browser.get("/progress?search=secretive")
    browser.get("/nowhere/secretive")
    world.client().post(link, data={"password": "secretive words", "again": "secretive words"})
    world.client().post("/forgot-password", data={"email": world.bob.email})
    world.client(world.ann).get("/administration/people?search=Charlie")
    world.client(world.ann).get("/administration/people/secretive")

    def fail(*_: object, **__: object) -> None:
        raise ValueError(f"cannot find {world.alice.name} <{world.alice.email}> secretive")

    monkeypatch.setattr(queries, "list_people", fail)
    assert world.client(world.ann).get("/administration/people?search=secretive").status_code == 500
    lines = read(log)
    assert len(lines) == 10 + 1
    assert [line["status"] for line in lines if line["event"] == "request"][-1] == 500
    text = log.getvalue()
    for personal in ("secretive", "example.com", "Charlie", "Bob", "Alice", PASSWORD, "wrong", link[6:], "127.0.0.1"):
        assert personal not in text, personal


def test_a_failure_names_its_kind_and_its_places_in_the_code(
    world: World, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LookupError("Alice")

    monkeypatch.setattr(queries, "list_people", fail)
    world.client(world.ann).get("/administration/people")
    failure = read(log)[0]
    assert (failure["level"], failure["error"], failure["endpoint"]) == ("error", "LookupError", "people.index")
    places = failure["at_code"]
    assert isinstance(places, list)
    assert any(place.startswith("people/views.py:") for place in places)
    assert places[-1].startswith("web/test_logs.py:")


def test_a_line_stays_a_line_whatever_is_in_it(log: StringIO) -> None:
    logging.getLogger("kamcoach").warning("mail not sent: %s", 'a\n"b"\0\u2028🙂', extra={"facts": {"message": "x\ny"}})
    assert len(log.getvalue().split("\n")) == 2
    assert read(StringIO(log.getvalue()))[0]["message"] == "x\ny"
