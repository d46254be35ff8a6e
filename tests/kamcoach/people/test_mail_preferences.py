"""When mail comes: quiet hours, and one letter a day, chosen by everybody for themself."""

from kamcoach.people.models import Person
from kamcoach.trail.models import TrailEntry
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World

pytestmark = ON_ONE_ENGINE
GOOD = {"digest": "yes", "quiet_from": "18", "quiet_to": "9"}


def chosen(world: World) -> tuple[bool, int, int]:
    """What stands for Alice."""
    (alice,) = world.rows(Person, Person.id == world.alice.id)
    return alice.digest, alice.quiet_from, alice.quiet_to


def test_a_person_chooses_when_mail_comes(world: World) -> None:
    browser = world.client(world.alice)
    assert "/me/mail" in browser.get("/me").text
    assert chosen(world) == (False, 20, 7)
    page = browser.get("/me/mail").text
    assert '<option selected value="20">20:00</option>' in page
    said = browser.post("/me/mail", data=GOOD, follow_redirects=True)
    assert "Saved. It holds from the next mail on." in said.text
    assert chosen(world) == (True, 18, 9)
    assert world.rows(Person, Person.id == world.bob.id)[0].digest is False
    assert [one.verb for one in world.rows(TrailEntry)][-1] == "mail preferences changed"


def test_what_cannot_be_chosen_is_422_and_kept(world: World) -> None:
    browser = world.client(world.alice)
    for field, value in (("digest", "sometimes"), ("quiet_from", "24"), ("quiet_to", "-1"), ("quiet_to", "noon")):
        reply = browser.post("/me/mail", data=GOOD | {field: value})
        assert reply.status_code == 422
        assert f'id="{field}-error1"' in reply.text
        assert 'value="18"' in reply.text
    assert chosen(world) == (False, 20, 7)


def test_nobody_is_sent_to_sign_in(world: World) -> None:
    for reply in (world.client().get("/me/mail"), world.client().post("/me/mail", data=GOOD)):
        assert "/sign-in" in str(reply.location)
