"""The names of a trio in one piece of text."""

from collections.abc import Sequence

from babel.lists import format_list
from flask_babel import get_locale


def those_names(names: Sequence[str]) -> str:
    """One to three names as the reader's language lists them: "Alice, Bob, and Charlie"."""
    if len(names) < 2:
        return "".join(names)
    return format_list(list(names), locale=get_locale() or "en")
