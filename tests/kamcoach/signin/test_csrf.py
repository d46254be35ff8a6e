"""Every unsafe request carries the token of its own session."""

from kamcoach.people.models import Person
from tests.factories.doors import give_password, is_signed_in
from tests.factories.world import World

DARK = {"theme": "dark", "time_zone": "Asia/Manila"}


def theme(world: World) -> str:
    """Alice's colours."""
    return world.rows(Person, Person.id == world.alice.id)[0].theme


def test_a_form_without_the_token_of_its_session_is_400_and_changes_nothing(world: World) -> None:
    browser, other = world.client(world.alice), world.client(world.bob)
    with other.session_transaction() as cookie:
        cookie["csrf_token"] = "the token of another session"
    page = other.get("/me").text
    others = page.split('name="csrf-token" content="')[1].split('"')[0]
    for token in ("", "forged", others):
        browser.csrf = token
        for reply in (browser.post("/me", data=DARK), browser.post("/me", data=DARK | {"csrf_token": token})):
            assert reply.status_code == 400
            assert "This page is from an earlier session" in reply.text
    assert theme(world) == "auto"


def test_the_token_on_the_page_is_taken_in_the_form_and_in_the_header(world: World) -> None:
    browser = world.client(world.alice)
    browser.csrf = ""
    token = browser.get("/me").text.split('name="csrf-token" content="')[1].split('"')[0]
    assert browser.post("/me", data=DARK | {"csrf_token": token}).status_code == 302
    assert browser.post("/me", data=DARK, headers={"X-CSRFToken": token}).status_code == 302
    assert theme(world) == "dark"


def test_the_token_changes_when_somebody_signs_in(world: World) -> None:
    give_password(world, world.alice)
    browser = world.client()
    browser.csrf = ""
    before = browser.get("/sign-in").text.split('name="csrf-token" content="')[1].split('"')[0]
    form = {"email": world.alice.email, "password": "four quiet words here", "csrf_token": before}
    assert browser.post("/sign-in", data=form).status_code == 302
    assert is_signed_in(browser)
    assert browser.post("/me", data=DARK | {"csrf_token": before}).status_code == 400


def test_signing_in_needs_the_token_too(world: World) -> None:
    give_password(world, world.alice)
    browser = world.client()
    browser.csrf = ""
    form = {"email": world.alice.email, "password": "four quiet words here"}
    assert browser.post("/sign-in", data=form).status_code == 400
    assert not is_signed_in(browser)
