"""A real installation in a folder of its own, and the real server on it: `kamcoach serve` as a process group."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.factories.engines import kamcoach, on_disk, postgres_server

_PATIENCE = 60.0


@contextmanager
def installation(engine: str, *, disk: Path | None = None) -> Iterator[dict[str, str]]:
    """The environment of a fresh installation on SQLite or PostgreSQL, as `kamcoach init` leaves it. The database is
    on `disk`, if one is given."""
    with TemporaryDirectory(prefix="kamcoach-crash-") as folder:
        home = str(disk) if disk and engine == "sqlite" else folder
        environ = {"PATH": "/usr/bin:/bin", "HOME": folder, "KAMCOACH_HOME": home, "KAMCOACH_PORT": str(free_port())}
        if engine == "sqlite":
            _init(environ)
            yield environ
            return
        with postgres_server() as url:
            environ["KAMCOACH_DATABASE_URL"] = on_disk(url, disk) if disk else url
            _init(environ)
            yield environ


def _init(environ: Mapping[str, str]) -> None:
    answers = ("--organisation", "Crash", "--name", "Ann", "--email", "ann.first@example.com")
    done = kamcoach("init", *answers, "--country", "PH", "--time-zone", "Asia/Manila", **environ)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """Starts, kills and stops the server, and says how long each start took until a page was answered."""

    def __init__(self, environ: Mapping[str, str], *options: str) -> None:
        self._environ, self._options = dict(environ), options or ("--processes", "2")
        self.port = int(environ["KAMCOACH_PORT"])
        self.log = Path(environ["HOME"]) / "server.log"
        self.starts: list[float] = []
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing behind, whatever went wrong."""
        if self.process is not None and self.members():
            self.kill()

    def start(self, *, status: int = 200) -> None:
        """Start it and wait until it is healthy, or says that it is not."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "kamcoach", "serve", *self._options]
            self.process = subprocess.Popen(
                command, env=self._environ, start_new_session=True, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        while self._health() != status:
            if self.process.poll() is not None or time.monotonic() - began > _PATIENCE:
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.02)
        self.starts.append(time.monotonic() - began)

    def _health(self) -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            reply = connection.getresponse()
            reply.read()
            return reply.status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def kill(self) -> None:
        """kill -9 to the whole process group: the master, its web processes and the worker."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(_PATIENCE)
        self._wait_until_gone()

    def stop(self) -> int:
        """SIGTERM to the master alone; returns its exit code when every process of the group has ended."""
        assert self.process is not None
        self.process.terminate()
        code = self.process.wait(_PATIENCE)
        self._wait_until_gone()
        return code

    def kill_master(self) -> None:
        """kill -9 to the master alone; the others notice and end by themselves."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(_PATIENCE)
        self._wait_until_gone()

    def wait_for_members(self, count: int) -> None:
        """Until so many processes live in the group."""
        _wait_until(lambda: len(self.members()) == count, f"no {count} processes")

    def members(self) -> list[int]:
        """The living processes of the group."""
        assert self.process is not None
        return [pid for pid in _processes() if _group_of(pid) == self.process.pid]

    def _wait_until_gone(self) -> None:
        _wait_until(lambda: not self.members(), "processes outlived the server")


def _wait_until(done: Callable[[], bool], problem: str) -> None:
    until = time.monotonic() + _PATIENCE
    while not done():
        if time.monotonic() > until:
            raise RuntimeError(problem)
        time.sleep(0.02)


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _group_of(pid: int) -> int | None:
    """The process group of a living process; None of one that has ended, or waits to be collected."""
    try:
        state, _parent, group = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return None
    return None if state == "Z" else int(group)
