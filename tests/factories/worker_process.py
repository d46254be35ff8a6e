"""The worker as a process of its own, killed like a process is killed: in the middle, without a word."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import datetime
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, Literal

from kamcoach.app import create_app
from kamcoach.clock import at_instant
from kamcoach.config import Settings
from kamcoach.database import reading
from kamcoach.exports import jobs as exports
from kamcoach.exports import services as exporting
from kamcoach.exports import streaming
from kamcoach.notifications import mail, services
from kamcoach.worker import tick
from tests.factories.engines import SECRET

Moment = Literal["claimed", "sent", "marked", "never"]


def context() -> ForkServerContext:
    """Processes that are forked from one that has imported everything and does nothing else."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([__name__])
    return made


def start(
    url: str, smtp_url: str, at: datetime, *, killed: Moment = "never", letter: int = 1, together: Barrier | None = None
) -> ForkServerProcess:
    """A worker that ticks once, and is killed in the middle of its n-th letter; with others it waits for them."""
    process = context().Process(target=_tick, args=(url, smtp_url, at, killed, letter, together))
    process.start()
    return process


def _tick(url: str, smtp_url: str, at: datetime, killed: Moment, letter: int, together: Barrier | None) -> None:
    app = create_app(Settings(Path(), url, SECRET, smtp_url=smtp_url, testing=True))
    if killed == "claimed":
        mail.send = _killing(mail.send, letter, before=True)
    elif killed == "sent":
        mail.send = _killing(mail.send, letter, before=False)
    elif killed == "marked":
        services.claim = _killing(services.claim, letter + 1, before=True)
    with app.app_context():
        with reading() as session:
            session.connection()
        if together is not None:
            together.wait()
        tick(at_instant(at), is_demo=False)


def killed_while_exporting(url: str, at: datetime, *, chunk: int = 2) -> None:
    """A worker that is killed before it has told of its n-th chunk of an export; returns when it is dead."""
    process = context().Process(target=_export, args=(url, at, chunk))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def _export(url: str, at: datetime, chunk: int) -> None:
    app = create_app(Settings(Path(), url, SECRET, testing=True))
    streaming.CHUNK = 2
    exporting.keep_going = _killing(exporting.keep_going, chunk, before=True)
    with app.app_context():
        exports.make_waiting(at_instant(at))


def _killing(really: Callable[..., Any], call: int, *, before: bool) -> Callable[..., Any]:
    """The same function, but its n-th call ends the process before or after it did its work."""
    calls = 0

    def act(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and before:
            os.kill(os.getpid(), signal.SIGKILL)
        result = really(*args, **kwargs)
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return act
