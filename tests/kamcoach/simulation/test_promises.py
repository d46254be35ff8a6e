"""The counting finds what is wrong: each promise is broken once on purpose."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import update

from kamcoach.assessing.models import Occasion
from kamcoach.clock import at_instant
from kamcoach.notifications import services as notifications
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.reinforcement.models import FollowUp
from kamcoach.signin import services as signin
from kamcoach.simulation import promises
from kamcoach.simulation.post import Delivery
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World
from tests.kamcoach.reinforcement.planned import LAST_DAY, at

pytestmark = ON_ONE_ENGINE

MORNING = datetime(2026, 5, 4, 2, tzinfo=UTC)
UNTIL = datetime(2026, 8, 1, tzinfo=UTC)


def change(world: World, statement: Any) -> None:
    with world.writing() as session:
        session.execute(statement)


def sent(world: World, *, arrived: tuple[datetime, ...] = (MORNING,), acknowledged: bool = True) -> list[Delivery]:
    """A message to Alice that counts as sent, and how it arrived."""
    with world.writing() as session:
        notifications.queue(
            session, kind="reminder", person_id=world.alice.id, about={}, dedupe_key="one", at=at_instant(MORNING)
        )
        session.execute(update(OutboxMessage).values(state="sent", sent_at=MORNING))
    message = world.rows(OutboxMessage)[0]
    return [Delivery(message.message_id, world.alice.email, instant, acknowledged) for instant in arrived]


def broken(
    world: World, deliveries: list[Delivery], *, kills: tuple[datetime, ...] = (), until: datetime = UNTIL
) -> str:
    with world.app.app_context():
        return "\n".join(promises.kept(deliveries, kills, (), until=until)[1])


def asked_everything(world: World) -> None:
    """Alice from her enrolment in March to the middle of June, asked day by day."""
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    world.enrol(cohort, world.alice, world.bob)
    for day in range(105):
        world.clock.set(at(3, 2) + timedelta(days=day))
        if world.now.business.date() == LAST_DAY:
            world.finish(cohort, world.bob)
        world.tick()


def test_nothing_is_wrong_where_nothing_is(world: World) -> None:
    asked_everything(world)
    change(world, update(OutboxMessage).values(state="dropped"))
    assert broken(world, [], until=at(6, 14)) == ""


def test_a_measure_on_another_day(world: World) -> None:
    asked_everything(world)
    change(world, update(FollowUp).where(FollowUp.step == "plus-30").values(opened_on=date(2026, 5, 1)))
    assert "every fixed measure on its day: N-Alice plus-30" in broken(world, [])


def test_another_step_that_was_neither_asked_nor_held(world: World) -> None:
    asked_everything(world)
    change(world, update(FollowUp).where(FollowUp.step == "pulse-60").values(opened_on=None))
    assert "every other step on its day or held with a reason" in broken(world, [], until=at(6, 14))


def test_two_requests_in_a_week(world: World) -> None:
    asked_everything(world)
    change(world, update(Occasion).where(Occasion.phase == "pulse").values(created_at=at(5, 2), opens_at=at(5, 2)))
    assert "one request a week" in broken(world, [])


def test_a_message_that_never_arrived(world: World) -> None:
    sent(world)
    assert "every message arrives" in broken(world, [])


def test_a_message_that_still_waits_after_days(world: World) -> None:
    sent(world)
    change(world, update(OutboxMessage).values(state="waiting"))
    assert "every message arrives" in broken(world, [])


def test_a_mail_that_nobody_queued(world: World) -> None:
    assert "never queued" in broken(world, [Delivery("<strange@kamcoach>", "a@example.com", MORNING, True)])


def test_twice_without_a_crash_between_and_twice_with_one(world: World) -> None:
    twice = sent(world, arrived=(MORNING, MORNING + timedelta(hours=1)))
    assert "twice only where a crash" in broken(world, twice)
    assert "twice" not in broken(world, twice, kills=(MORNING,))
    cut = [Delivery(one.message_id, one.to, one.at, acknowledged=place > 0) for place, one in enumerate(twice)]
    assert "twice" not in broken(world, cut)


def test_a_mail_to_somebody_who_had_left(world: World) -> None:
    deliveries = sent(world)
    with world.writing() as session:
        person = session.get_one(Person, world.alice.id)
        before = at_instant(MORNING - timedelta(days=1))
        signin.set_disabled(session, person, True, actor=world.actor(world.ann), at=before)
    assert "whose access had ended" in broken(world, deliveries)


def test_a_mail_in_the_night(world: World) -> None:
    at_night = sent(world, arrived=(datetime(2026, 5, 4, 15, tzinfo=UTC),))  # eleven in the evening in Manila
    assert "quiet hours" in broken(world, at_night)
    assert "quiet hours" not in broken(world, [Delivery(one.message_id, one.to, MORNING, True) for one in at_night])
