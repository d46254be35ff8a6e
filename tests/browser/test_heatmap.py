"""The heat map by keyboard: one stop in the tab order, arrows from cell to cell, Enter opens the person."""

import pytest
from playwright.sync_api import Page, expect

from kamcoach.people.models import Person
from tests.browser.conftest import DESK, Stage
from tests.factories.standings import levels

pytestmark = pytest.mark.browser

_MANY = 60
"""How many stops may lie before the grid at most."""


def _tab_into_the_grid(page: Page) -> None:
    for _ in range(_MANY):
        page.keyboard.press("Tab")
        if page.evaluate("Boolean(document.activeElement.closest('[role=grid]'))"):
            return
    raise AssertionError("the grid cannot be reached with Tab")


def _place(page: Page) -> list[int]:
    """Row and column of the focused cell, counted from the first person's name."""
    found: list[int] = page.evaluate(
        "(({parentElement: row}, cell) => [[...row.parentElement.children].indexOf(row), "
        "[...row.children].indexOf(cell)])(document.activeElement, document.activeElement)"
    )
    return found


def _can_be_seen(page: Page) -> bool:
    """Whether the focused cell has a ring and lies where it can be seen, not under the column of names."""
    seen: bool = page.evaluate(
        """() => {
          const cell = document.activeElement, box = cell.getBoundingClientRect();
          const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          const style = getComputedStyle(cell);
          return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && cell.contains(top);
        }"""
    )
    return seen


@pytest.mark.parametrize("width", [DESK, 390])
def test_the_heat_map_by_keyboard(stage: Stage, width: int) -> None:
    with stage.world.writing() as session:
        levels(session, people=4, occasions=1, at=stage.world.now)
    names = sorted(one.name or "" for one in stage.world.rows(Person, Person.name.like("Person 0%")))
    page = stage.page(stage.world.hugh, width=width, reduced_motion="reduce")
    page.goto("/heatmap")
    _tab_into_the_grid(page)
    start = _place(page)
    last = page.locator("tbody tr").first.locator("td").count()
    for key, place in (
        ("ArrowUp", [0, 0]),
        ("ArrowRight", [0, 1]),
        ("ArrowDown", [1, 1]),
        ("End", [1, last]),
        ("ArrowRight", [1, last]),
        ("ArrowLeft", [1, last - 1]),
        *(("ArrowLeft", [1, x]) for x in range(last - 2, 0, -1)),
        ("Home", [1, 0]),
        ("Control+End", [len(names) - 1, last]),
        ("ArrowDown", [len(names) - 1, last]),
        ("Control+Home", [0, 0]),
        ("ArrowDown", [1, 0]),
        ("ArrowRight", [1, 1]),
    ):
        page.keyboard.press(key)
        assert _place(page) == place, key
        assert _can_be_seen(page), key
    assert start == [0, 0]
    page.keyboard.press("Tab")
    assert not page.evaluate("Boolean(document.activeElement.closest('[role=grid]'))"), "one stop, not one a cell"
    page.keyboard.press("Shift+Tab")
    assert _place(page) == [1, 1], "it comes back to where it was"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(names[1])
