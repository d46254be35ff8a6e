"""Everybody's own choices: colours and time zone."""

from kamcoach.people.models import Person
from tests.factories.world import World


def test_a_person_chooses_colours_and_zone(world: World) -> None:
    browser = world.client(world.alice)
    page = browser.post("/me", data={"theme": "dark", "time_zone": "Europe/Berlin"}, follow_redirects=True)
    assert "Saved." in page.text
    assert 'data-bs-theme="dark"' in page.text
    person = world.rows(Person, Person.id == world.alice.id)[0]
    assert (person.theme, person.time_zone) == ("dark", "Europe/Berlin")
    assert world.rows(Person, Person.id == world.bob.id)[0].theme == "auto"


def test_what_cannot_be_chosen_is_422_and_changes_nothing(world: World) -> None:
    browser, good = world.client(world.alice), {"theme": "dark", "time_zone": "Asia/Tokyo"}
    for field, value in (("theme", "pink"), ("theme", ""), ("time_zone", "Mars/Olympus"), ("time_zone", "\0")):
        page = browser.post("/me", data=good | {field: value})
        assert page.status_code == 422
        assert f'id="{field}-error1"' in page.text
        boxes = [part.split(">")[0] for part in page.text.replace("<option", "<input").split("<input")]
        kept = "Asia/Tokyo" if field == "theme" else "dark"
        assert [box for box in boxes if f'value="{kept}"' in box and ("checked" in box or "selected" in box)] != []
    person = world.rows(Person, Person.id == world.alice.id)[0]
    assert (person.theme, person.time_zone) == ("auto", "Asia/Manila")


def test_nobody_is_sent_to_sign_in(world: World) -> None:
    for reply in (world.client().get("/me"), world.client().post("/me", data={"theme": "dark"})):
        assert "/sign-in" in str(reply.location)
