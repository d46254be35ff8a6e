"""Rows as XLSX: one sheet of rows and one that says what the file is.

Text is written as text, never as a formula, a link or a number, and what looks like a formula carries Excel's own
quote mark, so that it stays text when the cell is edited or the sheet is saved as CSV. Days and instants are real dates
(instants in UTC). A cell of Excel holds 32,767 characters: longer text is cut, and says so at its end.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryDirectory
from typing import IO, Any

from xlsxwriter import Workbook

from kamcoach.exports.datasets import Chunk, Column, Kind, Value
from kamcoach.web.cells import is_formula
from kamcoach.web.language import gettext as _

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""Excel's 1,048,576 without the headings."""
LONGEST_CELL = 32_767
_FIRST_DAY = date(1900, 3, 1)
"""Before it Excel counts a day that never was; older days are written as text."""
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTHS = {Kind.TEXT: 24, Kind.NUMBER: 11, Kind.DAY: 13, Kind.INSTANT: 18}


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the second sheet and in the file's properties."""

    title: str
    facts: Sequence[tuple[str, str]]
    made_at: datetime


def write(file: IO[bytes], columns: Sequence[Column], chunks: Iterable[Chunk], cover: Cover, *, is_long: bool) -> int:
    """Write a whole file; returns how many rows it has. A long one is kept in temporary files while it grows.

    Headings and words are in the language that is current; chunks may come from elsewhere, one at a time.
    """
    with _book(file, is_long=is_long) as book:
        sheet = _Sheet(book, columns)
        for chunk in chunks:
            sheet.add(chunk)
        sheet.close()
        _about(book, cover)
        made_at = cover.made_at.replace(tzinfo=None)
        book.set_properties({"title": cover.title, "created": made_at, "company": "KAM Coach"})
    return sheet.count


@contextmanager
def _book(file: IO[bytes], *, is_long: bool) -> Iterator[Any]:
    """A workbook that is written at the end of the block; one that was not finished leaves no file behind."""
    with TemporaryDirectory(prefix="kamcoach-export-") as folder:
        book = Workbook(file, _OPTIONS | {"constant_memory": is_long, "in_memory": not is_long, "tmpdir": folder})
        try:
            yield book
            book.close()
        finally:
            for sheet in book.worksheets():
                if sheet.row_data_fh is not None:
                    sheet.row_data_fh.close()


class _Sheet:
    """The sheet of rows, written from top to bottom."""

    def __init__(self, book: Any, columns: Sequence[Column]) -> None:
        self.count = 0
        self._sheet = book.add_worksheet(_("Data"))
        self._quoted = book.add_format({"quote_prefix": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._dated = {Kind.DAY: day, Kind.INSTANT: instant}
        bold = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        heading, quoted = book.add_format(bold), book.add_format(bold | {"quote_prefix": True})
        self._writers = [self._writer(number, one.kind) for number, one in enumerate(columns)]
        for number, column in enumerate(columns):
            text = str(column.heading)
            self._sheet.set_column(number, number, _WIDTHS[column.kind])
            self._sheet.write_string(0, number, text, quoted if is_formula(text) else heading)
        self._sheet.freeze_panes(1, 0)
        self._last_column = len(columns) - 1

    def add(self, chunk: Chunk) -> None:
        """Write rows below those that are there."""
        for row in chunk.rows:
            self.count += 1
            for write_cell, cell in zip(self._writers, row, strict=True):
                if cell is not None and cell != "":
                    write_cell(self.count, cell)

    def close(self) -> None:
        """Let the reader filter by every column."""
        if self.count:
            self._sheet.autofilter(0, 0, self.count, self._last_column)

    def _writer(self, number: int, kind: Kind) -> Callable[[int, Value], None]:
        sheet, quoted, dated = self._sheet, self._quoted, self._dated.get(kind)

        def write_cell(row: int, cell: Value) -> None:
            if isinstance(cell, str) and dated is not None:
                cell = _READ[kind](cell)
            if isinstance(cell, str):
                sheet.write_string(row, number, fitting(cell), quoted if is_formula(cell) else None)
            elif isinstance(cell, datetime):
                sheet.write_datetime(row, number, cell.replace(tzinfo=None, microsecond=0), dated)
            elif not isinstance(cell, date):
                sheet.write_number(row, number, cell)
            elif cell >= _FIRST_DAY:
                sheet.write_datetime(row, number, cell, dated)
            else:
                sheet.write_string(row, number, cell.isoformat())

        return write_cell


_READ: Mapping[Kind, Callable[[str], date]] = {Kind.DAY: date.fromisoformat, Kind.INSTANT: datetime.fromisoformat}


def fitting(text: str) -> str:
    """The text, or as much of it as a cell of Excel holds with the words that it was cut."""
    if len(text) <= LONGEST_CELL // 2 or _units(text) <= LONGEST_CELL:
        return text
    mark = _(" … [cut here: the whole text has %(length)s characters; the CSV has all of them]", length=len(text))
    room = LONGEST_CELL - _units(mark)
    kept = text.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore")
    return kept + mark


def _units(text: str) -> int:
    """Excel counts UTF-16 units: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def _about(book: Any, cover: Cover) -> None:
    sheet = book.add_worksheet(_("About"))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 70)
    name, wrapped = book.add_format({"bold": True, "valign": "top"}), {"text_wrap": True, "valign": "top"}
    plain, quoted = book.add_format(wrapped), book.add_format(wrapped | {"quote_prefix": True})
    for row, (label, said) in enumerate(cover.facts):
        sheet.write_string(row, 0, label, name)
        sheet.write_string(row, 1, fitting(said), quoted if is_formula(said) else plain)
