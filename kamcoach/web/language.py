"""Flask-Babel's functions with types. Extraction knows them by the same names."""

from gettext import NullTranslations
from typing import cast

import flask_babel
from flask import Flask, g
from flask_babel.speaklater import LazyString


def install(app: Flask) -> None:
    """Let templates use the functions of this module: a page has a hundred messages."""
    app.jinja_env.install_gettext_callables(gettext, _plural, newstyle=True)  # type: ignore[attr-defined]


def _translations() -> NullTranslations:
    """The reader's, looked for once a request and language; a letter is written in its reader's."""
    locale = flask_babel.get_locale()
    kept: dict[object, NullTranslations] = g.setdefault("translations", {})
    if locale not in kept:
        kept[locale] = cast(NullTranslations, flask_babel.get_translations())
    return kept[locale]


def gettext(message: str, **variables: object) -> str:
    """The message in the reader's language."""
    said = _translations().gettext(message)
    return said % variables if variables else said


def _plural(one: str, many: str, num: int) -> str:
    return _translations().ngettext(one, many, num)


def ngettext(one: str, many: str, num: int, **variables: object) -> str:
    """The message in the form that the number asks for; `num` can be used in it."""
    return str(flask_babel.ngettext(one, many, num, **variables))


def lazy_gettext(message: str, **variables: object) -> LazyString:
    """The message in the language of whoever reads it later."""
    return flask_babel.lazy_gettext(message, **variables)
