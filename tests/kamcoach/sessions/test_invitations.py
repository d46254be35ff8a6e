"""Invitations: what a calendar reads in the mails about a session."""

from datetime import UTC, datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component
from sqlalchemy import update

from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.sessions.invitations import uid_of
from kamcoach.sessions.jobs import ask_about_commitments
from tests.factories.browsing import form_of
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.letters import states
from tests.factories.sessions import held, planned, promise
from tests.factories.smtp import Sink
from tests.factories.world import World

pytestmark = ON_ONE_ENGINE


def calendar_of(message: EmailMessage) -> tuple[str, Calendar]:
    """The invitation as a mail program that knows invitations finds it, with the method that its type names."""
    (part,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    (attached,) = [one for one in message.iter_attachments() if one.get_content_type() == "application/ics"]
    assert attached.get_filename() == "invitation.ics"
    content = part.get_content()
    assert attached.get_content().decode().split() == content.split()
    return str(part.get_param("method")), Calendar.from_ical(content)


def event_in(calendar: Calendar) -> Component:
    (event,) = calendar.walk("VEVENT")
    return event


def mail_to(sink: Sink, name: str) -> EmailMessage:
    """The newest mail to somebody."""
    return [message for message in sink.received if f"{name}@example.com" in message["To"]][-1]


def test_planned_moved_and_cancelled_are_one_event_for_both(world: World, sink: Sink) -> None:
    made = planned(world)
    bob = world.client(world.bob)
    world.tick()
    method, calendar = calendar_of(mail_to(sink, "alice"))
    event = event_in(calendar)
    assert (method, str(calendar["METHOD"])) == ("REQUEST", "REQUEST")
    assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == (uid_of(made.public_id), 0, "CONFIRMED")
    assert event.decoded("DTSTART") == datetime(2026, 3, 3, 10, tzinfo=ZoneInfo("Asia/Manila"))
    assert event["DTSTART"].params["TZID"] == "Asia/Manila"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Manila"]
    assert (str(event["ORGANIZER"]), event["ORGANIZER"].params["CN"]) == ("mailto:bob@example.com", "Bob")
    assert (str(event["ATTENDEE"]), event["ATTENDEE"].params["RSVP"]) == ("mailto:alice@example.com", "TRUE")
    assert event.decoded("DTSTAMP") == world.now.business
    assert str(event["LOCATION"]) == "Room 4"
    assert str(event_in(calendar_of(mail_to(sink, "bob"))[1])["UID"]) == uid_of(made.public_id)

    url = f"/sessions/{made.public_id}"
    fields = form_of(bob.get(f"{url}/move").text, holding="clock").to_dict()
    bob.post(f"{url}/move", data=fields | {"clock": "16:30"})
    world.tick()
    method, calendar = calendar_of(mail_to(sink, "alice"))
    event = event_in(calendar)
    assert (method, str(event["UID"]), event["SEQUENCE"]) == ("REQUEST", uid_of(made.public_id), 1)
    assert event.decoded("DTSTART").hour == 16

    bob.post(f"{url}/cancel", data={"why": "The plant is shut."})
    world.tick()
    message = mail_to(sink, "alice")
    method, calendar = calendar_of(message)
    event = event_in(calendar)
    assert (method, str(calendar["METHOD"]), str(event["STATUS"])) == ("CANCEL", "CANCEL", "CANCELLED")
    assert (str(event["UID"]), event["SEQUENCE"]) == (uid_of(made.public_id), 2)
    text = message.get_body(("plain",))
    assert text is not None
    assert "The plant is shut." in text.get_content()
    assert message["Subject"] == "Cancelled: session with Bob, Tuesday 3 March, 16:30–17:00"


def test_each_reads_the_hour_of_their_own_zone(world: World, sink: Sink) -> None:
    with world.writing() as session:
        session.execute(update(Person).where(Person.id == world.alice.id).values(time_zone="Asia/Kathmandu"))
    planned(world)
    world.tick()
    assert mail_to(sink, "bob")["Subject"] == "Session with Alice: Tuesday 3 March, 10:00–10:30"
    message = mail_to(sink, "alice")
    assert message["Subject"] == "Session with Bob: Tuesday 3 March, 07:45–08:15"
    text = message.get_body(("plain",))
    assert text is not None
    assert "For Bob that is Tuesday 3 March, 10:00–10:30." in text.get_content()
    ids = [row.message_id for row in world.rows(OutboxMessage)]
    assert sorted(ids) == sorted(sink.ids)


def test_a_letter_that_was_overtaken_does_not_leave(world: World, sink: Sink) -> None:
    made = planned(world)
    bob, url = world.client(world.bob), f"/sessions/{made.public_id}"
    fields = form_of(bob.get(f"{url}/move").text, holding="clock").to_dict()
    bob.post(f"{url}/move", data=fields | {"clock": "16:30"})
    held(world, planned(world, days=3))
    world.tick()
    assert states(world) == ["dropped", "dropped", "sent", "sent", "dropped", "dropped"]
    assert {message["Subject"].split(":")[0] for message in sink.received} == {
        "Session with Alice, now",
        "Session with Bob, now",
    }


def test_a_check_that_was_answered_meanwhile_does_not_leave(world: World, sink: Sink) -> None:
    made = promise(world, days=0)
    world.clock.set(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))  # five in Manila
    with world.app.app_context():
        assert ask_about_commitments(world.now) == 1
        assert ask_about_commitments(world.now) == 0
    world.client(world.alice).post(f"/commitments/{made.public_id}", data={"kept": "yes"})
    world.tick()
    assert states(world) == ["dropped"]
    assert sink.received == []
