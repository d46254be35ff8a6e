"""Flask-Babel's functions with types. Extraction knows them by the same names."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import NullTranslations
from typing import cast

import flask_babel
from flask import Flask, g
from flask_babel.speaklater import LazyString


def install(app: Flask) -> None:
    """Let templates use the functions of this module: a page has a hundred messages."""
    app.jinja_env.install_gettext_callables(gettext, _plural, newstyle=True)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A language: its tag, and its messages."""

    tag: str
    messages: NullTranslations


def _spoken() -> _Spoken:
    """The reader's, looked for once a request."""
    kept: _Spoken | None = g.get("spoken")
    if kept is None:
        messages = cast(NullTranslations, flask_babel.get_translations())
        kept = g.spoken = _Spoken(str(flask_babel.get_locale()), messages)
    return kept


def language_tag() -> str:
    """The tag of the language in which the page or letter is written, such as "en"."""
    return _spoken().tag


@contextmanager
def in_language(tag: str) -> Iterator[None]:
    """Write in this language for a while: a letter or a file is in its reader's."""
    before = g.pop("spoken", None)
    try:
        with flask_babel.force_locale(tag):
            yield
    finally:
        g.spoken = before


def gettext(message: str, **variables: object) -> str:
    """The message in the reader's language."""
    said = _spoken().messages.gettext(message)
    return said % variables if variables else said


def _plural(one: str, many: str, num: int) -> str:
    return _spoken().messages.ngettext(one, many, num)


def ngettext(one: str, many: str, num: int, **variables: object) -> str:
    """The message in the form that the number asks for; `num` can be used in it."""
    return str(flask_babel.ngettext(one, many, num, **variables))


def lazy_gettext(message: str, **variables: object) -> LazyString:
    """The message in the language of whoever reads it later."""
    return flask_babel.lazy_gettext(message, **variables)
