"""Inviting: a letter with a link that sets the first password."""

from werkzeug.test import TestResponse

from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.signin.models import SignInLink
from tests.factories.world import Browser, Someone, World


def invite(browser: Browser, person: Someone) -> TestResponse:
    """Press the button."""
    reply: TestResponse = browser.post(f"/administration/people/{person.public_id}/invite")
    return reply


def test_an_invitation_is_mailed_and_a_second_one_replaces_it(world: World) -> None:
    ann = world.client(world.ann)
    assert invite(ann, world.alice).status_code == 302
    page = ann.get(f"/administration/people/{world.alice.public_id}").text
    assert "An invitation to Alice is on its way." in page
    assert invite(ann, world.alice).status_code == 302
    first, second = world.rows(SignInLink)
    assert [message.about["link"] for message in world.rows(OutboxMessage)] == [first.public_id, second.public_id]
    assert first.used_at is not None, "the older one stopped working"
    assert second.used_at is None
    assert (second.expires_at - world.now.wall).days == 14
    assert first.public_id not in page
    assert second.public_id not in page, "the page never shows a way into somebody else's account"


def test_somebody_who_cannot_sign_in_is_not_invited(world: World) -> None:
    with world.writing() as session:
        session.get_one(Person, world.alice.id).disabled_at = world.now.wall
        session.get_one(Person, world.charlie.id).email = None
    for person in (world.alice, world.charlie):
        reply = invite(world.client(world.ann), person)
        assert reply.status_code == 409
        assert "nothing was mailed" in reply.text
    assert (world.rows(SignInLink), world.rows(OutboxMessage)) == ([], [])


def test_only_administrators_invite_and_looking_invites_nobody(world: World) -> None:
    for someone, status in ((world.bob, 403), (world.alice, 403), (None, 302)):
        assert invite(world.client(someone), world.alice).status_code == status
    ann = world.client(world.ann)
    assert ann.get(f"/administration/people/{world.alice.public_id}/invite").status_code == 405
    assert ann.post("/administration/people/nobody/invite").status_code == 404
    assert world.rows(OutboxMessage) == []
