"""What holds for every template: it compiles, its words can be translated, and nothing in it is trusted unescaped."""

import ast
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest
from babel.messages import extract
from flask import Flask
from jinja2 import nodes
from jinja2.lexer import Lexer

from kamcoach.notifications import mail
from kamcoach.notifications.mail import Letter, Part
from kamcoach.resources import TEMPLATES
from tests.factories.engines import SqliteEngine

_PYTHON = Path(__file__).parents[2] / "kamcoach"
_KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
_HOLE = "\x01"
"""Stands in a template's text where an expression or a translated block was."""
_ALLOWED = re.compile(rf"KAM Coach|{_HOLE}-[a-z]+")
"""The product's name, and ids that are made of a field's name and a suffix."""
_SPOKEN = ("aria-label", "title", "placeholder", "alt", "aria-roledescription", "label", "summary")

TEMPLATE_NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*"))


@pytest.fixture(scope="module")
def app(sqlite: SqliteEngine) -> Flask:
    """The application, for its Jinja environment; no request, no database."""
    return sqlite.app


def _source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_every_template_compiles(app: Flask, name: str) -> None:
    assert app.jinja_env.get_template(name).name == name


def test_no_template_holds_words_that_nobody_can_translate(app: Flask) -> None:
    found = {
        name: [*_Words.of(_without_expressions(app, name)), *_spoken_literals(app, name)] for name in TEMPLATE_NAMES
    }
    assert {name: words for name, words in found.items() if words} == {}


def _without_expressions(app: Flask, name: str) -> str:
    """The text of a template that stands in the page as it is: no expressions, no translated blocks, no classes."""
    text, within = [], False
    tag: list[str] = []
    for _line, token, value in Lexer(app.jinja_env).tokeniter(_source(name), name):
        if token == "block_begin":
            tag = []
        elif token == "name":
            tag.append(value)
        elif token == "variable_begin":
            text.append(_HOLE)
        elif token == "block_end" and (tag[0] == "trans" or (tag[0] == "block" and tag[1].endswith("_class"))):
            within = True
            text.append(_HOLE)
        elif token == "block_end" and tag[0] in ("endtrans", "endblock"):
            within = False
        elif token == "data" and not within:
            text.append(value)
    return "".join(text)


class _Words(HTMLParser):
    """Collects literal words of text nodes and of attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []

    @classmethod
    def of(cls, html: str) -> list[str]:
        """The words of a text."""
        parser = cls()
        parser.feed(html)
        parser.close()
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        for name, value in attrs:
            is_spoken = name in _SPOKEN or (name.startswith("data-") and " " in (value or ""))
            if is_spoken and _has_words(value or ""):
                self.found.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "code" not in self._open and _has_words(data):
            self.found.append(data.strip())


def _has_words(text: str) -> bool:
    return any(character.isalpha() for character in _ALLOWED.sub("", text))


def _spoken_literals(app: Flask, name: str) -> list[str]:
    """Sentences in expressions that are not the argument of a gettext function."""
    tree = app.jinja_env.parse(_source(name))
    translated = {id(argument) for call in _gettext_calls(tree) for argument in call.args}
    constants = (
        node for node in tree.find_all(nodes.Const) if isinstance(node.value, str) and id(node) not in translated
    )
    return [
        node.value
        for node in constants
        if re.match(r"[A-Z][a-z]|.*[a-z] [A-Za-z]", node.value) and _is_shown(node.value)
    ]


def _is_shown(text: str) -> bool:
    """Class names are no words: btn btn-plain, with-aside."""
    return not re.fullmatch(r"[a-z -]*(-[a-z -]*)+|row-[a-z]+.*", text)


def _gettext_calls(tree: nodes.Template) -> Iterator[nodes.Call]:
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in _KEYWORDS:
            yield call


def test_the_check_for_words_finds_them(app: Flask) -> None:
    assert _Words.of(f"<p>{_HOLE} Hello <b>KAM Coach</b></p>") == [f"{_HOLE} Hello"]
    assert _Words.of('<a title="Open it" class="btn"><code>name</code></a>') == ["title=Open it"]
    assert _Words.of(f"<p>{_HOLE}, {_HOLE}. · 12</p>") == []


def test_every_message_of_a_template_can_be_extracted(app: Flask) -> None:
    wrong, count = {}, 0
    for name in TEMPLATE_NAMES:
        calls = list(_gettext_calls(app.jinja_env.parse(_source(name))))
        extracted = list(_extract("jinja2.ext:babel_extract", _source(name)))
        variable = [call.lineno for call in calls if not isinstance(call.args[0], nodes.Const)]
        if variable or len(extracted) < len(calls):
            wrong[name] = variable or [len(extracted), len(calls)]
        count += len(extracted)
    assert wrong == {}
    assert count > 150


def test_every_message_of_the_code_can_be_extracted() -> None:
    wrong, count = {}, 0
    for path in sorted(_PYTHON.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        calls = [
            node
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _KEYWORDS
        ]
        extracted = list(_extract("python", source))
        variable = [call.lineno for call in calls if not isinstance(call.args[0], ast.Constant)]
        if variable or len(extracted) != len(calls):
            wrong[path.name] = variable or [len(extracted), len(calls)]
        count += len(extracted)
    assert wrong == {}
    assert count > 150


def _extract(method: str, source: str) -> Iterator[object]:
    options = {"trimmed": "true", "silent": "false"}
    return iter(list(extract.extract(method, io.BytesIO(source.encode()), _KEYWORDS, (), options)))


def test_nothing_is_trusted_unescaped(app: Flask) -> None:
    for name in TEMPLATE_NAMES:
        tree = app.jinja_env.parse(_source(name))
        assert "safe" not in {node.name for node in tree.find_all(nodes.Filter)}, name
        assert not list(tree.find_all((nodes.ScopedEvalContextModifier, nodes.EvalContextModifier))), name
    assert not [path.name for path in _PYTHON.rglob("*.py") if "Markup" in path.read_text(encoding="utf-8")]


def test_a_mail_is_strict_html5_and_escapes_what_people_wrote(app: Flask) -> None:
    for parts in ((), (Part("Also <b>", "Look", "/y?a=1&b=2"), Part("“R&D”", "Answer", "/z"))):
        letter = Letter("Is <b> due", "Answer now", "/x?a=1&b=2", ["For “<i>R&D</i>”."], parts=parts)
        about = {"name": "Al <script>", "language": "en", "message_id": "<a@b>", "base_url": "http://localhost"}
        with app.test_request_context("/"):
            made = mail.make(letter, to="al@example.com", **about)
        html = made.body_html
        html5lib.HTMLParser(strict=True).parse(html)
        assert "<script>" not in html and "<i>" not in html and "<b>" not in html and html.count("<h1") == 1
        assert "For “<i>R&D</i>”." in made.body_text
        assert made.body_text.count("http://localhost") == html.count('href="') == 2 + bool(parts)
