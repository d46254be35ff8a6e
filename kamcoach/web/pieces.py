"""Pieces of a page that say the same to every reader of one language, rendered once a process.

The questions of an instrument with what each answer looks like never change: rendering them anew for every reader was
half of the time that their page took.
"""

from typing import TYPE_CHECKING

from flask import Flask

from assessments.instruments.model import Instrument, Item
from kamcoach.web.language import language_tag

if TYPE_CHECKING:
    from jinja2.runtime import Macro

_MOST = 20_000
_kept: dict[tuple[object, ...], tuple[Item, str]] = {}
"""With the item beside its piece: while it is kept, its id is no other item's."""


def install(app: Flask) -> None:
    """Let templates use it."""
    app.jinja_env.globals["rendered_once"] = rendered_once


def rendered_once(macro: "Macro", item: Item, instrument: Instrument, *words: str | int) -> str:
    """What a macro makes, escaped by itself, of an item of an instrument and of some words.

    It may depend on nothing else than these and the reader's language. `words` must have few values: text that people
    write is none of them.
    """
    key = (macro, id(item), language_tag(), *words)
    kept = _kept.get(key)
    if kept is None:
        if len(_kept) >= _MOST:
            _kept.clear()
        kept = _kept[key] = (item, macro(item, instrument, *words))
    return kept[1]
