"""The evening of the event: one letter, one card, one tap: POST /commitments/<id>."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement.models import FollowUpEvent
from kamcoach.sessions.jobs import ask_about_commitments
from kamcoach.sessions.models import Commitment
from tests.factories.browsing import problems, said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.sessions import promise, trained
from tests.factories.world import Thing, World

MORNING, FIVE = datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)


def asked(world: World) -> int:
    with world.app.app_context():
        return ask_about_commitments(world.now)


def row(world: World, made: Thing) -> Commitment:
    return world.rows(Commitment, Commitment.id == made.id)[0]


def due(world: World) -> Thing:
    """A commitment of Alice's whose evening has come."""
    world.clock.set(MORNING)
    made = promise(world, days=0)
    world.clock.set(FIVE)
    return made


def test_it_is_asked_once_at_five_where_the_person_is(world: World) -> None:
    kai = world.person("Kai", Role.TRAINEE, zone="Pacific/Honolulu")
    gone = world.person("Gus", Role.TRAINEE)
    world.clock.set(MORNING)
    made = promise(world, days=0)
    promise(world, kai, days=0)  # it is still the first of March there
    promise(world, gone, days=0)
    with world.writing() as session:
        session.execute(update(Person).where(Person.id == gone.id).values(disabled_at=world.now.wall))
    world.clock.set(FIVE)
    world.clock.forward(minutes=-1)
    assert asked(world) == 0
    world.clock.forward(minutes=1)
    assert (asked(world), asked(world)) == (1, 0)
    (message,) = world.rows(OutboxMessage)
    assert (message.kind, message.person_id) == ("commitment-check", world.alice.id)
    assert message.about == {"commitment": made.public_id}
    world.clock.set(datetime(2026, 3, 3, 3, tzinfo=UTC))  # five in Honolulu
    assert asked(world) == 1


def test_what_was_settled_or_is_long_over_is_not_asked(world: World) -> None:
    made, other = due(world), None
    world.client(world.alice).post(f"/commitments/{made.public_id}", data={"kept": "yes"})
    assert asked(world) == 0
    other = promise(world, days=0, event="the call")
    world.client(world.alice).post(f"/commitments/{other.public_id}/withdraw")
    assert asked(world) == 0
    promise(world, days=0, event="the visit")
    world.clock.forward(days=9)
    assert asked(world) == 0


@pytest.mark.parametrize("kept", ["yes", "partly", "no", "no_event"])
def test_one_tap_says_it_and_another_what_was_in_the_way(world: World, kept: str) -> None:
    made, alice = due(world), world.client(world.alice)
    url = f"/commitments/{made.public_id}"
    reply = alice.post(url, data={"kept": kept})
    assert (row(world, made).kept, row(world, made).checked_at) == (kept, world.now.business)
    if kept == "yes":
        assert reply.location == "/commitments"
    else:
        assert reply.location == url
    page = alice.get(url).text
    assert ("What was in the way?" in page) is (kept in ("partly", "no"))
    assert ("Does it take place on another day?" in page) is (kept == "no_event")
    alice.post(url, data={"barrier": "forgot", "note": "The call came in between."})
    barrier = "forgot" if kept in ("partly", "no") else None
    assert (row(world, made).barrier, row(world, made).check_note) == (barrier, "The call came in between.")
    assert row(world, made).kept == kept


def test_it_can_be_said_differently_until_the_day_is_over(world: World) -> None:
    made, alice = due(world), world.client(world.alice)
    url = f"/commitments/{made.public_id}"
    alice.post(url, data={"kept": "no"})
    alice.post(url, data={"barrier": "stopped", "note": "Rule 7."})
    alice.post(url, data={"kept": "yes"})
    assert (row(world, made).kept, row(world, made).barrier, row(world, made).check_note) == ("yes", None, "Rule 7.")
    world.clock.forward(days=1)
    reply = alice.post(url, data={"kept": "no"})
    assert reply.status_code == 409
    assert row(world, made).kept == "yes"
    page = alice.get(url)
    assert "This is settled." in page.text and 'value="yes"' not in page.text


def test_neither_before_its_day_nor_once_withdrawn_nor_with_another_answer(world: World) -> None:
    alice = world.client(world.alice)
    made = promise(world, days=2)
    url = f"/commitments/{made.public_id}"
    assert "Its event is still to come." in alice.get(url).text
    assert alice.post(url, data={"kept": "yes"}).status_code == 409
    alice.post(f"{url}/withdraw")
    world.clock.forward(days=2)
    assert alice.post(url, data={"kept": "yes"}).status_code == 409
    other = promise(world, days=0)
    reply = alice.post(f"/commitments/{other.public_id}", data={"kept": "perhaps"})
    assert reply.status_code == 422
    assert alice.post(f"/commitments/{other.public_id}", data={"barrier": "forgot"}).status_code == 302
    assert (row(world, other).kept, row(world, other).barrier) == (None, None)
    assert row(world, made).kept is None
    alice.post(f"/commitments/{other.public_id}", data={"kept": "yes"})
    assert alice.post(f"/commitments/{other.public_id}/withdraw").status_code == 409


def test_an_event_that_was_put_off_gets_its_new_day(world: World) -> None:
    made, alice = due(world), world.client(world.alice)
    url = f"/commitments/{made.public_id}/again"
    assert alice.post(url, data={"event_on": "2026-03-09"}).status_code == 404, "only when it did not take place"
    alice.post(f"/commitments/{made.public_id}", data={"kept": "no_event"})
    reply = alice.post(url, data={"event_on": "2026-03-01"})
    assert (reply.status_code, problems(reply.text)) == (
        422,
        {"event_on": "This day is over. Choose the day of an event that is still to come."},
    )
    for _ in range(2):
        assert alice.post(url, data={"event_on": "2026-03-09"}).location == "/commitments"
    old, new = world.rows(Commitment)
    assert (new.event, new.with_whom, new.will_do) == (old.event, old.with_whom, old.will_do)
    assert str(new.event_on) == "2026-03-09"
    assert new.checked_at is None
    assert old.kept == "no_event"


@ON_ONE_ENGINE
def test_it_stands_on_today_from_that_evening_on(world: World) -> None:
    alice = world.client(world.alice)
    world.clock.set(MORNING)
    made = promise(world, days=0)
    assert "What became of your commitment?" not in alice.get("/").text
    world.clock.set(FIVE)
    page = alice.get("/").text
    assert (
        "When the quarterly review with Rosa Cruz comes on Monday 2 March, I will ask what worries her most."
        in said(page)
    )
    assert page.count(f'action="/commitments/{made.public_id}"') == 4
    alice.post(f"/commitments/{made.public_id}", data={"kept": "yes"})
    assert "What became of your commitment?" not in alice.get("/").text


def check_step(world: World, enrolment: Thing) -> tuple[str | None, bool]:
    step = world.follow_up(enrolment, "first-check")
    return str(step.held_on) if step.held_on else None, step.waived_at is not None


def test_the_plans_check_is_done_when_all_that_was_due_is_checked(world: World) -> None:
    enrolment = trained(world)
    world.clock.set(datetime(2026, 3, 30, 1, tzinfo=UTC))  # its window runs from 27 March to 9 April
    alice = world.client(world.alice)
    first, second = promise(world, days=0), promise(world, days=0, event="the call")
    world.clock.forward(hours=9)
    alice.post(f"/commitments/{first.public_id}", data={"kept": "no"})
    assert check_step(world, enrolment) == (None, False)
    alice.post(f"/commitments/{second.public_id}", data={"kept": "yes"})
    assert check_step(world, enrolment) == ("2026-03-30", False)
    alice.post(f"/commitments/{first.public_id}", data={"barrier": "vain"})
    assert check_step(world, enrolment) == ("2026-03-30", False)
    held = world.rows(FollowUpEvent, FollowUpEvent.kind == "held")
    assert [event.by_id for event in held] == [world.alice.id]


def test_a_check_that_has_nobody_to_ask_ends_by_itself_on_its_due_day(world: World) -> None:
    enrolment = trained(world)
    world.clock.set(datetime(2026, 4, 5, 1, tzinfo=UTC))
    world.tick()
    assert check_step(world, enrolment) == (None, False)
    world.clock.set(datetime(2026, 4, 6, 1, tzinfo=UTC))
    world.tick()
    assert check_step(world, enrolment) == (None, True)
    (event,) = world.rows(FollowUpEvent, FollowUpEvent.kind == "waived")
    assert (event.by_id, event.reason) == (None, "There was no commitment to ask about.")


def test_what_was_checked_before_its_window_counts_and_what_is_open_keeps_it_open(world: World) -> None:
    enrolment = trained(world)
    made = promise(world, days=1)
    world.clock.set(datetime(2026, 4, 6, 1, tzinfo=UTC))
    world.tick()
    assert check_step(world, enrolment) == (None, False), "what is open has to be checked first"
    world.client(world.alice).post(f"/commitments/{made.public_id}", data={"kept": "yes"})
    assert check_step(world, enrolment) == ("2026-04-06", False)

    erin = world.person("Erin", Role.TRAINEE)
    world.line("coach", erin, world.bob)
    cohort = world.cohort(world.bob, first_day=world.today)
    other = world.enrol(cohort, erin, world.bob)
    world.finish(cohort, world.bob)
    early = promise(world, erin, days=2)
    world.clock.forward(days=2)
    world.client(erin).post(f"/commitments/{early.public_id}", data={"kept": "partly"})
    assert check_step(world, other) == (None, False), "its window is still to come"
    world.clock.set(datetime(2026, 4, 27, 1, tzinfo=UTC))
    world.tick()
    assert check_step(world, other) == ("2026-04-27", False)
