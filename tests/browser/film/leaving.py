"""What HR may see leaves as files, and they say what the page says."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.film.cast import TRAINEES, Film
from tests.factories.exports import csv_file_rows, recorded, xlsx_rows

_APART = "Selling and negotiating"


def the_files_say_what_the_page_says(film: Film) -> None:
    """The heat map as CSV and as Excel, read back; that they left is in the trail, with the name of who took them."""
    page = film.hr()
    page.goto("/heatmap")
    film.cut(page, "Heat map", "5 people", "Rosa")
    table = csv_file_rows(_taken(page, "Take as CSV", "csv").read_bytes())
    sheet = xlsx_rows(_taken(page, "Take as Excel", "xlsx").read_bytes())
    assert [_said(row) for row in table] == [_said(row) for row in sheet]
    assert {row["Name"] for row in table} == set(TRAINEES)
    assert _of_rosa(table) == ["3", "3", "0", "agreed by both"], "neither her own five nor the two of her manager"
    assert all(row["Level"] == "" for row in table if row["Name"] != "Rosa"), "the others have not both sent"
    hugh = film.stage.world.hugh.public_id
    assert [(who, verb) for who, verb, _details in recorded(film.stage.world)] == [
        (hugh, "export started"),
        (hugh, "export finished"),
    ] * 2


def _said(row: Mapping[str, Any]) -> list[str]:
    """A row without its instants, which each format writes in its own way."""
    return [_plain(cell) for name, cell in row.items() if not name.startswith("Since")]


def _of_rosa(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    (found,) = (row for row in rows if (row["Name"], row["Competency"]) == ("Rosa", _APART))
    return [_plain(found[column]) for column in ("Level", "Needed", "To go", "Whose")]


def _plain(cell: Any) -> str:
    """A cell of either file as one reads it: Excel keeps every number as a float."""
    return str(int(cell) if isinstance(cell, float) and cell == int(cell) else cell)


def _taken(page: Page, button: str, ending: str) -> Path:
    with page.expect_download() as taken:
        page.get_by_role("button", name=button).click()
    assert taken.value.suggested_filename.endswith(f".{ending}")
    return Path(taken.value.path())
