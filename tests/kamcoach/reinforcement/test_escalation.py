"""What follows when nobody answers: said in the first reminder, once more before the end, and a word to the manager."""

from datetime import date

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from assessments.scheduling.plan import Plan
from kamcoach.assessing.models import Occasion
from kamcoach.library import queries as library
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.reinforcement import escalating
from kamcoach.reinforcement.models import FollowUp
from tests.factories.smtp import Sink
from tests.factories.world import Thing, World
from tests.kamcoach.reinforcement.planned import at, half_year


def go_to(world: World, month: int, day: int, hour: int = 1) -> None:
    """Go to a day of 2026, nine in the morning in Manila, and let the worker run."""
    world.clock.set(at(month, day, hour))
    world.tick()


def queued(world: World) -> list[tuple[str, int, str]]:
    """Kind, reader and state of every message."""
    return [(one.kind, one.person_id, one.state) for one in world.rows(OutboxMessage)]


def texts(sink: Sink) -> list[str]:
    """The text of every letter."""
    return [str(body.get_content()) for one in sink.received if (body := one.get_body(("plain",)))]


@pytest.fixture
def week_one(world: World) -> Thing:
    """Alice's training ended on 1 April; the first week is due on the tenth and closes on the fifteenth."""
    enrolment = half_year(world)
    with world.writing() as session:  # what else is asked in these weeks
        others = update(FollowUp).where(FollowUp.enrolment_id == enrolment.id, FollowUp.step != "week-one")
        session.execute(others.values(waived_at=world.now.business))
    follow_up = world.follow_up(enrolment, "week-one")
    assert (follow_up.due_on, follow_up.closes_on) == (date(2026, 4, 10), date(2026, 4, 15))
    return enrolment


@pytest.fixture
def telling_managers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan whose first week tells the manager of a miss: none of ours does, an organisation's may."""
    really = library.as_plan

    def as_plan(version: object) -> Plan:
        plan = really(version)  # type: ignore[arg-type]
        steps = tuple(replace(one, on_miss="manager") if one.code == "week-one" else one for one in plan.steps)
        return replace(plan, steps=steps)

    monkeypatch.setattr(library, "as_plan", as_plan)
    monkeypatch.setattr(escalating, "_telling", {})


def test_who_owes_is_reminded_on_the_due_day_and_three_days_before_the_end(
    world: World, week_one: Thing, sink: Sink
) -> None:
    go_to(world, 4, 10)
    assert queued(world) == [("reminder", world.alice.id, "sent")]
    (first,) = texts(sink)
    assert "When it closes without an answer, your coach Bob sees that." in first
    go_to(world, 4, 11, hour=23)
    assert len(queued(world)) == 1
    go_to(world, 4, 12, hour=0)
    assert queued(world)[1:] == [("reminder-last", world.alice.id, "waiting")], "a Sunday: it leaves on Monday"
    go_to(world, 4, 13, hour=0)
    assert queued(world)[1:] == [("reminder-last", world.alice.id, "sent")]
    assert sink.received[1]["Subject"].startswith("Still open: ")
    links = {line for text in texts(sink) for line in text.splitlines() if "/a/" in line}
    assert len(links) == 1, "both carry the same link, that needs no sign-in"
    go_to(world, 4, 14)
    assert len(queued(world)) == 2, "once"


def test_who_has_answered_or_is_let_off_is_left_alone(world: World, week_one: Thing, sink: Sink) -> None:
    go_to(world, 4, 10)
    with world.writing() as session:
        session.execute(update(Occasion).values(withdrawn_at=world.now.business))
    go_to(world, 4, 13)
    assert len(queued(world)) == 1
    with world.writing() as session:
        session.execute(update(Occasion).values(withdrawn_at=None))
    own = world.assessment(week_one, "week-one", world.alice)
    world.answer_all(own, world.alice, value="used")
    go_to(world, 4, 14)
    assert len(queued(world)) == 1


def test_a_last_reminder_that_waited_is_dropped_when_its_reason_is_gone(
    world: World, week_one: Thing, sink: Sink
) -> None:
    go_to(world, 4, 10)
    go_to(world, 4, 12)
    world.answer_all(world.assessment(week_one, "week-one", world.alice), world.alice, value="used")
    go_to(world, 4, 13)
    assert queued(world)[1:] == [("reminder-last", world.alice.id, "dropped")]


def test_who_is_first_asked_in_the_last_days_is_not_asked_twice_in_them(
    world: World, week_one: Thing, sink: Sink
) -> None:
    go_to(world, 4, 9)
    with world.writing() as session:
        session.execute(update(Occasion).where(Occasion.phase == "pulse").values(due_on=date(2026, 4, 13)))
    go_to(world, 4, 13)
    go_to(world, 4, 14)
    assert [kind for kind, _, _ in queued(world)] == ["reminder"]


def test_the_manager_hears_once_that_it_closed_and_nothing_of_what_is_in_it(
    world: World, telling_managers: None, week_one: Thing, sink: Sink
) -> None:
    go_to(world, 4, 10)
    assert "When it closes without an answer, Bob and Mona see that, and nothing else." in texts(sink)[0]
    go_to(world, 4, 15)
    assert "missed" not in [kind for kind, _, _ in queued(world)]
    go_to(world, 4, 16)
    go_to(world, 4, 17)
    assert [row for row in queued(world) if row[0] == "missed"] == [("missed", world.mona.id, "sent")]
    letter = sink.received[-1]
    assert letter["To"] == "mona@example.com"
    assert letter["Subject"] == "Alice: “The first week” closed without an answer"


@pytest.mark.parametrize("ends", ["disabled", "answered", "no manager"])
def test_the_manager_hears_nothing_where_there_is_nothing_to_hear(
    world: World, telling_managers: None, week_one: Thing, sink: Sink, ends: str
) -> None:
    go_to(world, 4, 10)
    if ends == "answered":
        world.answer_all(world.assessment(week_one, "week-one", world.alice), world.alice, value="used")
    if ends == "disabled":
        with world.writing() as session:
            session.get_one(Person, world.alice.id).disabled_at = world.now.wall
    if ends == "no manager":
        world.end_line("manager", world.alice, date(2026, 4, 10))
    go_to(world, 4, 16)
    assert [row for row in queued(world) if row[0] == "missed"] == []


def test_a_manager_who_handed_over_meanwhile_hears_nothing(
    world: World, telling_managers: None, week_one: Thing, sink: Sink
) -> None:
    go_to(world, 4, 10)
    go_to(world, 4, 15, hour=16)
    assert [row for row in queued(world) if row[0] == "missed"] == [("missed", world.mona.id, "waiting")]
    world.end_line("manager", world.alice, date(2026, 4, 16))
    go_to(world, 4, 16)
    assert [row for row in queued(world) if row[0] == "missed"] == [("missed", world.mona.id, "dropped")]
