"""A real Chromium, and the demo's application served by a real server on a free port."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from kamcoach.worker import tick
from tests.factories.clock import TestClock
from tests.factories.engines import SqliteEngine, sqlite_engine
from tests.factories.pages import Shown
from tests.factories.world import Someone, World

PHONE, DESK = 390, 1280
PATIENCE = 15_000
"""How many milliseconds a page may take on a busy machine. Nothing waits that long unless it fails."""
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_REPORT_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));"""


class _QuietHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Keep the test's output readable."""


@dataclass
class Live:
    """An application with its own database, served at a URL. With `shown` it serves that page at every address,
    and still the real files beside it.
    """

    engine: SqliteEngine
    url: str = ""
    shown: Shown | None = None

    @property
    def app(self) -> Flask:
        """The application."""
        return self.engine.app

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer a request."""
        if self.shown is None or "/static/" in environ["PATH_INFO"]:
            return self.app(environ, start_response)
        start_response(f"{self.shown.status} Shown", list(self.shown.headers.items()))
        return [self.shown.html.encode()]


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    """A demo installation, served as long as the tests run."""
    with sqlite_engine("demo") as engine:
        made = Live(engine)
        server = make_server("127.0.0.1", 0, made, threaded=True, request_handler=_QuietHandler)
        server.daemon_threads = True
        made.url = f"http://127.0.0.1:{server.server_port}"
        known = engine.app.extensions["kamcoach.settings"]
        engine.app.extensions["kamcoach.settings"] = replace(known, base_url=made.url)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield made
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser a worker."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
        yield browser
        browser.close()


@dataclass
class Stage:
    """A world whose pages people open in a browser; whatever the browser complains about fails the test."""

    live: Live
    chromium: Browser
    world: World
    clock: TestClock
    complaints: list[str] = field(default_factory=list)
    expected: str = r"(?!)"
    _contexts: list[BrowserContext] = field(default_factory=list)

    def context(self, person: Someone | None = None, *, width: int = PHONE, **options: Any) -> BrowserContext:
        """A browser of its own, signed in as a person or as nobody."""
        is_phone = width < 768
        made = self.chromium.new_context(
            base_url=self.live.url,
            viewport={"width": width, "height": 844 if is_phone else 900},
            has_touch=is_phone,
            **options,
        )
        made.set_default_timeout(PATIENCE)
        made.add_init_script(_REPORT_VIOLATIONS)
        made.on("console", lambda message: message.type in ("error", "warning") and self._complain(message.text))
        made.on("weberror", lambda error: self._complain(str(error.error)))
        if person is not None:
            cookie = self.world.client(person).get_cookie("kamcoach")
            assert cookie is not None
            made.add_cookies([{"name": "kamcoach", "value": cookie.value, "url": self.live.url}])
        self._contexts.append(made)
        return made

    def page(self, person: Someone | None = None, *, width: int = PHONE, **options: Any) -> Page:
        """One page in a browser of its own."""
        return self.context(person, width=width, **options).new_page()

    def _complain(self, text: str) -> None:
        if not re.search(self.expected, text):
            self.complaints.append(text)

    def tick(self) -> None:
        """Let the worker of the demo do what is due now: mail lands on its page."""
        with self.world.app.app_context():
            tick(self.world.now, is_demo=True)

    def go_to(self, instant: datetime) -> None:
        """Let days pass until an instant, the worker running each morning and at the end."""
        while (instant - self.clock.business).days >= 1:
            self.clock.forward(days=1)
            self.tick()
        self.clock.set(instant)
        self.tick()

    def close(self) -> None:
        """Close every browser before the database goes."""
        for one in self._contexts:
            one.close()


@pytest.fixture
def stage(live: Live, chromium: Browser, clock: TestClock) -> Iterator[Stage]:
    """A fresh world of a demo."""
    live.engine.reset()
    made = Stage(live, chromium, World(live.app, clock), clock)
    yield made
    made.close()
    assert made.complaints == []
