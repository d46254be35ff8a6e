"""Sessions: signing out, expiry, and what the cookie is like."""

import re
from datetime import timedelta
from pathlib import Path

from kamcoach.app import create_app
from kamcoach.config import Settings
from kamcoach.database import db
from kamcoach.signin.models import BrowserSession
from kamcoach.signin.services import SESSION_LIFETIME
from tests.factories.doors import give_password, is_signed_in, sign_in, with_cookie_of
from tests.factories.engines import SECRET, SqliteEngine
from tests.factories.world import World


def test_a_signed_out_cookie_is_dead_when_replayed(world: World) -> None:
    browser, elsewhere = world.client(world.alice), world.client(world.alice)
    thief = with_cookie_of(world, browser)
    assert browser.post("/sign-out").location == "/sign-in"
    assert not is_signed_in(browser)
    assert not is_signed_in(thief)
    assert is_signed_in(elsewhere), "another device stays signed in"
    assert elsewhere.post("/sign-out").location == "/sign-in"
    assert not is_signed_in(elsewhere)


def test_looking_at_the_address_of_sign_out_does_nothing(world: World) -> None:
    browser = world.client(world.alice)
    assert browser.get("/sign-out").status_code == 405
    assert is_signed_in(browser)


def test_a_session_ends_after_fourteen_days_whatever_the_cookie_says(world: World) -> None:
    browser = world.client(world.alice)
    world.clock.forward(days=13, hours=23)
    assert is_signed_in(browser)
    world.clock.forward(hours=2)
    assert not is_signed_in(browser)
    assert timedelta(days=14) == SESSION_LIFETIME


def test_a_demo_that_moves_its_clock_does_not_sign_people_out(world: World) -> None:
    browser = world.client(world.alice)
    world.clock.business += timedelta(days=300)
    assert is_signed_in(browser)


def test_the_database_keeps_no_token_and_drops_old_sessions(world: World) -> None:
    browser = world.client(world.alice)
    with browser.session_transaction() as cookie:
        token = cookie["_user_id"]
    (row,) = world.rows(BrowserSession)
    assert token not in row.token_hash
    assert row.token_hash != token
    browser.post("/sign-out")
    world.clock.forward(days=31)
    world.tick()
    assert world.rows(BrowserSession) == []


def test_a_forged_cookie_opens_nothing(world: World) -> None:
    browser = world.client(world.alice)
    cookie = browser.get_cookie("kamcoach")
    assert cookie is not None
    for value in ("", "x", cookie.value[:-4] + "AAAA", "\x7f" * 40):
        forger = world.client()
        forger.set_cookie("kamcoach", value)
        assert not is_signed_in(forger)


def test_the_cookie_is_http_only_lax_and_lasts_as_long_as_the_session(world: World) -> None:
    give_password(world, world.alice)
    reply = sign_in(world.client(), world.alice.email)
    (cookie,) = [value for value in reply.headers.getlist("Set-Cookie") if value.startswith("kamcoach=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert re.search(r"Expires=\w{3}, \d\d \w{3} \d{4}", cookie)
    assert "Secure" not in cookie, "this site is plain http"
    assert "Domain" not in cookie


def test_the_cookie_travels_over_https_only_where_the_site_is_https(sqlite: SqliteEngine) -> None:
    sqlite.reset()
    url = str(sqlite.app.config["SQLALCHEMY_DATABASE_URI"])
    made = create_app(Settings(Path(), url, SECRET, base_url="https://coach.example", testing=True))
    reply = made.test_client().get("/sign-in", base_url="https://coach.example")
    (cookie,) = reply.headers.getlist("Set-Cookie")
    assert "; Secure" in cookie
    assert "HttpOnly" in cookie
    assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"
    with made.app_context():
        db.engine.dispose()
