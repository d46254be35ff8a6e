"""Mentors are told once, in the morning where they are, that a look is due."""

from datetime import UTC, datetime

from kamcoach.mentoring.jobs import tell_due
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.worker import COMPOSERS
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World, counting
from tests.kamcoach.mentoring.looking import accompanied, begin, looked
from tests.kamcoach.reinforcement.planned import at, half_year


def tell(world: World) -> list[int]:
    """Who was told by now."""
    with world.app.app_context():
        tell_due(world.now)
    return [row.person_id for row in world.rows(OutboxMessage, OutboxMessage.kind == "look-due")]


def test_of_a_review_in_the_morning_of_its_day_and_once(world: World) -> None:
    half_year(world)
    accompanied(world)
    with world.writing() as session:
        session.get_one(Person, world.tess.id).time_zone = "America/New_York"
    world.clock.set(datetime(2026, 7, 30, 11, 59, tzinfo=UTC))
    assert tell(world) == []
    world.clock.set(datetime(2026, 7, 30, 12, 0, tzinfo=UTC))
    assert tell(world) == [world.tess.id]
    world.clock.forward(days=1)
    assert tell(world) == [world.tess.id]


def test_of_a_look_that_is_half_a_year_ago(world: World) -> None:
    dairy = accompanied(world, days=170)
    assert tell(world) == []
    looked(world, dairy)
    world.clock.forward(days=180)
    assert tell(world) == []
    world.clock.forward(days=5)
    assert tell(world) == tell(world) == [world.tess.id]
    world.end_line("mentor", world.alice, world.today)
    finn = world.person("Finn")
    world.line("mentor", world.alice, finn, since=world.today)
    world.clock.forward(days=60)
    assert tell(world) == [world.tess.id], "the next mentor has half a year"


@ON_ONE_ENGINE
def test_the_letter_is_dropped_when_its_reason_is_gone(world: World) -> None:
    dairy = accompanied(world)
    about = {"person": world.alice.public_id}

    def letter() -> object:
        with world.app.test_request_context(), world.reading() as session:
            return COMPOSERS["look-due"](session, about, world.now)

    assert letter() is not None
    begin(world.client(world.tess), world.alice, dairy)
    assert letter() is None
    world.end_line("mentor", world.alice, world.today)
    assert letter() is None


@ON_ONE_ENGINE
def test_a_quiet_tick_costs_three_queries(world: World) -> None:
    half_year(world)
    accompanied(world)
    world.clock.set(at(7, 30, 8))
    tell(world)
    _, asked = counting(world.app, lambda: tell(world))
    assert len(asked) == 4, "what is due by plan and by age, what was told, and this test's own"
