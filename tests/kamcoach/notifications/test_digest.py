"""One letter a day for who wishes that: everything that can wait, the most urgent first, each thing once."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from kamcoach.notifications import services
from kamcoach.notifications.mail import Letter
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.worker import COMPOSERS
from tests.factories.letters import invite
from tests.factories.smtp import Sink
from tests.factories.world import World

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
GONE: set[str] = set()
"""Kinds that have lost their reason."""


@pytest.fixture(autouse=True)
def plain_letters(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """Letters that say of which kind they are; Alice and Bob have chosen one letter a day, Bob only half."""
    GONE.clear()
    for kind in ("reminder", "reminder-last", "audit-final", "commitment-check"):
        monkeypatch.setitem(COMPOSERS, kind, lambda *_, kind=kind: _letter(kind))
    with world.writing() as session:
        session.execute(update(Person).where(Person.id == world.alice.id).values(digest=True))


def _letter(kind: str) -> Letter | None:
    if kind in GONE:
        return None
    if kind == "audit-final" and "broken" in GONE:
        raise LookupError(kind)
    return Letter(title=f"The {kind}", action="Do it", path=f"/{kind}", lines=["A sentence."])


def queue(world: World, *kinds: str) -> None:
    """Queue messages to Alice."""
    for kind in kinds:
        with world.writing() as session:
            services.queue(session, kind=kind, person_id=world.alice.id, about={}, dedupe_key=kind, at=world.now)


def at(world: World, day: date, time: str) -> None:
    """Go to a time in Manila, and let the worker run."""
    hour, minute = map(int, time.split(":"))
    world.clock.set(
        datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Asia/Manila")).astimezone(UTC)
    )
    world.tick()


def links(sink: Sink, number: int = 0) -> list[str]:
    """The paths in a letter's text, in order, without the way to the preferences."""
    body = sink.received[number].get_body(("plain",))
    assert body is not None
    return [path for path in re.findall(r"http://127.0.0.1:8000(/\S+)", body.get_content()) if path != "/me/mail"]


def by_kind(world: World) -> dict[str, OutboxMessage]:
    """The messages by their kind."""
    return {message.kind: message for message in world.rows(OutboxMessage)}


def test_what_can_wait_comes_in_one_letter_the_most_urgent_first(world: World, sink: Sink) -> None:
    at(world, TUESDAY, "10:00")
    queue(world, "audit-final", "reminder")
    at(world, TUESDAY, "10:00")
    at(world, WEDNESDAY, "8:00")
    queue(world, "reminder-last")
    at(world, WEDNESDAY, "8:00")
    assert sink.received == []
    at(world, WEDNESDAY, "8:15")
    (letter,) = sink.received
    assert letter["Subject"] == "3 things for today"
    assert links(sink) == ["/reminder-last", "/reminder", "/audit-final"]
    page = letter.get_body(("html",))
    assert page is not None
    assert re.findall(r'href="http://127.0.0.1:8000([^"]+)"', page.get_content()) == [*links(sink), "/me/mail"]
    carrier = next(one for one in world.rows(OutboxMessage) if one.message_id == letter["Message-ID"])
    assert {(one.state, one.in_digest_id) for one in world.rows(OutboxMessage)} == {("sent", carrier.id)}
    at(world, WEDNESDAY, "8:16")
    assert len(sink.received) == 1


def test_one_thing_alone_is_its_own_letter(world: World, sink: Sink) -> None:
    at(world, TUESDAY, "10:00")
    queue(world, "reminder")
    at(world, WEDNESDAY, "8:15")
    assert sink.received[0]["Subject"] == "The reminder"


def test_what_cannot_wait_comes_by_itself(world: World, sink: Sink) -> None:
    at(world, TUESDAY, "19:00")
    queue(world, "reminder", "commitment-check")
    invite(world, world.alice)
    at(world, TUESDAY, "19:00")
    assert sorted(str(letter["Subject"]) for letter in sink.received) == [
        "The commitment-check",
        "Your place in KAM Coach",
    ]


def test_what_lost_its_reason_is_left_out_and_a_letter_of_nothing_is_not_sent(world: World, sink: Sink) -> None:
    at(world, TUESDAY, "10:00")
    queue(world, "reminder", "audit-final", "reminder-last")
    GONE.update({"reminder", "audit-final"})
    at(world, WEDNESDAY, "8:15")
    assert links(sink) == ["/reminder-last"]
    found = by_kind(world)
    assert (found["audit-final"].state, found["reminder-last"].state) == ("dropped", "sent")
    assert found["reminder"].state == "sent", "it carried the letter"
    world.clock.forward(days=1)
    with world.writing() as session:
        session.execute(update(OutboxMessage).values(state="waiting", in_digest_id=None, next_try_at=world.now.wall))
    GONE.add("reminder-last")
    world.tick()
    assert {one.state for one in world.rows(OutboxMessage)} == {"dropped"}
    assert len(sink.received) == 1


def test_a_letter_that_is_tried_again_is_the_same_letter(world: World, sink: Sink) -> None:
    at(world, TUESDAY, "10:00")
    queue(world, "reminder", "audit-final")
    sink.hangs_up = True
    at(world, WEDNESDAY, "8:15")
    world.clock.forward(minutes=1)
    queue(world, "reminder-last")
    sink.hangs_up = False
    at(world, WEDNESDAY, "8:17")
    assert [links(sink, number) for number in (0, 1)] == [["/reminder", "/audit-final"]] * 2
    assert len(set(sink.ids)) == 1
    assert by_kind(world)["reminder-last"].state == "waiting"


def test_two_workers_at_once_write_one_letter(world: World, sink: Sink) -> None:
    at(world, TUESDAY, "10:00")
    queue(world, "reminder", "audit-final")
    with world.writing() as session:
        first = services.claim(session, worker="one", at=world.now)
    with world.writing() as session:
        second = services.claim(session, worker="two", at=world.now)
    assert first is not None
    assert second is not None
    with world.writing() as session:
        taken = services.gather(session, first, worker="one", at=world.now)
    with world.writing() as session:
        late = services.gather(session, second, worker="two", at=world.now)
    assert [one.id for one in taken or ()] == [second.id]
    assert late is None, "its message was taken"
    with world.writing() as session:
        assert not services.mark(session, second, "sent", worker="two", at=world.now)
        assert services.claim(session, worker="three", at=world.now) is None
    world.clock.forward(days=1)
    world.tick()
    assert links(sink) == ["/reminder", "/audit-final"], "a dead worker's letter comes back whole"


def test_a_part_that_cannot_be_written_keeps_no_other_waiting(world: World, sink: Sink) -> None:
    at(world, TUESDAY, "10:00")
    queue(world, "reminder", "audit-final", "reminder-last")
    GONE.add("broken")
    at(world, WEDNESDAY, "8:15")
    assert links(sink) == ["/reminder-last", "/reminder"]
    broken = by_kind(world)["audit-final"]
    assert (broken.state, broken.last_error, broken.in_digest_id) == ("waiting", "LookupError", None)


def test_a_mailbox_that_does_not_exist_fails_for_all_of_a_letter(world: World, sink: Sink) -> None:
    at(world, TUESDAY, "10:00")
    queue(world, "reminder", "audit-final")
    sink.refused = {world.alice.email: "550 no such mailbox"}
    at(world, WEDNESDAY, "8:15")
    assert {one.state for one in world.rows(OutboxMessage)} == {"failed"}
