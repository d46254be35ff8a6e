"""Sending: what arrives, what is tried again, what is dropped."""

import logging
import re

import pytest
from sqlalchemy import update

from kamcoach.notifications import jobs
from kamcoach.notifications.models import DemoMail, OutboxMessage
from kamcoach.people.models import Person
from kamcoach.worker import COMPOSERS
from tests.factories.letters import crowd, invite, remind, states
from tests.factories.smtp import Sink
from tests.factories.world import Someone, World


def test_a_letter_has_a_text_and_a_page_with_one_link_to_the_thing_to_do(world: World, sink: Sink) -> None:
    (first, second) = sorted(remind(world, 1))
    world.tick()
    assert states(world) == ["sent", "sent"]
    for message in sink.received:
        text, page = message.get_body(("plain",)), message.get_body(("html",))
        assert text is not None
        assert page is not None
        links = set(re.findall(r"https?://[^\s\"<]+", text.get_content()))
        assert "http://127.0.0.1:8000/me/mail" in links, "where to choose when mail comes"
        assert len(links) == 2
        assert set(re.findall(r'href="([^"]+)"', page.get_content())) == links
        things = {f"http://127.0.0.1:8000{first}", f"http://127.0.0.1:8000{second}"}
        assert len(links & things) == 1
        assert "src=" not in page.get_content(), "nothing is fetched, nobody is tracked"
    (own,) = [message for message in sink.received if "trainee.0@example.com" in message["To"]]
    assert own["From"] == "KAM Coach <kamcoach@localhost>"
    assert own["Subject"] == "The nine behaviours: your answers are due"
    assert own["Auto-Submitted"] == "auto-generated"
    assert own["Message-ID"] == world.rows(OutboxMessage)[0].message_id
    (bobs,) = [message for message in sink.received if "bob@example.com" in message["To"]]
    assert bobs["Subject"] == "The nine behaviours: what you saw of Trainee 0 is due"
    link = next(iter(re.findall(r"http://127.0.0.1:8000(/\S+)", str(own.get_body(("plain",))))))
    person = world.rows(Person, Person.name == "Trainee 0")[0]
    browser = world.client(Someone(person.id, person.public_id, "Trainee 0", str(person.email)))
    assert browser.get(link).status_code == 200, "the link lands on the form"


def test_an_invitation_leads_to_the_page_that_sets_a_password(world: World, sink: Sink) -> None:
    invite(world, world.alice)
    world.tick()
    (message,) = sink.received
    link = re.findall(r"http://127.0.0.1:8000(/link/\S+)", str(message.get_body(("plain",))))[0]
    reply = world.client().get(link)
    assert reply.status_code == 200
    assert "Choose a password" in reply.text


def test_what_a_person_is_called_cannot_break_the_letter(world: World, sink: Sink) -> None:
    name = '<script>alert(1)</script> "É" 李 🙂 =HYPERLINK(1)'
    with world.writing() as session:
        session.execute(update(Person).where(Person.id == world.alice.id).values(name=name))
    invite(world, world.alice)
    world.tick()
    (message,) = sink.received
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert page is not None
    assert name in text.get_content()
    assert "<script>" not in page.get_content()
    assert "&lt;script&gt;" in page.get_content()


def test_without_a_mail_server_letters_wait(world: World) -> None:
    invite(world, world.alice)
    world.tick()
    assert states(world) == ["waiting"]
    assert world.rows(OutboxMessage)[0].attempts == 0


def test_a_server_that_does_not_answer_is_tried_again_later(world: World, sink: Sink) -> None:
    invite(world, world.alice, world.bob)
    sink.is_broken = True
    world.tick()
    assert states(world) == ["waiting", "waiting"]
    assert world.rows(OutboxMessage)[0].last_error == "SMTPServerDisconnected"
    sink.is_broken = False
    world.tick()
    assert sink.received == [], "not before its time"
    world.clock.forward(minutes=1)
    world.tick()
    assert states(world) == ["sent", "sent"]
    assert len(sink.received) == 2


def test_a_mailbox_that_does_not_exist_fails_at_once_and_a_full_one_is_tried_again(world: World, sink: Sink) -> None:
    invite(world, world.alice, world.bob, world.charlie)
    sink.refused = {world.alice.email: "550 no such mailbox", world.bob.email: "452 full"}
    world.tick()
    assert states(world) == ["failed", "waiting", "sent"]
    sink.refused = {}
    world.clock.forward(minutes=1)
    world.tick()
    assert states(world) == ["failed", "sent", "sent"]


def test_a_server_that_takes_a_letter_and_hangs_up_gets_it_again_with_the_same_id(world: World, sink: Sink) -> None:
    invite(world, world.alice, world.bob)
    sink.hangs_up = True
    world.tick()
    assert states(world) == ["waiting", "waiting"]
    sink.hangs_up = False
    world.clock.forward(minutes=1)
    world.tick()
    assert states(world) == ["sent", "sent"]
    assert len(sink.received) == 4, "at least once"
    assert len(set(sink.ids)) == 2, "the same Message-ID, so that a mailbox shows each once"


def test_a_server_that_is_out_is_left_alone_after_three_letters(world: World, sink: Sink) -> None:
    invite(world, *crowd(world, 6))
    sink.is_broken = True
    world.tick()
    tried = [message.attempts for message in world.rows(OutboxMessage)]
    assert tried == [1, 1, 1, 0, 0, 0], "the rest has lost nothing by it"
    sink.is_broken = False
    world.clock.forward(minutes=1)
    world.tick()
    assert states(world) == ["sent"] * 6


def test_a_letter_that_is_refused_for_its_content_is_given_up(world: World, sink: Sink) -> None:
    invite(world, world.alice)
    sink.after_data = "554 looks like spam"
    world.tick()
    (row,) = world.rows(OutboxMessage)
    assert (row.state, row.last_error) == ("failed", "SMTPDataError 554")


def test_a_letter_whose_reason_is_gone_is_dropped(world: World, sink: Sink) -> None:
    _, own = world.baseline(world.alice, world.bob, observer=world.bob)
    world.clock.forward(days=7)
    invite(world, world.charlie, world.dora)
    sink.is_broken = True
    world.tick()
    assert set(states(world)) == {"waiting"}
    sink.is_broken = False
    world.answer_all(own, world.alice)
    with world.writing() as session:
        session.get_one(Person, world.bob.id).disabled_at = world.now.wall
        session.get_one(Person, world.charlie.id).email = None
    world.clock.forward(minutes=1)
    world.tick()
    of_them = world.rows(OutboxMessage, OutboxMessage.person_id != world.mona.id)
    assert {message.person_id: message.state for message in of_them} == {
        world.alice.id: "dropped",
        world.bob.id: "dropped",
        world.charlie.id: "dropped",
        world.dora.id: "sent",
    }
    assert {message["To"] for message in sink.received} - {world.mona.email} == {world.dora.email}


def test_an_older_invitation_is_not_mailed_any_more(world: World, sink: Sink) -> None:
    invite(world, world.alice)
    invite(world, world.alice)
    world.tick()
    assert states(world) == ["dropped", "sent"]


def test_a_letter_that_cannot_be_written_is_tried_again_and_keeps_nobody_waiting(
    world: World, sink: Sink, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    invite(world, world.alice)
    world.clock.forward(seconds=1)
    with world.writing() as session:
        session.execute(update(OutboxMessage).values(kind="of another version"))
    invite(world, world.bob)
    with caplog.at_level(logging.ERROR, "kamcoach"):
        world.tick()
    assert states(world) == ["waiting", "sent"]
    assert world.rows(OutboxMessage)[0].last_error == "KeyError"
    assert [record.getMessage() for record in caplog.records] == ["mail not sent: KeyError"]
    monkeypatch.setitem(COMPOSERS, "of another version", COMPOSERS["invitation"])
    world.clock.forward(minutes=1)
    world.tick()
    assert states(world) == ["sent", "sent"]


def test_one_round_sends_at_most_what_it_was_told(world: World, sink: Sink) -> None:
    invite(world, world.alice, world.bob, world.charlie)
    with world.app.app_context():
        post = jobs.Post(COMPOSERS, into_mailbox=False)
        assert jobs.send_waiting(post, world.now, most=2) == 2
        assert jobs.send_waiting(post, world.now, most=2) == 1
        assert jobs.send_waiting(post, world.now, most=2) == 0


def test_a_demo_keeps_its_mail_on_a_page_and_never_sends_it(world: World, sink: Sink) -> None:
    invite(world, world.alice)
    with world.app.app_context():
        assert jobs.send_waiting(jobs.Post(COMPOSERS, into_mailbox=True), world.now) == 1
    assert sink.received == []
    (kept,) = world.rows(DemoMail)
    assert (kept.person_id, kept.title) == (world.alice.id, "Your place in KAM Coach")
    assert "/link/" in kept.body_text
    assert "/link/" in kept.body_html


def test_logs_of_failed_mail_hold_ids_only(world: World, sink: Sink, caplog: pytest.LogCaptureFixture) -> None:
    invite(world, world.alice)
    sink.refused = {world.alice.email: f"550 no {world.alice.email}"}
    with caplog.at_level(logging.WARNING, "kamcoach"):
        world.tick()
    (record,) = caplog.records
    assert record.getMessage() == "mail not sent: SMTPRecipientsRefused 550"
    assert record.__dict__["facts"] == {"message": world.rows(OutboxMessage)[0].public_id, "attempt": 1}
    assert world.rows(OutboxMessage)[0].last_error == "SMTPRecipientsRefused 550"
