"""Fill the real disk under a running server, make it read-only, mend it, and show that nothing was lost.

    python -m tests.crash.full_disk --engine sqlite
    python -m tests.crash.full_disk --engine postgres

Needs root: it mounts a tmpfs of 24 MB (64 MB for PostgreSQL, whose database has its tables there) and removes it again.
The real server (`kamcoach serve`) runs on it while devices save answers with operation ids.

1. The disk is filled to its last byte: saves get 503 with a sentence and change nothing, pages are still answered,
   /healthz says "disk full", the log says so once a process.
2. There is room again: without a restart saves are taken and /healthz is well.
3. SQLite: the server is killed, the disk is mounted read-only, the server starts: the same with "read-only", and again
   it goes on when the disk is writable. PostgreSQL: new transactions are made read-only while it runs.

In the end every acknowledged save is kept once, as after tests.crash.kill_server. Prints figures as JSON; exits with 1
and the problems when there are any.
"""

import argparse
import errno
import http.client
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine, text

from kamcoach.app import create_app
from kamcoach.config import load
from kamcoach.database import db
from tests.crash.checks import count_of, problems_of
from tests.crash.server import Server, installation
from tests.crash.writers import Writer, prepare
from tests.factories.clock import TestClock
from tests.factories.world import World

_MEGABYTES = {"sqlite": 24, "postgres": 64}
_PATIENCE = 60.0
_WHILE_BROKEN = 3.0
_SAVES = 40
"""What each device saves before something breaks."""


@dataclass
class Report:
    """What was seen in each phase, and what was wrong."""

    engine: str
    healthz: dict[str, str] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    pages: dict[str, list[int]] = field(default_factory=dict)
    back_after: dict[str, float] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    acknowledged: int = 0
    kept: int = 0
    problems: list[str] = field(default_factory=list)


class Disk:
    """A small disk that can be filled, emptied and made read-only."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._ballast = folder, folder / "ballast"

    def fill(self) -> None:
        """To the last byte."""
        size = 1 << 20
        with self._ballast.open("wb", buffering=0) as file:
            while size:
                try:
                    file.write(b"\0" * size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    size //= 2

    def empty(self) -> None:
        """Room again."""
        self._ballast.unlink()

    def set_read_only(self, yes: bool) -> None:
        """Mount it anew; works while nobody has a file open for writing."""
        _run("mount", "-o", f"remount,{'ro' if yes else 'rw'}", str(self.folder))


@contextmanager
def small_disk(engine: str) -> Iterator[Disk]:
    """A tmpfs of some megabytes, gone at the end."""
    with TemporaryDirectory(prefix="kamcoach-disk-") as folder:
        _run("mount", "-t", "tmpfs", "-o", f"size={_MEGABYTES[engine]}m", "tmpfs", folder)
        try:
            Path(folder).chmod(0o700)
            if engine == "postgres":
                _run("chown", "pgserver", folder)
                Path(folder).parent.chmod(0o1777)
            yield Disk(Path(folder))
        finally:
            _run("umount", "-l", folder)


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


class Trial:
    """One server on one small disk under load."""

    def __init__(self, server: Server, writers: Sequence[Writer], report: Report) -> None:
        self._server, self._writers, self._report = server, writers, report

    def broken(self, reason: str, breaks: Callable[[], None], mends: Callable[[], None]) -> None:
        """Break it, look at it for some seconds, mend it, and wait until everybody saves again."""
        report = self._report
        self._wait("some saves", lambda now, then: now.acknowledged > then.acknowledged + _SAVES)
        lines, refused = self._said(), sum(writer.refused for writer in self._writers)
        breaks()
        self._wait("a 503 for every device", lambda now, then: now.refused > then.refused)
        acknowledged = sum(writer.acknowledged for writer in self._writers)
        time.sleep(_WHILE_BROKEN)
        if more := sum(writer.acknowledged for writer in self._writers) - acknowledged:
            report.said[f"{reason}: still acknowledged"] = more  # what fits into pages that are there
        status, health = self._get("/healthz", json.loads)
        report.healthz[reason] = health.get("writes", "")
        if (status, health.get("writes")) != (503, reason):
            report.problems.append(f"{reason}: healthz says {status} {health}")
        pages = [self._get(f"/assessments/{writer.assessment.public_id}/answer", len)[0] for writer in self._writers]
        report.pages[reason] = pages
        if set(pages) != {200}:
            report.problems.append(f"{reason}: pages answer {pages}")
        report.refused[reason] = sum(writer.refused for writer in self._writers) - refused
        mends()
        mended = time.monotonic()
        self._wait("a save of every device", lambda now, then: now.acknowledged > then.acknowledged)
        report.back_after[reason] = round(time.monotonic() - mended, 2)
        self._wait_for_health()
        for event, count in (self._said() - lines).items():
            report.said[f"{reason}: {event}"] = count
            if event.startswith("the database") and count > 3:  # two web processes and the worker
                report.problems.append(f"{reason}: {event!r} is said {count} times")
            if event in ("unhandled", "job failed", "tick failed", "what is waited for failed"):
                report.problems.append(f"{reason}: the log says {event!r} {count} times")

    def _wait(self, what: str, is_so: Callable[[Writer, Writer], bool]) -> None:
        before, until = [replace(writer) for writer in self._writers], time.monotonic() + _PATIENCE
        while not all(is_so(now, then) for now, then in zip(self._writers, before, strict=True)):
            if time.monotonic() > until:
                raise RuntimeError(f"waited in vain for {what}: {self._server.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def _wait_for_health(self) -> None:
        until = time.monotonic() + _PATIENCE
        while self._get("/healthz", len)[0] != 200:
            if time.monotonic() > until:
                self._report.problems.append("healthz does not become well")
                return
            time.sleep(0.2)

    def _get(self, path: str, read: Callable[[bytes], Any]) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=30)
        try:
            connection.request("GET", path, headers=self._writers[0].headers | {"Accept": "text/html"})
            reply = connection.getresponse()
            return reply.status, read(reply.read())
        finally:
            connection.close()

    def _said(self) -> Counter[str]:
        """How often each event stands in the log."""
        lines = [line for line in self._server.log.read_text().splitlines() if line.startswith("{")]
        return Counter(json.loads(line)["event"] for line in lines)


def run(engine: str) -> Report:
    """Both troubles on one engine."""
    report = Report(engine)
    with small_disk(engine) as disk, installation(engine, disk=disk.folder) as environ:
        app = create_app(replace(load(environ), testing=True))
        clock = TestClock()
        clock.set(datetime.now(UTC))
        world = World(app, clock)
        writers = prepare(world, int(environ["KAMCOACH_PORT"]), people=1)
        with app.app_context():
            db.engine.dispose()
        try:
            with Server(environ) as server:
                _under_load(server, writers, report, disk, environ)
            report.problems += problems_of(world, writers)
            report.kept = count_of(world, writers)
        finally:
            with app.app_context():
                db.engine.dispose()
    report.acknowledged = sum(writer.acknowledged for writer in writers)
    return report


def _under_load(server: Server, writers: Sequence[Writer], report: Report, disk: Disk, environ: dict[str, str]) -> None:
    threads = [threading.Thread(target=writer.run, name=f"writer {writer.number}") for writer in writers]
    trial = Trial(server, writers, report)
    server.start()
    try:
        for thread in threads:
            thread.start()
        trial.broken("disk full", disk.fill, disk.empty)
        if report.engine == "sqlite":
            trial.broken("read-only", lambda: _restarted(server, disk), lambda: disk.set_read_only(False))
        else:
            url = environ["KAMCOACH_DATABASE_URL"]
            trial.broken("read-only", lambda: _transactions(url, "on"), lambda: _transactions(url, "off"))
    finally:
        for writer in writers:
            writer.stop.set()
        for thread in threads:
            thread.join(_PATIENCE)
    if code := server.stop():
        report.problems.append(f"the server ended with {code}")


def _restarted(server: Server, disk: Disk) -> None:
    server.kill()
    disk.set_read_only(True)
    server.start(status=503)


def _transactions(url: str, read_only: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE"))
        connection.execute(text(f"ALTER SYSTEM SET default_transaction_read_only = {read_only}"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.full_disk", description=__doc__.splitlines()[0])
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    report = run(parser.parse_args(arguments).engine)
    print(json.dumps(vars(report), indent=2))
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
