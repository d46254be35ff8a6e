"""What holds for every page of the site, in every state of it."""

import gzip
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib
import pytest

from kamcoach.web import context
from tests.factories.clock import TestClock
from tests.factories.engines import SqliteEngine, sqlite_engine
from tests.factories.pages import PAGES, Page, Shown
from tests.factories.scene import build_scene
from tests.site.conftest import contents

_FIELDS = ("input", "select", "textarea")
_UNLABELLED = ("hidden", "submit", "button")


@dataclass(frozen=True)
class Opened:
    """A page as it came back, parsed."""

    page: Page
    shown: Shown
    tree: Element

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element of some kinds."""
        return (element for element in self.tree.iter() if element.tag in tags)


@pytest.fixture(scope="module")
def site(sqlite: SqliteEngine) -> Iterator[list[Opened]]:
    """Every page, opened once: most on a real installation, a demo's own in a demo. None of them changes anything."""
    with sqlite_engine("demo") as demo, pytest.MonkeyPatch.context() as patch:
        yield [*_open_all(sqlite, False, patch), *_open_all(demo, True, patch)]


def _open_all(engine: SqliteEngine, is_demo: bool, patch: pytest.MonkeyPatch) -> list[Opened]:
    engine.reset()
    clock = TestClock()
    patch.setattr(context, "moment", clock.moment)
    scene = build_scene(engine.app, clock)
    before = contents(engine.app)
    shown = [(page, page.open(scene)) for page in PAGES if page.is_demo == is_demo]
    assert contents(engine.app) == before
    return [Opened(page, one, html5lib.parse(one.html, namespaceHTMLElements=False)) for page, one in shown]


def _found(site: list[Opened], problems: Mapping[str, object]) -> Mapping[str, object]:
    """The pages with a problem, by name."""
    assert len(site) == len(PAGES) == len({page.name for page in PAGES})
    return {name: problem for name, problem in problems.items() if problem}


def test_every_page_answers_what_the_list_says(site: list[Opened]) -> None:
    wrong = {one.page.name: one.shown.status for one in site if one.shown.status != one.page.status}
    assert _found(site, wrong) == {}


def test_every_page_is_strict_html5(site: list[Opened]) -> None:
    assert _found(site, {one.page.name: _parse_error(one.shown.html) for one in site}) == {}


def _parse_error(html: str) -> str:
    parser = html5lib.HTMLParser(strict=True)
    try:
        parser.parse(html)
    except html5lib.html5parser.ParseError as error:
        return f"{error} at {parser.errors[-1:]}"
    return ""


def test_every_page_says_its_language_and_its_own_title(site: list[Opened]) -> None:
    wrong = {}
    for one in site:
        titles = ["".join(title.itertext()) for title in one.all("title")]
        own = titles[0].removesuffix(" – KAM Coach").strip() if titles else ""
        if len(titles) != 1 or not own or own == titles[0] or one.tree.get("lang") != "en":
            wrong[one.page.name] = titles
    assert _found(site, wrong) == {}


def test_every_page_has_one_main_heading_with_words(site: list[Opened]) -> None:
    headings = {one.page.name: ["".join(h.itertext()).strip() for h in one.all("h1")] for one in site}
    assert _found(site, {name: h1 for name, h1 in headings.items() if len(h1) != 1 or not h1[0]}) == {}


def test_no_page_has_inline_styles_or_scripts(site: list[Opened]) -> None:
    def inline(one: Opened) -> list[str]:
        of_elements = [e.tag for e in one.all("style", "script") if e.tag == "style" or not e.get("src")]
        names = [name for element in one.tree.iter() for name in element.attrib]
        return of_elements + [name for name in names if name == "style" or name.startswith("on")]

    assert _found(site, {one.page.name: inline(one) for one in site}) == {}


def test_no_id_stands_twice_on_a_page_and_every_reference_leads_somewhere(site: list[Opened]) -> None:
    wrong = {}
    for one in site:
        ids = Counter(element.get("id") for element in one.tree.iter() if element.get("id"))
        twice = [name for name, times in ids.items() if times > 1]
        wrong[one.page.name] = twice + [name for name in _referred(one) if name not in ids]
    assert _found(site, wrong) == {}


def _referred(one: Opened) -> list[str]:
    referred = []
    for element in one.tree.iter():
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            referred += (element.get(attribute) or "").split()
        if element.tag == "a" and (element.get("href") or "").startswith("#"):
            referred.append(element.get("href", "")[1:])
    return referred


def test_every_field_has_a_label_with_words(site: list[Opened]) -> None:
    def unlabelled(one: Opened) -> list[str]:
        labels = {label.get("for"): "".join(label.itertext()).strip() for label in one.all("label")}
        within = {field for label in one.all("label") if "".join(label.itertext()).strip() for field in label.iter()}
        fields = [f for f in one.all(*_FIELDS) if f.get("type") not in _UNLABELLED and f.get("hidden") is None]
        return [f.get("name", "?") for f in fields if f not in within and not labels.get(f.get("id"))]

    assert _found(site, {one.page.name: unlabelled(one) for one in site}) == {}


def test_every_form_that_changes_something_carries_one_token(site: list[Opened]) -> None:
    def tokens(one: Opened) -> list[int]:
        forms = [form for form in one.all("form") if (form.get("method") or "get").lower() == "post"]
        return [sum(field.get("name") == "csrf_token" for field in form.iter("input")) for form in forms]

    assert sum(len(tokens(one)) for one in site) > 40
    assert _found(site, {one.page.name: set(tokens(one)) - {1} for one in site}) == {}


def test_what_came_back_with_an_error_says_why_beside_a_field(site: list[Opened]) -> None:
    refused = [one for one in site if one.page.status == 422]
    assert len(refused) > 15

    def says_why(one: Opened) -> bool:
        classes = [(element.get("class") or "").split() for element in one.tree.iter()]
        return any("field-error" in names for names in classes)

    assert [one.page.name for one in refused if not says_why(one)] == []


def test_every_page_is_small(site: list[Opened]) -> None:
    sizes = {one.page.name: len(gzip.compress(one.shown.html.encode())) for one in site}
    assert {name: size for name, size in sizes.items() if size > 100_000} == {}


def test_every_page_is_kept_by_nobody_and_framed_by_nobody(site: list[Opened]) -> None:
    def lacking(one: Opened) -> list[str]:
        headers = one.shown.headers
        wanted = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        wanted["Referrer-Policy"] = "no-referrer" if one.page.path.startswith("/a/") else "same-origin"
        policy = headers.get("Content-Security-Policy", "")
        missing = [name for name, value in wanted.items() if headers.get(name) != value]
        missing += ["Vary"] if "Cookie" not in headers.get("Vary", "") else []
        return missing + (["policy"] if "default-src 'none'" not in policy or "unsafe" in policy else [])

    assert _found(site, {one.page.name: lacking(one) for one in site}) == {}
