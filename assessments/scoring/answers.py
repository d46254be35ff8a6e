"""What may be stored as an answer or a note."""

import re
from collections.abc import Collection

from ..instruments.model import WRITTEN, Instrument
from ..refusals import Refused

_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")


def accept(instrument: Instrument, item_code: str, value: str, *, asked: Collection[str] | None) -> str:
    """Return `value`, a code of the item's scale: a point, a choice, an answer without a value (method.md §2.2).

    An item that is answered in words takes WRITTEN and nothing else. `asked` holds the item codes of this occasion,
    None for all. Raises Refused: unknown_item(item), not_asked(item), not_on_scale(item, value).
    """
    if not instrument.has_item(item_code):
        raise Refused("unknown_item", item=item_code)
    if asked is not None and item_code not in asked:
        raise Refused("not_asked", item=item_code)
    if value not in codes_of(instrument, item_code):
        raise Refused("not_on_scale", item=item_code, value=value)
    return value


def codes_of(instrument: Instrument, item_code: str) -> tuple[str, ...]:
    """Return what may stand as the value of an item's answer; KeyError for an unknown item."""
    item = instrument.item(item_code)
    return (WRITTEN,) if instrument.answered(item) == "text" else instrument.scale_of(item).codes


def clean_note(text: str, *, limit: int = 4000) -> str:
    r"""Return a note with line ends as \n and without white space at its end; otherwise as it was written.

    Right-to-left text, emoji, markup and formulas are text like any other: pages and exports escape them.
    Raises Refused: note_unreadable for a C0 control other than \n and \t or a lone surrogate,
    note_too_long(limit, length), in characters, when more than `limit` are left.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _UNREADABLE.search(text):
        raise Refused("note_unreadable")
    text = text.rstrip()
    if len(text) > limit:
        raise Refused("note_too_long", limit=limit, length=len(text))
    return text
