"""The outbox: queued with what causes it, leased by one worker at a time, given up in the end."""

from datetime import timedelta

import pytest

from kamcoach.clock import Moment
from kamcoach.notifications import services
from kamcoach.notifications.models import OutboxMessage
from kamcoach.notifications.services import LAST_ATTEMPT, LEASE
from tests.factories.world import World


def queue(world: World, key: str = "key") -> bool:
    """Queue a message to Alice."""
    with world.writing() as session:
        return services.queue(session, kind="reset", person_id=world.alice.id, about={}, dedupe_key=key, at=world.now)


def claim(world: World, worker: str = "one") -> OutboxMessage | None:
    """Claim the next message."""
    with world.writing() as session:
        return services.claim(session, worker=worker, at=world.now)


def mark(world: World, message: OutboxMessage, state: str = "sent", worker: str = "one") -> bool:
    """Mark a claimed message."""
    with world.writing() as session:
        return services.mark(session, message, state, worker=worker, at=world.now)


def put_back(world: World, message: OutboxMessage, worker: str = "one") -> bool:
    """Put a claimed message back."""
    with world.writing() as session:
        return services.put_back(session, message, "OSError", worker=worker, at=world.now)


def test_the_same_key_is_queued_once(world: World) -> None:
    assert queue(world)
    assert not queue(world)
    assert queue(world, "another key")
    first, second = world.rows(OutboxMessage)
    assert first.message_id == f"<{first.public_id}@kamcoach>"
    assert first.message_id != second.message_id


def test_a_message_lives_and_dies_with_what_causes_it(world: World) -> None:
    with pytest.raises(RuntimeError), world.writing() as session:
        services.queue(session, kind="reset", person_id=world.alice.id, about={}, dedupe_key="k", at=world.now)
        raise RuntimeError("the power went")
    assert world.rows(OutboxMessage) == []


def test_a_leased_message_is_nobody_elses_until_the_lease_ends_by_the_wall_clock(world: World) -> None:
    queue(world)
    first = claim(world)
    assert first is not None
    assert claim(world, "two") is None
    world.clock.business += timedelta(days=100)
    assert claim(world, "two") is None, "the business clock has nothing to do with it"
    world.clock.wall += LEASE
    assert claim(world, "two") is None
    world.clock.wall += timedelta(microseconds=1)
    again = claim(world, "two")
    assert again is not None
    assert (again.id, again.message_id, again.attempts) == (first.id, first.message_id, 2)


def test_who_lost_the_lease_can_neither_mark_nor_put_back(world: World) -> None:
    queue(world)
    first = claim(world)
    world.clock.forward(minutes=3)
    second = claim(world, "two")
    assert first is not None
    assert second is not None
    assert not mark(world, first)
    assert not put_back(world, first)
    assert world.rows(OutboxMessage)[0].leased_by == "two"
    assert mark(world, second, worker="two")
    assert not mark(world, second, "dropped", worker="two"), "what is sent is sent"
    assert world.rows(OutboxMessage)[0].state == "sent"


def test_messages_leave_in_the_order_in_which_they_came(world: World) -> None:
    for key in "abc":
        queue(world, key)
        world.clock.forward(seconds=1)
    found = [message.dedupe_key for worker in ("one", "two", "three") if (message := claim(world, worker))]
    assert found == ["a", "b", "c"]


def test_a_failing_message_waits_longer_each_time_and_lets_others_pass(world: World) -> None:
    queue(world, "failing")
    waited = []
    for attempt in range(1, LAST_ATTEMPT + 1):
        message = claim(world)
        assert message is not None
        assert message.attempts == attempt
        assert put_back(world, message)
        row = world.rows(OutboxMessage)[0]
        if row.state == "failed":
            break
        assert claim(world) is None, "not before its time"
        waited.append((row.next_try_at - world.now.wall).total_seconds() / 60)
        world.clock.set(row.next_try_at)
    assert waited == [1, 2, 4, 8, 16, 32] + [60] * (LAST_ATTEMPT - 7)
    assert 2.5 < sum(waited) / 60 / 24 < 3.5, "three days: over a weekend"
    assert (row.state, row.attempts, row.last_error, row.leased_by) == ("failed", LAST_ATTEMPT, "OSError", None)
    world.clock.forward(days=30)
    assert claim(world) is None
    queue(world, "another")
    assert claim(world) is not None


def test_the_row_says_when_it_left_by_the_business_clock(world: World) -> None:
    queue(world)
    message = claim(world)
    assert message is not None
    at = Moment(business=world.now.business + timedelta(days=9), wall=world.now.wall)
    with world.writing() as session:
        services.mark(session, message, "sent", worker="one", at=at)
    assert world.rows(OutboxMessage)[0].sent_at == at.business
