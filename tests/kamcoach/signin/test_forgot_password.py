"""A forgotten password: a link by mail, and nothing that tells who exists."""

from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.signin.models import SignInLink
from tests.factories.doors import main_of
from tests.factories.world import World, counting

PAGE = "/forgot-password"


def test_a_known_address_gets_one_letter_with_a_link_that_works_once_for_two_hours(world: World) -> None:
    world.client().post(PAGE, data={"email": " ALICE@example.com"})
    (message,) = world.rows(OutboxMessage)
    (link,) = world.rows(SignInLink)
    assert (message.kind, message.person_id, message.about) == ("reset", world.alice.id, {"link": link.public_id})
    assert (link.purpose, (link.expires_at - world.now.wall).total_seconds()) == ("reset", 7200)


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(world: World) -> None:
    with world.writing() as session:
        session.get_one(Person, world.charlie.id).disabled_at = world.now.wall
    answers = []
    for email in (world.alice.email, world.charlie.email, "nobody@example.com", "not an address"):
        browser = world.client()
        reply = browser.post(PAGE, data={"email": email})
        answers.append((reply.status_code, reply.location, main_of(browser.get(reply.location))))
    assert "If we know this address, a link is on its way." in answers[0][2]
    assert len({(status, where, page) for status, where, page in answers}) == 1
    assert [message.person_id for message in world.rows(OutboxMessage)] == [world.alice.id]


def test_what_cannot_be_an_address_at_all_is_422_with_the_input_kept(world: World) -> None:
    for email, why in [
        ("", "Enter your email address."),
        ("alice@example.com\0", "characters that cannot be stored"),
        ("a" * 300, "cannot be longer than 254"),
    ]:
        page = world.client().post(PAGE, data={"email": email})
        assert page.status_code == 422
        assert why in page.text.split('id="email-error1"')[1].split("</p>")[0]
        assert f'value="{email}"' in page.text
    assert world.rows(OutboxMessage) == []


def test_looking_at_the_page_mails_nothing(world: World) -> None:
    reply, statements = counting(world.app, lambda: world.client().get(f"{PAGE}?email={world.alice.email}"))
    assert reply.status_code == 200
    assert world.rows(OutboxMessage) == []
    assert len(statements) <= 1
