"""`kamcoach serve` and `kamcoach worker`."""

import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import click
import gunicorn.app.base
from flask import Flask
from waitress import serve as waitress_serve

from kamcoach.cli.application import application
from kamcoach.config import Settings
from kamcoach.rounds import QueueRefused, open_queue
from kamcoach.worker import run

_PAUSE_BEFORE_RESTART = 2
_THREADS = 8
_LOOKS_UP = 1.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--processes", default=2, show_default=True, help="Web processes.")
@click.option("--without-worker", is_flag=True, help="Web only; run `kamcoach worker` elsewhere.")
def serve(host: str, processes: int, without_worker: bool) -> None:
    """Serve the pages with gunicorn and run the worker beside it, in one process group.

    Put it behind a proxy that speaks HTTPS, and set KAMCOACH_BASE_URL and KAMCOACH_PROXIES=1.
    """
    with application() as app:
        port = app.extensions["kamcoach.settings"].port
    check_port(host, port)
    collect_less()
    if without_worker:
        _Gunicorn(app, host, port, processes).run()
        return
    with worker_beside(os.environ):
        _Gunicorn(app, host, port, processes).run()


@click.command()
@click.option("--every", default=60.0, show_default=True, help="Seconds between two rounds.")
@click.option("--beside", type=int, hidden=True, help="End with this process, however it ends.")
def worker(every: float, beside: int | None) -> None:
    """Open what is due, remind, send mail, seal the trail, once a minute.

    Several at once are safe, on several machines too: with one KAMCOACH_QUEUE_URL they share the rounds.
    """
    with application() as app:
        settings: Settings = app.extensions["kamcoach.settings"]
    try:
        queue = open_queue(settings)
    except QueueRefused as refused:
        raise click.ClickException(str(refused)) from refused
    collect_less()
    run(app, queue, every=every, beside=beside)


def collect_less() -> None:
    """Let the garbage collector pass by what was loaded at the start and stays, and look at the rest less often: a
    page makes thousands of objects that are freed without it, and it took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 50, 100)


def serve_demo(app: Flask, port: int) -> None:
    """Serve from this process with threads, until a signal or Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    collect_less()
    with suppress(KeyboardInterrupt):
        waitress_serve(app, host="127.0.0.1", port=port, threads=_THREADS, ident=None)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def check_port(host: str, port: int) -> None:
    """Say that a port is taken before anything else starts."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"Port {port} is in use. Set PORT to another one.") from error


@contextmanager
def worker_beside(environ: Mapping[str, str], *, every: float = 60.0) -> Iterator[None]:
    """Run the worker as a child as long as the block lasts, and start it again should it die."""
    stopping, owner = threading.Event(), os.getpid()
    command = [sys.executable, "-m", "kamcoach", "worker", "--every", str(every), "--beside", str(owner)]
    child = _Child(command, dict(environ), stopping)
    watcher = threading.Thread(target=child.keep_alive, name="worker watcher", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        if os.getpid() == owner:  # processes that are forked inside the block leave it too, at their end
            stopping.set()
            child.stop()
            watcher.join(timeout=10)


class _Child:
    """A child process that is started again when it ends by itself."""

    def __init__(self, command: list[str], environ: dict[str, str], stopping: threading.Event) -> None:
        self._command, self._environ, self._stopping = command, environ, stopping
        self._process: subprocess.Popen[bytes] | None = None

    def keep_alive(self) -> None:
        while not self._stopping.is_set():
            self._process = subprocess.Popen(self._command, env=self._environ)  # noqa: S603
            self._process.wait()
            self._stopping.wait(_PAUSE_BEFORE_RESTART)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()


def _begin(arbiter: int) -> None:
    """A web process that is told to end before it is up would not hear it, and be waited for half a minute."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # gunicorn sets its own when it is up
    _end_after(arbiter)


def _end_after(arbiter: int) -> None:
    """A web process whose arbiter was killed would hold the port until its next look around, half a minute later."""

    def watch() -> None:
        while os.getppid() == arbiter:
            time.sleep(_LOOKS_UP)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="arbiter watcher", daemon=True).start()


class _Gunicorn(gunicorn.app.base.BaseApplication):
    """Gunicorn without its own command line."""

    def __init__(self, app: Flask, host: str, port: int, processes: int) -> None:
        self._app = app
        self._options = {
            "bind": f"{host}:{port}",
            "workers": processes,
            "accesslog": None,
            "loglevel": "warning",
            "timeout": 60,
            "control_socket_disable": True,
            "post_fork": lambda arbiter, _worker: _begin(arbiter.pid),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        return self._app
