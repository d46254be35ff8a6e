"""Real worker processes that do one tick when they are told the time, and can be killed in the middle of it."""

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from typing import Any

from kamcoach.app import create_app
from kamcoach.clock import at_instant
from kamcoach.config import Settings
from kamcoach.worker import tick

_PATIENCE = 600.0
"""Seconds after which a worker that does not answer counts as stuck."""


class Worker:
    """One process; `begin` and `end` frame a tick."""

    def __init__(self, context: ForkServerContext, settings: Settings) -> None:
        ours, theirs = context.Pipe()
        self._pipe: Connection[Any, Any] = ours
        self._process: BaseProcess = context.Process(target=_serve, args=(theirs, settings), daemon=True)
        self._process.start()
        theirs.close()

    def begin(self, at: datetime) -> None:
        """Let it do what is due at an instant of both clocks."""
        self._pipe.send(at)

    def is_busy(self) -> bool:
        """Whether it has not said yet that its tick is over."""
        return not self._pipe.poll()

    def end(self) -> str:
        """Wait until its tick is over; returns what went wrong, "" for nothing."""
        if not self._pipe.poll(_PATIENCE):
            return f"a worker did not answer for {_PATIENCE:.0f} s"
        said: str = self._pipe.recv()
        return said

    def kill(self) -> None:
        """End it without a word, in whatever it does."""
        self._process.kill()
        self._process.join()
        assert self._process.exitcode == -signal.SIGKILL
        self._pipe.close()

    def stop(self) -> None:
        """Let it end by itself."""
        self._pipe.send(None)
        self._process.join(_PATIENCE)
        self._pipe.close()


class Crew:
    """Workers side by side."""

    def __init__(self, settings: Settings, size: int) -> None:
        self._settings = settings
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])  # a killed one is back in a fraction of a second
        self.workers = [self._new() for _ in range(size)]

    def _new(self) -> Worker:
        return Worker(self._context, self._settings)

    def kill(self, place: int) -> None:
        """Kill one and start another in its place."""
        self.workers[place].kill()
        self.workers[place] = self._new()

    def stop(self) -> None:
        """End all of them."""
        for worker in self.workers:
            worker.stop()


@contextmanager
def crew_of(settings: Settings, size: int) -> Iterator[Crew]:
    """So many workers, as long as the block."""
    crew = Crew(settings, size)
    try:
        yield crew
    finally:
        crew.stop()


def _serve(pipe: "Connection[Any, Any]", settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        while (at := pipe.recv()) is not None:
            try:
                tick(at_instant(at), is_demo=False)
            except Exception as failure:
                pipe.send(f"{type(failure).__name__}: {failure}")
            else:
                pipe.send("")
