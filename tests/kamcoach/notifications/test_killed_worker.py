"""The worker is killed while it sends: every reminder arrives, and a duplicate only where it cannot be helped."""

import signal
from collections import Counter

import pytest

from kamcoach.notifications.services import LEASE
from kamcoach.reinforcement.jobs import queue_reminders
from tests.factories.letters import remind, states
from tests.factories.smtp import Sink
from tests.factories.worker_process import Moment, context, start
from tests.factories.world import World


def url(world: World) -> str:
    """The database of the test."""
    return str(world.app.config["SQLALCHEMY_DATABASE_URI"])


@pytest.mark.parametrize(("killed", "arrived"), [("claimed", 2), ("sent", 3), ("marked", 3)])
def test_every_reminder_arrives_whenever_the_worker_is_killed(
    world: World, sink: Sink, killed: Moment, arrived: int
) -> None:
    paths = remind(world, 3)
    process = start(url(world), sink.url, world.now.wall, killed=killed, letter=3)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert len(sink.received) == arrived
    world.tick()
    left_alone = 5 if killed == "claimed" else 6
    assert len(sink.received) == left_alone, "the letter of the dead worker is still leased, the others are not"
    world.clock.forward(seconds=LEASE.total_seconds() + 1)
    world.tick()
    world.tick()
    assert states(world) == ["sent"] * 6
    bodies = [message.get_body(("plain",)) for message in sink.received]
    assert {path for path in paths for body in bodies if body and path in body.get_content()} == paths
    twice = [letter for letter, times in Counter(sink.ids).items() if times > 1]
    assert len(set(sink.ids)) == 6
    assert twice == ([sink.ids[2]] if killed == "sent" else []), "the same Message-ID, so that a mailbox shows it once"


def test_two_workers_at_once_send_nothing_twice(world: World, sink: Sink) -> None:
    remind(world, 10)
    with world.app.app_context():
        queue_reminders(world.now)
    together = context().Barrier(2)
    workers = [start(url(world), sink.url, world.now.wall, together=together) for _ in range(2)]
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert states(world) == ["sent"] * 20
    assert sorted(Counter(sink.ids).values()) == [1] * 20
