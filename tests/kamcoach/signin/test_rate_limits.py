"""Guessing is slowed down, by address and by email; signing in rightly is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kamcoach.app import create_app
from kamcoach.config import Settings
from kamcoach.database import db
from kamcoach.notifications.models import OutboxMessage
from kamcoach.web.limits import limiter
from tests.factories.doors import PASSWORD, give_password, mailed_link
from tests.factories.engines import SECRET
from tests.factories.world import World


@pytest.fixture
def real(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application as it is served: limits on (and Argon2 as dear as it is). It asks for no CSRF token here."""
    monkeypatch.setattr(limiter, "enabled", limiter.enabled)  # there is one for the process: put it back afterwards
    monkeypatch.setattr("kamcoach.web.logs.to_stderr", lambda: None)
    made = create_app(Settings(Path(), str(world.app.config["SQLALCHEMY_DATABASE_URI"]), SECRET))
    assert limiter.enabled
    limiter.reset()
    made.config["WTF_CSRF_ENABLED"] = False
    made.testing = True  # only now: cheap passwords, the limits stay
    yield made
    limiter.reset()
    with made.app_context():
        db.engine.dispose()


def guess(app: Flask, email: str, password: str = "a wrong guess", address: str = "192.0.2.1") -> int:
    """The status of one attempt from an address."""
    form = {"email": email, "password": password}
    return app.test_client().post("/sign-in", data=form, environ_overrides={"REMOTE_ADDR": address}).status_code


def test_ten_wrong_guesses_close_an_email_for_a_while_from_everywhere(world: World, real: Flask) -> None:
    give_password(world, world.alice)
    found = [guess(real, world.alice.email, address=f"192.0.2.{number}") for number in range(12)]
    assert found == [422] * 10 + [429] * 2
    assert guess(real, " ALICE@example.com ", PASSWORD) == 429, "another way to write it is the same email"
    assert guess(real, world.bob.email) == 422, "others are not kept out"


def test_an_address_that_tries_many_emails_is_slowed_down(real: Flask) -> None:
    found = [guess(real, f"nobody{number}@example.com") for number in range(32)]
    assert found == [422] * 30 + [429] * 2
    assert guess(real, "nobody@example.com", address="192.0.2.9") == 422
    page = real.test_client().post("/sign-in", data={}, environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    assert page.status_code == 429
    assert "Too many attempts" in page.text


def test_signing_in_rightly_is_not_counted(world: World, real: Flask) -> None:
    give_password(world, world.alice)
    assert [guess(real, world.alice.email, PASSWORD) for _ in range(12)] == [302] * 12
    assert real.test_client().get("/sign-in").status_code == 200


def test_letters_and_links_are_limited_too(world: World, real: Flask) -> None:
    browser, link = real.test_client(), mailed_link(world, world.alice)
    letters = [browser.post("/forgot-password", data={"email": world.alice.email}).status_code for _ in range(11)]
    assert letters == [302] * 10 + [429]
    assert len(world.rows(OutboxMessage)) == 10
    tries = [browser.post(f"{link}x", data={}).status_code for _ in range(31)]
    assert tries == [404] * 30 + [429]
