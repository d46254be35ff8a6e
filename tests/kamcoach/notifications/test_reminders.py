"""Reminders: one per person and due day, from eight in the morning where the person is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement import services as reinforcement
from kamcoach.reinforcement.models import FollowUp
from tests.factories.smtp import Sink
from tests.factories.world import Thing, World

ZONES = (
    "Pacific/Kiritimati",
    "Pacific/Auckland",
    "Asia/Manila",
    "Asia/Kathmandu",
    "UTC",
    "America/Los_Angeles",
    "Pacific/Pago_Pago",
)
"""From the first to the last to see the morning."""


def reminded(world: World) -> list[str]:
    """Who has got a reminder so far, in order."""
    names = {person.id: str(person.name) for person in world.rows(Person)}
    return [names[message.person_id] for message in world.rows(OutboxMessage, OutboxMessage.kind == "reminder")]


def go_to(world: World, day: date, time: str, zone: str) -> None:
    """Let it be a time of day somewhere, and the worker run."""
    hour, minute = map(int, time.split(":"))
    world.clock.set(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC))
    world.tick()


def due_day(world: World, enrolment: Thing) -> date:
    """When the baseline is due."""
    return world.follow_up(enrolment, "baseline").due_on


def test_everybody_is_reminded_at_eight_in_their_own_morning_and_not_before(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    days = set()
    for zone in ZONES:
        person = world.person(zone, Role.TRAINEE, zone=zone)
        world.line("coach", person, world.bob)
        days.add(due_day(world, world.enrol(cohort, person, world.bob)))
    (day,) = days
    for number, zone in enumerate(ZONES):
        go_to(world, day, "7:59", zone)
        assert reminded(world) == list(ZONES[:number]), zone
        go_to(world, day, "8:00", zone)
        assert reminded(world) == list(ZONES[: number + 1]), zone
    world.live(1)
    assert len(reminded(world)) == len(ZONES), "once"


def test_eight_in_the_morning_is_eight_on_a_day_of_twenty_five_hours_too(world: World) -> None:
    zone, day = "Asia/Jerusalem", date(2026, 10, 25)
    world.clock.set(datetime(2026, 10, 12, 9, tzinfo=UTC))
    person = world.person("Noa", Role.TRAINEE, zone=zone, country="IL")
    cohort = world.cohort(world.bob, first_day=date(2026, 10, 28))
    assert due_day(world, world.enrol(cohort, person, world.bob)) == day, "a Sunday is a working day there"
    go_to(world, day, "7:00", zone)
    go_to(world, day, "7:59", zone)
    assert reminded(world) == []
    go_to(world, day, "8:00", zone)
    assert reminded(world) == ["Noa"]


def test_who_observes_is_reminded_in_their_own_morning(world: World) -> None:
    eve = world.person("Eve", Role.COACH, zone="America/New_York")
    enrolment, _ = world.baseline(world.alice, world.bob, observer=eve)
    day = due_day(world, enrolment)
    go_to(world, day, "8:00", "Asia/Manila")
    assert reminded(world) == ["Alice"]
    go_to(world, day, "7:59", "America/New_York")
    assert reminded(world) == ["Alice"]
    go_to(world, day, "8:00", "America/New_York")
    assert reminded(world) == ["Alice", "Eve"]


def test_a_worker_that_slept_reminds_when_it_wakes_as_long_as_the_window_is_open(world: World) -> None:
    enrolment, _ = world.baseline(world.alice, world.bob)
    world.clock.set(datetime.combine(due_day(world, enrolment) + timedelta(days=2), datetime.min.time(), UTC))
    world.tick()
    assert reminded(world) == ["Alice"]


def test_nobody_is_reminded_after_the_window(world: World) -> None:
    enrolment, _ = world.baseline(world.alice, world.bob)
    closes = world.follow_up(enrolment, "baseline").closes_on
    go_to(world, closes + timedelta(days=1), "00:00", "Asia/Manila")
    assert reminded(world) == []


def test_a_step_that_was_moved_is_reminded_on_its_new_day_too(world: World) -> None:
    enrolment, _ = world.baseline(world.alice, world.bob)
    first = due_day(world, enrolment)
    go_to(world, first, "8:00", "Asia/Manila")
    assert reminded(world) == ["Alice"]
    later, bob = first + timedelta(days=1), world.actor(world.bob)
    with world.writing() as session:
        row = session.get_one(FollowUp, world.follow_up(enrolment, "baseline").id)
        reinforcement.move(session, row, later, "ill", actor=bob, at=world.now)
    go_to(world, first, "20:00", "Asia/Manila")
    assert reminded(world) == ["Alice"]
    go_to(world, later, "7:59", "Asia/Manila")
    assert reminded(world) == ["Alice"]
    go_to(world, later, "8:00", "Asia/Manila")
    assert reminded(world) == ["Alice", "Alice"]
    assert len(world.rows(OutboxMessage, OutboxMessage.kind == "reminder")) == 2


def test_who_has_answered_is_disabled_or_was_let_off_is_not_reminded(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    for name in ("Answered", "Disabled", "Waived", "Owing"):
        person = world.person(name, Role.TRAINEE)
        world.line("coach", person, world.bob)
        enrolment = world.enrol(cohort, person, world.bob)
        if name == "Answered":
            world.answer_all(world.assessment(enrolment, "baseline", person), person)
        if name == "Waived":
            bob = world.actor(world.bob)
            with world.writing() as session:
                row = session.get_one(FollowUp, world.follow_up(enrolment, "baseline").id)
                reinforcement.waive(session, row, "left", actor=bob, at=world.now)
        if name == "Disabled":
            with world.writing() as session:
                session.get_one(Person, person.id).disabled_at = world.now.wall
    go_to(world, due_day(world, enrolment), "8:00", "Asia/Manila")
    assert reminded(world) == ["Owing"]


def test_the_letter_says_what_is_due_how_long_it_takes_and_until_when(world: World, sink: Sink) -> None:
    enrolment, _ = world.baseline(world.alice, world.bob)
    go_to(world, due_day(world, enrolment), "8:00", "Asia/Manila")
    (letter,) = [one for one in sink.received if one["To"] == world.alice.email]
    text = letter.get_body(("plain",))
    assert text is not None
    said = " ".join(text.get_content().split())
    assert said.startswith(
        "Alice For “Programme of Bob on 2026-03-12, Manila”, your own view of the last four weeks is due."
    )
    assert "12 questions, about 6 minutes. You can stop and come back." in said
    assert "It is open until Thursday 12 March." in said
    assert "Answer now: http://127.0.0.1:8000/assessments/" in said
    page = letter.get_body(("html",))
    assert page is not None
    assert '<html lang="en">' in page.get_content()
