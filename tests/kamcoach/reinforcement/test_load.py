"""The load rule while running: what exceeds it waits, with the reason stored, and is asked when there is room."""

from datetime import UTC, date, datetime, timedelta

from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.notifications.models import DemoMail, OutboxMessage
from kamcoach.reinforcement import services
from kamcoach.reinforcement.models import FollowUp
from tests.factories.world import Thing, World
from tests.kamcoach.reinforcement.planned import LAST_DAY, at, half_year


def bring_nearer(world: World, enrolment: Thing, step: str, day: date) -> FollowUp:
    """Let Bob move a step that is not open yet."""
    with world.writing() as session:
        follow_up = services.lock(session, world.follow_up(enrolment, step).id)
        services.move(session, follow_up, day, "Soon.", actor=world.actor(world.bob), at=world.clock.moment())
    return world.follow_up(enrolment, step)


def test_a_second_request_of_the_week_waits_with_its_reason_and_is_asked_seven_days_after_the_first(
    world: World,
) -> None:
    enrolment = half_year(world)
    world.clock.set(at(5, 9))
    world.tick()  # the then-test opened on 2 May
    first = world.follow_up(enrolment, "then-test")
    assert first.opened_on == date(2026, 5, 9)
    bring_nearer(world, enrolment, "pulse-60", date(2026, 5, 12))
    world.tick()
    world.clock.set(at(5, 15))
    world.tick()
    waiting = world.follow_up(enrolment, "pulse-60")
    assert (waiting.occasion_id, waiting.held_back_why, waiting.held_until) == (None, "load", date(2026, 5, 16))
    assert waiting.held_back_on in (date(2026, 5, 11), date(2026, 5, 15))
    world.clock.set(at(5, 16))
    world.tick()
    asked = world.follow_up(enrolment, "pulse-60")
    assert asked.opened_on == date(2026, 5, 16)
    assert asked.due_on == date(2026, 5, 16), "it is not late on the day on which it is asked"
    assert asked.held_back_why == "load", "the reason stays"


def test_a_fixed_measure_never_waits(world: World) -> None:
    enrolment = half_year(world)
    world.clock.set(at(4, 29))
    bring_nearer(world, enrolment, "pulse-60", date(2026, 4, 30))
    world.clock.set(at(4, 30))
    world.tick()
    assert world.follow_up(enrolment, "pulse-60").opened_on == date(2026, 4, 30)
    assert world.follow_up(enrolment, "plus-30").opened_on == date(2026, 4, 30)


def test_what_waits_until_its_window_has_closed_is_never_asked_and_says_why(world: World) -> None:
    enrolment = half_year(world)
    world.clock.set(at(5, 2))
    world.tick()
    with world.writing() as session:
        pulse = services.lock(session, world.follow_up(enrolment, "pulse-60").id)
        pulse.opens_on, pulse.due_on, pulse.closes_on = date(2026, 5, 3), date(2026, 5, 4), date(2026, 5, 5)
    for day in (3, 5, 9, 20):
        world.clock.set(at(5, day))
        world.tick()
    never = world.follow_up(enrolment, "pulse-60")
    assert (never.occasion_id, never.held_back_on, never.held_back_why) == (None, date(2026, 5, 3), "load")


def test_an_observer_is_asked_five_forms_a_week_and_the_others_later(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    for number in range(7):
        world.enrol(cohort, world.person(f"Nr {number}"), world.bob, observer=world.tess)
    world.clock.set(at(4, 1))
    world.finish(cohort, world.bob)
    world.clock.set(at(4, 30))
    world.tick()
    fixed = [one.id for one in world.rows(Occasion, Occasion.phase == "fixed")]
    seats = world.rows(Assessment, Assessment.occasion_id.in_(fixed), Assessment.relation == "observer")
    assert sorted(one.asked_from or date(2026, 4, 30) for one in seats) == [
        *[date(2026, 4, 30)] * 5,
        *[date(2026, 5, 7)] * 2,
    ]
    page = world.client(world.tess).get("/").text
    assert page.count("Your week is full") == 1
    assert page.count("asked Thursday 7 May") == 2


def test_who_is_asked_later_is_reminded_then(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    for number in range(6):
        world.enrol(cohort, world.person(f"Nr {number}"), world.bob, observer=world.tess)
    world.clock.set(at(4, 1))
    world.finish(cohort, world.bob)
    for day in range(30, 30 + 9):
        world.clock.set(datetime(2026, 4, 1, 1, tzinfo=UTC) + timedelta(days=day - 1))
        world.tick()
    reminders = world.rows(OutboxMessage, OutboxMessage.kind == "reminder", OutboxMessage.person_id == world.tess.id)
    assert sorted(one.created_at.date() for one in reminders) == [*[date(2026, 5, 4)] * 5, date(2026, 5, 7)]
    assert world.rows(DemoMail) == []
