"""Flask-Babel's functions with types. Extraction knows them by the same names."""

import flask_babel
from flask_babel.speaklater import LazyString


def gettext(message: str, **variables: object) -> str:
    """The message in the reader's language."""
    return str(flask_babel.gettext(message, **variables))


def ngettext(one: str, many: str, num: int, **variables: object) -> str:
    """The message in the form that the number asks for; `num` can be used in it."""
    return str(flask_babel.ngettext(one, many, num, **variables))


def lazy_gettext(message: str, **variables: object) -> LazyString:
    """The message in the language of whoever reads it later."""
    return flask_babel.lazy_gettext(message, **variables)
