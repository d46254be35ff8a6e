"""Every page of the site, for everybody: on a phone and a desk, in light and dark, by eye, by ear and by keyboard."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from kamcoach.web import context
from tests.browser.conftest import DESK, PATIENCE, PHONE, Live
from tests.factories.clock import TestClock
from tests.factories.pages import PAGES
from tests.factories.pages import Page as Listed
from tests.factories.scene import Scene, build_scene

pytestmark = pytest.mark.browser

_NARROWEST, _HEIGHT = 320, 844
_CHECKS = Path(__file__).with_name("checks.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scene(live: Live) -> Iterator[Scene]:
    """One organisation in a demo, where every page has the time machine too."""
    live.engine.reset()
    with pytest.MonkeyPatch.context() as patch:
        clock = TestClock()
        patch.setattr(context, "moment", clock.moment)
        yield build_scene(live.app, clock)
        live.shown = None


@pytest.fixture(scope="module")
def window(live: Live, chromium: Browser) -> Iterator[Page]:
    """A window with axe in every page."""
    browser = chromium.new_context(base_url=live.url, has_touch=True, reduced_motion="reduce")
    browser.set_default_timeout(PATIENCE)
    browser.add_init_script(Axe().axe_script + _CHECKS)
    yield browser.new_page()
    browser.close()


def _kind(listed: Listed) -> str:
    """The page without saying whose it is."""
    return re.sub(r"\{[^}]*\}", "{…}", listed.path.partition("?")[0])


_FIRST = {_kind(page): page for page in reversed(PAGES)}
_LIKE_NO_OTHER = (
    "sheet that was begun",
    "observer's sheet",
    "sheet that has closed",
    "change against the baseline",
    "what an observer saw",
    "cohort that is finished",
    "an audit that is final",
)
LOOKED_AT = [page for page in PAGES if _FIRST[_kind(page)] is page or page.name in _LIKE_NO_OTHER]
"""The first of each kind of page, and states that show other things. The rest, with other words or errors, is left to
the rules of tests/site: each costs seconds."""


@pytest.mark.parametrize("listed", LOOKED_AT, ids=[page.name for page in LOOKED_AT])
def test_everybody_can_use_the_page(live: Live, window: Page, scene: Scene, listed: Listed) -> None:
    _show(live, window, scene, listed)
    problems: dict[str, Any] = {}
    looks: list[tuple[int, Literal["light", "dark"]]] = [(PHONE, "light")]
    if listed.name not in _LIKE_NO_OTHER:
        looks.append((DESK, "dark"))
    for width, scheme in looks:
        _resize(window, width)
        window.emulate_media(color_scheme=scheme)
        problems[f"{width}, {scheme}"] = window.evaluate(f"checks.violations({json.dumps(width != PHONE)})")
        problems[f"targets, {width}"] = window.evaluate("checks.tooSmall(24, 44)")
    _resize(window, PHONE)
    window.keyboard.press("Tab")
    problems["focus"] = window.evaluate("checks.unseenFocus()")
    _resize(window, _NARROWEST)
    problems["sideways"] = window.evaluate("checks.sideways()")
    assert {name: found for name, found in problems.items() if found} == {}


def _resize(window: Page, width: int) -> None:
    window.set_viewport_size({"width": width, "height": _HEIGHT})


def _show(live: Live, window: Page, scene: Scene, listed: Listed) -> None:
    """Show the page that came back, at its address, with the headers and the files of the real server."""
    live.shown = listed.open(scene)
    window.emulate_media(color_scheme="light")
    _resize(window, PHONE)
    window.goto(scene.path(listed.path))
    assert window.evaluate("document.title").strip() in unescape(live.shown.html)
