"""Rounds through Huey's queue: one a minute over all workers, signed, and none needed to go on."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from huey import Huey
from huey.utils import utcnow

from kamcoach import rounds
from kamcoach.backup.targets import occupant
from kamcoach.config import Settings
from kamcoach.rounds import QueueRefused, Rounds, open_queue
from tests.factories.engines import SECRET

MINUTE = 60.0


class Clock:
    """The time of the machine, as rounds ask for it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def time(self) -> float:
        """Seconds since 1970."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that a test moves."""
    made = Clock()
    monkeypatch.setattr(rounds, "time", made)
    return made


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the queue is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'queue.sqlite3'}"
    admin: str = request.getfixturevalue("postgres_url")
    return admin.replace("+psycopg", "")


@contextmanager
def queues(url: str, number: int) -> Iterator[list[Huey]]:
    """The same queue, as so many processes open it; empty."""
    settings = Settings(Path("/nowhere"), "", SECRET, queue=url)
    made = [open_queue(settings) for _ in range(number)]
    made[0].flush()
    try:
        yield made
    finally:
        made[0].flush()
        for queue in made:
            queue.storage.close()


def looker(queue: Huey, act: Callable[[], None] = lambda: None) -> Any:
    """What looks whether it is time, in one process; it does not wait."""
    made = Rounds(queue, act, MINUTE)
    made.stop_flag.set()
    return made._create_scheduler()


def test_however_many_workers_look_one_round_a_minute_is_handed_out(url: str, clock: Clock) -> None:
    with queues(url, 3) as (one, two, three):
        lookers = [looker(one), looker(two), looker(three)]
        for each in lookers:
            each.loop()
        assert one.pending_count() == 3, "whoever starts a worker need not wait"
        one.storage.flush_queue()
        for minute in range(1, 6):
            clock.now += MINUTE
            for each in [*lookers, *lookers]:
                each.loop()
            assert two.pending_count() == minute
        assert len(two.storage.result_items()) <= 3, "what is over is forgotten"


def test_a_round_is_done_once_by_whoever_takes_it(url: str, clock: Clock) -> None:
    done: list[str] = []
    with queues(url, 2) as (one, two):
        first = looker(one, lambda: done.append("one"))
        looker(two, lambda: done.append("two"))
        first.loop()
        task = two.dequeue()
        two.execute(task)
        assert one.dequeue() is None
    assert done == ["two"]


def test_a_round_that_waited_longer_than_a_minute_is_left_out(url: str, clock: Clock) -> None:
    done: list[str] = []
    with queues(url, 1) as (queue,):
        looker(queue, lambda: done.append("late")).loop()
        task = queue.dequeue()
        now = utcnow()
        queue.execute(task, now.replace(year=now.year + 1))
    assert done == []


def test_what_others_put_into_the_queue_is_not_run(url: str, clock: Clock) -> None:
    with queues(url, 1) as (queue,):
        looker(queue)
        queue.storage.enqueue(b"cos\nsystem\n(S'true'\ntR.:0000")
        with pytest.raises(ValueError, match="mismatch"):
            queue.dequeue()
        assert queue.dequeue() is None


def test_without_its_queue_a_worker_goes_on_by_itself(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    with queues(f"sqlite:///{tmp_path / 'queue.sqlite3'}", 1) as (queue,):
        one = looker(queue, lambda: done.append("by itself"))

        def fail(*_: object, **__: object) -> None:
            raise OSError("no route to host")

        with monkeypatch.context() as broken, caplog.at_level(logging.ERROR, "kamcoach"):
            broken.setattr(queue.storage, "put_if_empty", fail)
            one.loop()
            one.loop()
            clock.now += MINUTE
            one.loop()
        assert done == ["by itself"] * 2
        assert [record.getMessage() for record in caplog.records] == ["queue failed"] * 2, "once a round"
        clock.now += MINUTE
        one.loop()
        assert queue.pending_count() == 1, "and uses it again when it is back"


def test_the_queue_stands_beside_the_tables_of_the_product(postgres_url: str) -> None:
    """A restore refuses a database that holds the tables of another program."""
    with queues(postgres_url.replace("+psycopg", ""), 1):
        assert occupant(postgres_url) is None


def test_a_queue_that_cannot_be_used_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    junk = tmp_path / "junk"
    junk.write_text("This is no database, and long enough to be seen as none.")
    for url, said in (
        (f"sqlite:///{junk}", "file is not a database"),
        (f"sqlite:///{tmp_path / 'absent' / 'queue'}", "unable to open database file"),
        ("postgresql://nobody@127.0.0.1:1/none", "connection"),
    ):
        with pytest.raises(QueueRefused, match=said):
            open_queue(Settings(tmp_path, "", SECRET, queue=url))
    if "redis" not in sys.modules:
        with pytest.raises(QueueRefused, match=r"kamcoach\[redis\]"):
            open_queue(Settings(tmp_path, "", SECRET, queue="redis://127.0.0.1:1/0"))
