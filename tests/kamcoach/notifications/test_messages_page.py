"""The page of messages: what did not arrive and why, another try, and where to correct an address."""

from datetime import timedelta

from sqlalchemy import update

from kamcoach.notifications.models import OutboxMessage
from kamcoach.notifications.saying import why
from kamcoach.people.models import Person
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.letters import crowd, invite, states
from tests.factories.smtp import Sink
from tests.factories.world import World, counting

LIST = "/administration/messages"


def test_what_failed_is_seen_with_its_reason_and_tried_again_at_the_corrected_address(world: World, sink: Sink) -> None:
    invite(world, world.alice, world.bob)
    sink.refused = {world.alice.email: "550 no such mailbox"}
    world.tick()
    ann = world.client(world.ann)
    page = ann.get(LIST).text
    assert "There is no such mailbox, or it takes no mail of ours (550)." in page
    assert "alice@example.com" in page
    assert "bob@example.com" not in page
    assert "bob@example.com" in ann.get(f"{LIST}?state=sent").text
    about = f"/administration/people/{world.alice.public_id}"
    assert about in page
    assert "Mail does not reach this person" in ann.get(about).text
    assert "Mail does not reach" not in ann.get(f"/administration/people/{world.bob.public_id}").text
    assert "1 mail could not be delivered" in ann.get("/administration").text
    with world.writing() as session:
        session.execute(update(Person).where(Person.id == world.alice.id).values(email="alice@example.org"))
    (failed,) = world.rows(OutboxMessage, OutboxMessage.state == "failed")
    said = ann.post(f"{LIST}/{failed.public_id}/again", follow_redirects=True)
    assert "It is tried again within a minute." in said.text
    assert "Every message has reached its mail server." in said.text
    world.tick()
    assert states(world) == ["sent", "sent"]
    assert sink.received[-1]["To"] == "alice@example.org"
    assert ann.post(f"{LIST}/{failed.public_id}/again").status_code == 409


def test_all_that_failed_is_tried_again_and_what_came_back_is_left_alone(world: World, sink: Sink) -> None:
    invite(world, *crowd(world, 4))
    with world.writing() as session:
        session.execute(update(OutboxMessage).values(state="failed", attempts=76, last_error="TimeoutError"))
        last = session.get_one(OutboxMessage, world.rows(OutboxMessage)[-1].id)
        last.state, last.last_error = "bounced", "Bounced 5.1.1"
    ann = world.client(world.ann)
    assert "The mail server did not answer in time. 76 tries." in ann.get(LIST).text
    said = ann.post(f"{LIST}/again", follow_redirects=True)
    assert "3 messages are tried again." in said.text
    assert "It came back: there is no such address (5.1.1)." in said.text
    world.tick()
    assert states(world) == ["sent", "sent", "sent", "bounced"]
    assert "Nothing was to be tried again." in ann.post(f"{LIST}/again", follow_redirects=True).text


def test_a_try_whose_reason_is_gone_sends_nothing(world: World, sink: Sink) -> None:
    invite(world, world.alice)
    with world.writing() as session:
        session.execute(update(OutboxMessage).values(state="failed"))
    invite(world, world.alice)
    (failed,) = world.rows(OutboxMessage, OutboxMessage.state == "failed")
    world.client(world.ann).post(f"{LIST}/{failed.public_id}/again")
    world.tick()
    assert states(world) == ["dropped", "sent"]


@ON_ONE_ENGINE
def test_administrators_only(world: World) -> None:
    for one, status in ((None, 302), (world.alice, 403), (world.bob, 403), (world.hugh, 403)):
        browser = world.client(one)
        assert browser.get(LIST).status_code == status
        assert browser.post(f"{LIST}/again").status_code == status
        assert browser.post(f"{LIST}/absent/again").status_code == status
    assert world.client(world.ann).post(f"{LIST}/absent/again").status_code == 404


@ON_ONE_ENGINE
def test_what_waits_says_until_when_and_why(world: World, sink: Sink) -> None:
    invite(world, world.alice, world.bob)
    first, second = world.rows(OutboxMessage)
    with world.writing() as session:
        session.get_one(OutboxMessage, first.id).not_before = world.now.business + timedelta(hours=14)
    sink.refused = {world.bob.email: "452 full"}
    world.tick()
    ann = world.client(world.ann)
    page = ann.get(f"{LIST}?state=waiting").text
    assert "until Tuesday 3 March, 07:00: quiet hours, days off or the morning letter." in page
    assert "The mailbox takes nothing just now (452): it is full, or asks to wait. 1 try." in page
    world.clock.forward(minutes=11)
    overview = ann.get("/administration").text
    assert "1 mail was not taken yet" in overview
    assert second.attempts == 0


@ON_ONE_ENGINE
def test_a_message_that_keeps_quiet_hours_is_no_sign_of_a_worker_that_stands(world: World, sink: Sink) -> None:
    invite(world, world.alice)
    world.tick()
    invite(world, world.bob)
    with world.writing() as session:
        held = update(OutboxMessage).where(OutboxMessage.state == "waiting")
        session.execute(held.values(not_before=world.now.business + timedelta(hours=1)))
    world.clock.forward(minutes=30)
    world.tick()
    ann = world.client(world.ann)
    assert "The worker keeps up" in ann.get("/administration").text
    world.clock.forward(minutes=50)
    assert "The worker seems not to run" in ann.get("/administration").text


@ON_ONE_ENGINE
def test_the_list_costs_the_same_whatever_its_length(world: World) -> None:
    invite(world, world.alice)
    with world.writing() as session:
        session.execute(update(OutboxMessage).values(state="failed"))
    ann = world.client(world.ann)
    ann.get(LIST)
    _, few = counting(world.app, lambda: ann.get(LIST))
    invite(world, *crowd(world, 60))
    with world.writing() as session:
        session.execute(update(OutboxMessage).values(state="failed"))
    page, many = counting(world.app, lambda: ann.get(LIST))
    assert len(many) == len(few)
    assert page.text.count("Try again") == 50
    assert f"{LIST}?page=2" in page.text
    assert ann.get(f"{LIST}?page=2").text.count("Try again") == 11
    assert ann.get(f"{LIST}?page=99999999999").status_code == 200
    assert ann.get(f"{LIST}?state=nonsense&person=%00").status_code == 200


@ON_ONE_ENGINE
def test_every_reason_is_a_sentence(world: World) -> None:
    names = ["SMTPServerDisconnected", "SMTPDataError 554", "gaierror", "KeyError", "SMTPHeloError 500", "Bounced"]
    with world.app.test_request_context("/"):
        said = [why(name) for name in [*names, "Bounced 5.7.1", "Bounced 5.2.2", "Bounced 5.9.9", "TimeoutError"]]
        assert why(None) == ""
    assert all(sentence.endswith(".") for sentence in said)
    assert len(set(said)) == len(said)
