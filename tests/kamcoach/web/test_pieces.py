"""Pieces rendered once: the same words give the kept piece, other words, items or languages another one."""

from typing import TYPE_CHECKING, cast

import pytest

from assessments.instruments.model import Instrument, Item
from kamcoach.web import pieces
from kamcoach.web.language import gettext, in_language
from kamcoach.web.pieces import rendered_once
from tests.assessments.builders import instrument
from tests.factories.language import english

if TYPE_CHECKING:
    from jinja2.runtime import Macro


class Counted:
    """A macro that counts how often it is rendered."""

    def __init__(self) -> None:
        self.rendered = 0

    def __call__(self, item: Item, _instrument: Instrument, *words: str | int) -> str:
        self.rendered += 1
        return " ".join([gettext("Answer"), item.code, *map(str, words)])

    @property
    def macro(self) -> "Macro":
        """As a template hands it over."""
        return cast("Macro", self)


def test_each_item_with_its_words_is_rendered_once() -> None:
    one, counted = instrument(), Counted()
    first, second = one.items[:2]
    with english():
        for _ in range(3):
            assert rendered_once(counted.macro, first, one, 1, "3") == f"Answer {first.code} 1 3"
            assert rendered_once(counted.macro, first, one, 1, "4") == f"Answer {first.code} 1 4"
            assert rendered_once(counted.macro, second, one, 1, "3") == f"Answer {second.code} 1 3"
    assert counted.rendered == 3


def test_another_language_is_another_piece() -> None:
    one, counted = instrument(), Counted()
    with english():
        rendered_once(counted.macro, one.items[0], one)
        with in_language("de"):
            rendered_once(counted.macro, one.items[0], one)
        rendered_once(counted.macro, one.items[0], one)
    assert counted.rendered == 2


def test_what_is_kept_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    one, counted = instrument(), Counted()
    monkeypatch.setattr(pieces, "_MOST", 5)
    monkeypatch.setattr(pieces, "_kept", kept := {})
    with english():
        for number in range(40):
            assert rendered_once(counted.macro, one.items[0], one, number).endswith(f" {number}")
            assert len(kept) <= 5
