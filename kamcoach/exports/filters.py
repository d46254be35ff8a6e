"""What narrows an export: each filter knows what it takes and says in words what it does not."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kamcoach.web.days import parse_day
from kamcoach.web.language import gettext as _

_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LONGEST_SEARCH = 100


class BadFilter(Exception):
    """A filter that is not known, is missing, or holds what it cannot; the message is for the reader."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter. `is_personal` text goes into the erasable part of the trail, never into its details."""

    cleans: Callable[[str], str]
    is_required: bool = False
    is_personal: bool = False


def check(known: Mapping[str, Filter], given: Mapping[str, str]) -> dict[str, str]:
    """The filters that were given, cleaned; an empty one is none. Raises BadFilter."""
    unknown = sorted(given.keys() - known.keys())
    if unknown:
        raise BadFilter(_("This export has no filter “%(name)s”.", name=unknown[0][:40]))
    filled = {name: text.strip() for name, text in given.items() if text.strip()}
    missing = [name for name, one in known.items() if one.is_required and name not in filled]
    if missing:
        raise BadFilter(_("This export needs the filter “%(name)s”.", name=missing[0]))
    return {name: known[name].cleans(text) for name, text in sorted(filled.items())}


def personal(known: Mapping[str, Filter], filters: Mapping[str, str]) -> dict[str, str]:
    """The filters whose text may name a person."""
    return {name: text for name, text in filters.items() if name in known and known[name].is_personal}


def an_id(text: str) -> str:
    """The public id of a thing; whether it is there and may be seen, the dataset finds out."""
    return _matching(_ID, text)


def a_code(text: str) -> str:
    """A code of the library, a country or a word of ours."""
    return _matching(_CODE, text)


def a_country(text: str) -> str:
    """Two letters."""
    return _matching(re.compile("[A-Z]{2}"), text.upper())


def a_day(text: str) -> str:
    """A date, YYYY-MM-DD."""
    day = parse_day(text)
    if not isinstance(day, date):
        raise BadFilter(day)
    return day.isoformat()


def one_of(words: Sequence[str]) -> Callable[[str], str]:
    """One of these words."""

    def cleans(text: str) -> str:
        if text not in words:
            raise BadFilter(_("“%(text)s” cannot be looked for here.", text=text[:40]))
        return text

    return cleans


def a_search(text: str) -> str:
    """What a search box takes."""
    return text.replace("\0", "")[:_LONGEST_SEARCH]


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise BadFilter(_("“%(text)s” cannot be looked for here.", text=text[:40]))
    return text
