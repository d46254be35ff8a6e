"""A few names in a sentence."""

from collections.abc import Sequence

from kamcoach.web.language import ngettext

_NAMED = 6
"""Names in one message; it travels in a cookie."""


def listed(names: Sequence[str]) -> str:
    """A few names, and how many more there are."""
    names = list(dict.fromkeys(names))
    if len(names) <= _NAMED:
        return ", ".join(names)
    more = ngettext("%(num)s more", "%(num)s more", len(names) - _NAMED)
    return f"{', '.join(names[:_NAMED])}, {more}"
