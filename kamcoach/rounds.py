"""Who looks next: one round a minute over all workers, handed out through Huey's queue.

The queue only says that it is time. What has to happen are rows, each taken under a lease, so a round that is lost with
its worker costs nothing but the wait for the next one, and two at once do nothing twice. When the queue cannot be
reached, each worker goes on by itself.
"""

import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.consumer import Consumer, Scheduler
from huey.exceptions import ConfigurationError
from huey.serializer import SignedSerializer

from kamcoach.config import Settings

_log = logging.getLogger("kamcoach")
_NAME = "kamcoach"
_SCHEMA = "kamcoach_queue"
"""Huey's tables stand beside the product's, not among them: a backup and a restore know nothing of them."""
_LOOKS_UP = 1.0
_LONGEST_SLEEP = 2.0
_LAST_ROUND = 8.0
"""Seconds that a worker which is told to end may finish its round in."""


class QueueRefused(Exception):
    """The queue cannot be used; says why in a sentence."""


def open_queue(settings: Settings) -> Huey:
    """The queue of KAMCOACH_QUEUE_URL. What is in it is signed with the secret key, so that whoever can write to the
    queue's server cannot make a worker run anything. Raises QueueRefused."""
    _share_the_log()
    serializer = SignedSerializer(secret=settings.secret_key, salt="rounds")
    url, about = settings.queue_url, {"results": False, "serializer": serializer}
    kind = urlsplit(url).scheme
    try:
        if kind == "sqlite":
            return SqliteHuey(_NAME, filename=unquote(urlsplit(url).path)[1:], **about)
        if kind == "postgresql":
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}")
            return PostgresHuey(_NAME, connection=lambda: _beside(url), **about)
        queue = RedisHuey(_NAME, url=url, **about)
        queue.pending_count()
    except ConfigurationError as error:
        raise QueueRefused(
            "KAMCOACH_QUEUE_URL names Redis: install kamcoach with its extra, kamcoach[redis]."
        ) from error
    except Exception as error:
        why = str(error).strip().partition("\n")[0].rstrip(".")
        raise QueueRefused(
            f"KAMCOACH_QUEUE_URL: the queue cannot be used: {why}. It holds nothing of value."
        ) from error
    return queue


def _share_the_log() -> None:
    """What Huey has to say goes where the product's log goes; that a queue cannot be read is said once a round."""
    huey = logging.getLogger("huey")
    huey.handlers, huey.propagate = _log.handlers, _log.propagate
    huey.setLevel(logging.ERROR)
    logging.getLogger("huey.consumer.Worker").setLevel(logging.CRITICAL)


def _beside(url: str) -> Any:
    return psycopg.connect(url, options=f"-c search_path={_SCHEMA}")


class _OneARound(Scheduler):  # type: ignore[misc]
    """Puts a round into the queue when none of the workers has done so yet; at its start always, so that whoever starts
    a worker need not wait."""

    def __init__(self, consumer: "Rounds") -> None:
        super().__init__(consumer.huey, consumer.stop_flag, interval=1, periodic=True)
        self._rounds = consumer
        self._seen: int | None = None

    def loop(self, now: Any = None) -> None:  # noqa: ARG002
        """Look whether the next round has begun. Called again and again until the worker ends."""
        number = int(time.time() // self._rounds.every)
        if number != self._seen:
            is_first, self._seen = self._seen is None, number
            try:
                if self._take(number) or is_first:
                    self._rounds.hand_out()
            except Exception:
                _log.exception("queue failed")
                self._rounds.act()
        self.stop_flag.wait(min(_LOOKS_UP, self._rounds.every))

    def _take(self, number: int) -> bool:
        """Whether this worker is the first to see a round; older ones are forgotten."""
        taken: bool = self.huey.put_if_empty(str(number), True)
        if taken:
            for key in self.huey.storage.result_items():
                if int(key) < number - 2:
                    self.huey.storage.delete_data(key)
        return taken


class Rounds(Consumer):  # type: ignore[misc]
    """Huey's consumer in one process: a thread that looks whether it is time, and a thread that does the rounds.

    `act` is one round and must raise nothing; `every` are the seconds between two of them. A round that waited for
    longer than that is left out: another one is under way.
    """

    def __init__(self, queue: Huey, act: Callable[[], None], every: float) -> None:
        self.act, self.every = act, every
        self.hand_out = queue.task(name="round", expires=max(1, round(every)))(act)
        super().__init__(queue, workers=1, max_delay=_LONGEST_SLEEP, shutdown_timeout=_LAST_ROUND)

    def _create_scheduler(self) -> Scheduler:
        return _OneARound(self)

    def _set_signal_handlers(self) -> None:
        """The worker has its own."""
