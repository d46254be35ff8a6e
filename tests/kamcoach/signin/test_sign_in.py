"""Signing in with email and password."""

import pytest
from markupsafe import escape

from kamcoach.people.models import Person
from kamcoach.signin import passwords
from kamcoach.signin.models import BrowserSession, Credential
from tests.factories.doors import PASSWORD, give_password, is_signed_in, main_of, sign_in, with_cookie_of
from tests.factories.world import World

TOGETHER = "Email and password do not fit together."


def disable(world: World, email: str) -> None:
    """Close the door to a person."""
    with world.writing() as session:
        session.query(Person).filter_by(email=email).one().disabled_at = world.now.wall


def test_the_right_password_opens_the_own_day(world: World) -> None:
    give_password(world, world.alice)
    give_password(world, world.bob)
    browser = world.client()
    assert not is_signed_in(browser)
    reply = sign_in(browser, world.alice.email)
    assert (reply.status_code, reply.location) == (302, "/")
    assert is_signed_in(browser)
    assert sign_in(world.client(), "  BOB@Example.com ").location == "/queue", "a coach begins with the queue"


def test_wrong_unknown_disabled_and_without_a_password_sound_the_same(world: World) -> None:
    give_password(world, world.alice)
    give_password(world, world.charlie)
    disable(world, world.charlie.email)
    pages = {
        "wrong": sign_in(world.client(), world.alice.email, "another password"),
        "unknown": sign_in(world.client(), "nobody@example.com"),
        "disabled": sign_in(world.client(), world.charlie.email),
        "has no password": sign_in(world.client(), world.dora.email),
    }
    for why, page in pages.items():
        assert page.status_code == 422, why
        assert TOGETHER in page.text.split('id="password-error1"')[1], why
        assert PASSWORD not in page.text, why
        assert "another password" not in page.text, why
    emails = (world.alice.email, "nobody@example.com", world.charlie.email, world.dora.email)
    assert all(email in page.text for email, page in zip(emails, pages.values(), strict=True)), "the email is kept"
    bare = [main_of(page).replace(email, "") for email, page in zip(emails, pages.values(), strict=True)]
    assert len(set(bare)) == 1, "nothing tells who exists"
    assert world.rows(BrowserSession) == []


def test_a_password_is_hashed_for_somebody_unknown_too_so_that_time_tells_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(world, world.alice)
    checked: list[str] = []

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            checked.append(stored)
            return False

        def hash(self, password: str) -> str:
            return "$argon2id$ of nobody"

    monkeypatch.setattr(passwords, "_hasher", Counting)
    passwords._nobodys_hash.cache_clear()
    for email in (world.alice.email, world.dora.email, "nobody@example.com"):
        sign_in(world.client(), email)
    passwords._nobodys_hash.cache_clear()
    assert [stored[:10] for stored in checked] == ["$argon2id$"] * 3


def test_passwords_are_kept_as_argon2id_hashes(world: World) -> None:
    give_password(world, world.alice)
    (kept,) = world.rows(Credential)
    assert kept.password_hash.startswith("$argon2id$")
    assert PASSWORD not in kept.password_hash


def test_odd_input_is_422_with_the_email_kept(world: World) -> None:
    for email in ("alice", "alice@example.com\0", "a" * 300, "🙂@x", "'; DROP TABLE person; --"):
        page = sign_in(world.client(), email)
        assert page.status_code == 422, email
        assert "field-error" in page.text
        assert f'value="{escape(email)}"' in page.text
    page = sign_in(world.client(), '"><script>alert(1)</script>')
    assert "<script>alert" not in page.text
    assert sign_in(world.client(), world.alice.email, "x" * 300_000).status_code == 422


def test_an_empty_form_asks_for_both(world: World) -> None:
    page = world.client().post("/sign-in", data={})
    assert page.status_code == 422
    assert "Enter your email address." in page.text
    assert "Enter your password." in page.text


def test_after_signing_in_one_lands_where_one_wanted_to_go(world: World) -> None:
    give_password(world, world.alice)
    browser = world.client()
    asked = browser.get("/progress?all=1").location
    assert asked == "/sign-in?next=/progress?all%3D1"
    assert 'value="/progress?all=1"' in browser.get(asked).text
    assert sign_in(browser, world.alice.email, next_="/progress?all=1").location == "/progress?all=1"
    assert world.client().post("/me", data={}).location == "/sign-in", "a form is not sent again"


def test_next_never_leads_to_somebody_elses_site(world: World) -> None:
    give_password(world, world.alice)
    for elsewhere in (
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\x00/evil.example",
        " //evil.example",
        "http:evil.example",
    ):
        assert sign_in(world.client(), world.alice.email, next_=elsewhere).location == "/", elsewhere
    shown = world.client().get("/sign-in", query_string={"next": "//evil.example"}).text
    assert "evil.example" not in shown


def test_signing_in_replaces_the_session_of_before(world: World) -> None:
    give_password(world, world.bob)
    browser = world.client(world.alice)
    thief = with_cookie_of(world, browser)
    assert is_signed_in(thief)
    sign_in(browser, world.bob.email)
    assert "Bob" in browser.get("/me").text
    assert not is_signed_in(thief), "a cookie from before is worth nothing"
    anonymous = world.client()
    before = anonymous.get_cookie("kamcoach")
    sign_in(anonymous, world.bob.email)
    after = anonymous.get_cookie("kamcoach")
    assert before is not None
    assert after is not None
    assert before.value != after.value


def test_somebody_signed_in_is_sent_home_from_the_sign_in_page(world: World) -> None:
    assert world.client(world.alice).get("/sign-in").location == "/"
    assert world.client().get("/sign-in").status_code == 200
    assert len(world.rows(BrowserSession)) == 1, "looking at the page starts no session"
