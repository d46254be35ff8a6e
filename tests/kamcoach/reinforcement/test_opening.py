"""Opening what is to be asked: by the worker, at midnight where the person is, once."""

from datetime import UTC, date, datetime

from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.people.models import Person
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement import services
from kamcoach.reinforcement.models import FollowUp
from kamcoach.signin import services as signin
from tests.factories.world import Thing, World
from tests.kamcoach.reinforcement.planned import LAST_DAY, at, half_year


def asked(world: World, enrolment: Thing, step: str) -> Occasion:
    """The occasion that a step has opened."""
    return world.rows(Occasion, Occasion.id == world.follow_up(enrolment, step).occasion_id)[0]


def test_a_window_opens_at_midnight_where_the_person_is(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    midnights = {  # 30 April begins
        "Pacific/Auckland": datetime(2026, 4, 29, 12, tzinfo=UTC),
        "Asia/Manila": datetime(2026, 4, 29, 16, tzinfo=UTC),
        "Pacific/Honolulu": datetime(2026, 4, 30, 10, tzinfo=UTC),
    }
    enrolled = {
        zone: world.enrol(cohort, world.person(f"In {zone.split('/')[1]}", Role.TRAINEE, zone=zone), world.bob)
        for zone in midnights
    }
    world.clock.set(at(4, 1))
    world.finish(cohort, world.bob)
    for zone, midnight in midnights.items():
        world.clock.set(midnight)
        world.clock.forward(seconds=-1)
        world.tick()
        assert world.follow_up(enrolled[zone], "plus-30").occasion_id is None
        world.clock.set(midnight)
        world.tick()
        assert asked(world, enrolled[zone], "plus-30").opens_at == midnight


def test_it_opens_once_however_often_the_worker_runs(world: World) -> None:
    enrolment = half_year(world, observer=world.tess)
    world.clock.set(at(4, 30))
    for _ in range(3):
        world.tick()
    occasion = asked(world, enrolment, "plus-30")
    assert [one.id for one in world.rows(Occasion, Occasion.phase == "fixed")] == [occasion.id]
    seats = world.rows(Assessment, Assessment.occasion_id == occasion.id)
    assert [(one.relation, one.rater_id) for one in seats] == [("self", world.alice.id), ("observer", world.tess.id)]
    assert (occasion.phase, occasion.day, occasion.series) == ("fixed", 30, enrolment.public_id)
    assert (occasion.due_on, occasion.closes_on, occasion.asked) == (date(2026, 5, 4), date(2026, 5, 21), None)


def test_a_pulse_asks_the_focus_behaviours(world: World) -> None:
    enrolment = half_year(world)
    world.clock.set(at(5, 30))
    world.tick()
    pulse = asked(world, enrolment, "pulse-60")
    assert (pulse.phase, pulse.asked) == ("pulse", ["B1a", "B1b", "B5"])


def test_a_talk_asks_nothing(world: World) -> None:
    enrolment = half_year(world)
    world.clock.set(at(4, 8))
    world.tick()
    assert world.follow_up(enrolment, "talk-after").occasion_id is None


def test_what_was_waived_or_slept_through_does_not_open(world: World) -> None:
    enrolment = half_year(world)
    with world.writing() as session:
        row = services.lock(session, world.follow_up(enrolment, "plus-30").id)
        services.waive(session, row, "On leave.", actor=world.actor(world.bob), at=world.now)
    world.clock.set(at(4, 30))
    world.tick()
    assert world.follow_up(enrolment, "plus-30").occasion_id is None
    world.clock.set(at(6, 23))  # the worker stood still during the whole window of the pulse
    world.tick()
    assert world.follow_up(enrolment, "pulse-60").occasion_id is None


def test_somebody_who_is_disabled_is_asked_nothing_until_they_are_back(world: World) -> None:
    enrolment = half_year(world)
    for disabled in (True, False):
        with world.writing() as session:
            row = session.get_one(Person, world.alice.id)
            signin.set_disabled(session, row, disabled, actor=world.actor(world.ann), at=world.now)
        world.clock.set(at(5, 1))
        world.tick()
        assert (world.follow_up(enrolment, "plus-30").occasion_id is None) == disabled
    steps = [one.step for one in world.rows(FollowUp)]
    assert len(steps) == len(set(steps))  # nothing was planned twice
