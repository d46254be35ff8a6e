"""Every page of the site, for everybody: on a phone and a desk, in light and dark, by eye, by ear and by keyboard."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from kamcoach.web import context
from tests.browser.conftest import DESK, PHONE, Live
from tests.factories.clock import TestClock
from tests.factories.pages import PAGES
from tests.factories.pages import Page as Listed
from tests.factories.scene import Scene, build_scene

pytestmark = pytest.mark.browser

_NARROWEST, _HEIGHT = 320, 844
_VIOLATIONS = """async (only) => {
  const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
  const found = await axe.run(only.length ? { ...options, runOnly: only } : options);
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}`));
}"""

# What a finger or a pointer has to hit. A field without a look of its own is hit through its label; a link inside a
# sentence is as high as its line (WCAG 2.2, 2.5.8), and the link past the navigation shows only when it has the focus.
_TOO_SMALL = """([least, comfortable]) => {
  const box = (element) => {
    const parts = [element, ...(element.labels ?? []), ...[...(element.labels ?? [])].flatMap((label) => [...label.children])];
    const seen = parts.map((part) => part.getBoundingClientRect()).filter((rect) => rect.width > 1 && rect.height > 1);
    const [tops, bottoms] = [seen.map((rect) => rect.top), seen.map((rect) => rect.bottom)];
    return { width: Math.max(...seen.map((rect) => rect.width)), height: Math.max(...bottoms) - Math.min(...tops) };
  };
  const isText = (link) => getComputedStyle(link).display === "inline"
    && link.parentElement.innerText.trim().length > link.innerText.trim().length + 2;
  const wrong = [];
  const all = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary");
  for (const element of all) {
    if (!element.checkVisibility() || element.closest(".skip, [hidden]") || (element.tagName === "A" && isText(element))) continue;
    const { width, height } = box(element);
    const wanted = element.matches(".btn, button, select, .item input, .nav-main a, .form-control") ? comfortable : least;
    if (Math.min(width, height) < wanted - 0.5) {
      wrong.push(`${element.tagName} ${element.className} “${element.innerText ?? element.name}” ${width}×${height}`);
    }
  }
  return wrong;
}"""

# After one real Tab the browser shows focus as for a keyboard, wherever a script then puts it.
_UNSEEN_FOCUS = """() => {
  const isOutlined = (element) => {
    const style = element && getComputedStyle(element);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const wrong = [];
  const all = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
  for (const element of all) {
    if (!element.checkVisibility() || element.closest("[hidden]")) continue;
    element.focus();
    const shown = element.type === "radio" && element.closest(".item") ? element.nextElementSibling : element;
    const name = `${element.tagName} ${element.className} ${element.name ?? ""}`;
    if (document.activeElement !== element) wrong.push(`${name} takes no focus`);
    else if (!isOutlined(shown)) wrong.push(`${name} shows no focus`);
    const { left, top, width, height } = shown.getBoundingClientRect();
    const [x, y] = [left + Math.min(width / 2, 40), top + Math.min(height / 2, 20)];
    const hit = document.elementFromPoint(x, y);
    if (height < innerHeight && (!hit || !(shown.contains(hit) || hit.contains(shown)))) wrong.push(`${name} is covered by ${hit?.className}`);
  }
  return wrong;
}"""


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
    browser.set_default_timeout(8000)
    browser.add_init_script(Axe().axe_script)
    yield browser.new_page()
    browser.close()


@pytest.mark.parametrize("listed", PAGES, ids=[page.name for page in PAGES])
def test_everybody_can_use_the_page(live: Live, window: Page, scene: Scene, listed: Listed) -> None:
    _show(live, window, scene, listed)
    problems: dict[str, Any] = {}
    for name, width, scheme, rules in (
        ("phone, light", PHONE, "light", []),
        ("phone, dark", PHONE, "dark", ["color-contrast"]),
        ("desk, dark", DESK, "dark", []),
        ("desk, light", DESK, "light", ["color-contrast"]),
    ):
        _resize(window, width)
        window.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        problems[name] = window.evaluate(_VIOLATIONS, rules)
        if not rules:
            problems[f"targets, {name}"] = window.evaluate(_TOO_SMALL, [24, 44])
    _resize(window, PHONE)
    window.keyboard.press("Tab")
    problems["focus"] = window.evaluate(_UNSEEN_FOCUS)
    _resize(window, _NARROWEST)
    problems["sideways"] = window.evaluate("document.documentElement.scrollWidth - innerWidth || null")
    assert {name: found for name, found in problems.items() if found} == {}


def _resize(window: Page, width: int) -> None:
    window.set_viewport_size({"width": width, "height": _HEIGHT})


def _show(live: Live, window: Page, scene: Scene, listed: Listed) -> None:
    """Show the page that came back, at its address, with the headers and the files of the real server."""
    live.shown = listed.open(scene)
    window.emulate_media(color_scheme="light")
    _resize(window, PHONE)
    window.goto(scene.path(listed.path))
    assert window.evaluate("document.title").strip() in live.shown.html
