"""Walking through the site as a person does: every link of every page, and the files that pages offer.

So a new page or export cannot slip by: whoever is led to it is found out.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import urldefrag, urlsplit
from zipfile import ZipFile

from tests.factories.world import Browser

_LEFT_OUT = ("/static", "/bootstrap", "/link/", "/library")
"""Files, links that are used up, and what is published anyway."""
_MOST = 600
_VARIANTS = 8
"""Of one page with filters and sortings, so many are opened: they lead to more of the same."""

File = tuple[str, tuple[tuple[str, str], ...]]
"""Where a form asks for a file, and what it sends."""


@dataclass
class Walk:
    """What one person came across: the text of every page by its address, and the files that were offered."""

    pages: dict[str, str] = field(default_factory=dict)
    files: set[File] = field(default_factory=set)


def walk(browser: Browser, starts: Iterable[str]) -> Walk:
    """Open these pages and every page that they lead to."""
    found, waiting, variants = Walk(), deque(starts), Counter[str]()
    while waiting:
        path = waiting.popleft()
        if path in found.pages or variants[urlsplit(path).path] == _VARIANTS:
            continue
        variants[urlsplit(path).path] += 1
        assert len(found.pages) < _MOST, "this walk does not end"
        with browser.get(path) as response:
            body = response.get_data(as_text=True)
            found.pages[path] = body
            if response.is_json or response.mimetype != "text/html":
                continue
            if response.location:
                waiting.extend(_inside([response.location]))
        page = _Links()
        page.feed(body)
        waiting.extend(_inside(page.hrefs))
        found.files |= page.files
    return found


def _inside(links: Iterable[str]) -> Iterator[str]:
    for link in links:
        path = urldefrag(link).url
        parts = urlsplit(path)
        if path.startswith("/") and not parts.netloc and not path.startswith(_LEFT_OUT):
            yield path


class _Links(HTMLParser):
    """Where a page leads, and the files that its forms offer. Pages are strict HTML; a parser with a
    browser's patience takes ten times as long."""

    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.files: set[File] = set()
        self._actions: list[str] = []
        self._fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters."""
        told = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.hrefs.append(told.get("href", ""))
        elif tag == "form":
            self._actions, self._fields = [told.get("action", "")], []
        elif tag == "button":
            self._actions.append(told.get("formaction", ""))
        elif tag == "input" and told.get("name", "") not in ("", "csrf_token"):
            self._fields.append((told["name"], told.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        """A form is whole."""
        if tag == "form":
            sent = tuple(sorted(self._fields))
            self.files |= {(action, sent) for action in self._actions if action.startswith("/exports/")}


def fetch(browser: Browser, files: Iterable[File]) -> Mapping[str, str]:
    """Ask for each file; the text of whatever comes back, of a spreadsheet that of its parts."""
    bodies = {}
    for action, fields in files:
        with browser.post(action, data=dict(fields)) as response:
            bodies[f"{action} {fields}"] = _text(response.get_data())
    return bodies


def _text(body: bytes) -> str:
    if not body.startswith(b"PK"):
        return body.decode(errors="replace")
    with ZipFile(BytesIO(body)) as parts:
        return " ".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
