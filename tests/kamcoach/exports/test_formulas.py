"""Names that are formulas, in both formats: text stays text, numbers stay numbers, and nothing is lost."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from kamcoach.exports import csv_file, xlsx_file
from kamcoach.exports.datasets import Chunk, Column, Kind
from tests.factories.exports import csv_rows, rename, take, xlsx_rows
from tests.factories.world import World
from tests.kamcoach.web.test_cells import FORMULAS, TEXTS

COVER = xlsx_file.Cover("=T", [("Made by", "=Ana"), ("Cohort", "Manila")], datetime(2026, 3, 2, tzinfo=UTC))


def as_csv(columns: list[Column], rows: list[Any]) -> list[list[str]]:
    """Write and read back."""
    written = csv_file.head(columns) + csv_file.lines(columns, Chunk.of(rows))
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), strict=True))


def as_xlsx(columns: list[Column], rows: list[Any], *, is_long: bool = False) -> tuple[bytes, list[list[Any]]]:
    """Write and read back: the file, its first sheet."""
    file = io.BytesIO()
    assert xlsx_file.write(file, columns, [Chunk.of(rows), Chunk(())], COVER, is_long=is_long) == len(rows)
    return file.getvalue(), CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).get_sheet_by_index(
        0
    ).to_python()


def part(data: bytes, name: str) -> str:
    """One of the XML files of an XLSX."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


@pytest.mark.parametrize("text", [*FORMULAS, *TEXTS])
def test_csv_cells_and_headings(text: str) -> None:
    heading, (cell, number) = as_csv([Column(text), Column("n", Kind.NUMBER)], [(text, -1)])
    expected = "'" + text if text in FORMULAS else text
    assert (heading[0], cell, number) == (expected, expected, "-1"), "a number is no formula"


def test_text_in_a_column_of_numbers_or_days_is_looked_at_too() -> None:
    columns = [Column("n", Kind.NUMBER), Column("d", Kind.DAY), Column("i", Kind.INSTANT)]
    assert as_csv(columns, [("=1", "=2", "=3"), (1.5, None, None)])[1:] == [["'=1", "'=2", "'=3"], ["1.5", "", ""]]


def test_csv_is_rfc_4180_with_a_mark_and_iso_dates(app: Flask) -> None:
    columns = [Column("a"), Column("d", Kind.DAY), Column("i", Kind.INSTANT)]
    instant = datetime(2026, 4, 14, 9, 30, 59, 123456, tzinfo=UTC)
    rows = [('say "hi", twice\nand\r\nagain', date(2026, 4, 14), instant), (None, None, None)]
    written = csv_file.head(columns) + csv_file.lines(columns, Chunk.of(rows))
    assert written == (
        b'\xef\xbb\xbfa,d,i\r\n"say ""hi"", twice\nand\r\nagain",2026-04-14,2026-04-14T09:30:59Z\r\n,,\r\n'
    )


@pytest.mark.parametrize("is_long", [False, True])
def test_xlsx_holds_text_as_text_with_the_quote_mark(world: World, is_long: bool) -> None:
    with world.app.test_request_context():
        rows = [(text, 1) for text in [*FORMULAS, *TEXTS]]
        data, (head, *cells) = as_xlsx([Column("=heading"), Column("n", Kind.NUMBER)], rows, is_long=is_long)
    assert head == ["=heading", "n"]
    assert [cell[0].replace("_x000D_", "\r") for cell in cells] == [*FORMULAS, *TEXTS], (
        "nothing is added, nothing is lost"
    )
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet and "<hyperlink" not in sheet
    assert sheet.count('s="') > len(FORMULAS)
    assert part(data, "xl/styles.xml").count('quotePrefix="1"') == 3, "cell, heading, cover"


def test_xlsx_has_real_dates_and_numbers(world: World) -> None:
    columns = [Column("t"), Column("n", Kind.NUMBER), Column("d", Kind.DAY), Column("i", Kind.INSTANT)]
    instant = datetime(2026, 4, 14, 9, 30, 59, tzinfo=UTC)
    rows = [
        ("007", -3, date(2026, 4, 14), instant),
        ("1e5", 2.5, "2026-04-14", "2026-04-14T09:30:59Z"),
        ("2026-04-14", 0, date(1899, 12, 31), None),
    ]
    with world.app.test_request_context():
        _, (_, *cells) = as_xlsx(columns, rows)
    assert cells == [
        ["007", -3.0, date(2026, 4, 14), instant.replace(tzinfo=None)],
        ["1e5", 2.5, date(2026, 4, 14), instant.replace(tzinfo=None)],
        ["2026-04-14", 0.0, "1899-12-31", ""],
    ]


def test_a_text_longer_than_a_cell_of_excel_is_cut_and_says_so_while_the_csv_has_all_of_it(world: World) -> None:
    just, more, emoji = "x" * 32_767, "x" * 32_768, "🙂" * 20_000
    with world.app.test_request_context():
        _, (_, *cells) = as_xlsx([Column("t")], [(just,), (more,), (emoji,)])
    assert cells[0] == [just]
    for cell, whole in zip(cells[1:], (more, emoji), strict=True):
        text = cell[0]
        mark = f" … [cut here: the whole text has {len(whole)} characters; the CSV has all of them]"
        assert text.endswith(mark)
        assert whole.startswith(text.removesuffix(mark))
        assert 32_765 <= len(text.encode("utf-16-le")) // 2 <= 32_767
    assert as_csv([Column("t")], [(more,), (emoji,)])[1:] == [[more], [emoji]]


def test_a_name_that_is_a_formula_leaves_through_the_door_as_text(world: World) -> None:
    rename(world, world.alice, '=HYPERLINK("http://evil.example","Alice")')
    rename(world, world.charlie, "مريم 🙂 李明")
    names = {row["name"] for row in csv_rows(take(world, world.ann, "people"))}
    assert {'\'=HYPERLINK("http://evil.example","Alice")', "مريم 🙂 李明"} <= names
    names = {row["name"] for row in xlsx_rows(take(world, world.ann, "people", "xlsx").data)}
    assert {'=HYPERLINK("http://evil.example","Alice")', "مريم 🙂 李明"} <= names
