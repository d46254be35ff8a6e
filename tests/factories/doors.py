"""Ways through the door: passwords for the people of World, mailed links, cookies as a thief would copy them."""

import re

from werkzeug.test import TestResponse

from kamcoach.people.models import Person
from kamcoach.signin import passwords, services
from tests.factories.world import Browser, Someone, World

PASSWORD = "four quiet words here"


def give_password(world: World, person: Someone, password: str = PASSWORD) -> None:
    """Let a person sign in with a password."""
    with world.app.app_context():
        hashed = passwords.hash_password(password)
    with world.writing() as session:
        services.set_password(session, person.id, hashed, at=world.now)


def sign_in(browser: Browser, email: str, password: str = PASSWORD, next_: str = "") -> TestResponse:
    """Fill in the sign-in form and send it."""
    reply: TestResponse = browser.post("/sign-in", data={"email": email, "password": password, "next": next_})
    return reply


def mailed_link(world: World, person: Someone, purpose: str = "reset") -> str:
    """The path of a fresh link for a person."""
    with world.writing() as session:
        link = services.make_link(session, session.get_one(Person, person.id), purpose, actor=None, at=world.now)
        return f"/link/{services.signed(link)}"


def with_cookie_of(world: World, browser: Browser) -> Browser:
    """Another browser that holds a copy of the cookie as it is now."""
    cookie = browser.get_cookie("kamcoach")
    assert cookie is not None
    thief = world.client()
    thief.set_cookie("kamcoach", cookie.value)
    return thief


def is_signed_in(browser: Browser) -> bool:
    """Whether a page of one's own opens."""
    return bool(browser.get("/me").status_code == 200)


def main_of(reply: TestResponse) -> str:
    """The main part of a page without its token, which changes with every second."""
    return re.sub(r'(csrf_token"[^>]*value=")[^"]*', r"\1", reply.text.split("<main")[1])
