"""Rows as CSV: RFC 4180 (comma, quotes doubled, CRLF), UTF-8 with a byte order mark.

The mark is for Excel, which reads a file without one in the code page of the machine; the import of people, pandas,
R's readr and LibreOffice skip it. Days are ISO 8601 (2026-04-14), instants too, in UTC (2026-04-14T09:30:00Z); numbers
have a decimal point; what is unknown is empty. Text is never cut; what looks like a formula gets an apostrophe.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from kamcoach.exports.datasets import Chunk, Column, Kind, Value
from kamcoach.web.cells import SUSPECT, neutral

MARK = b"\xef\xbb\xbf"
TYPE = "text/csv; charset=utf-8"


def head(columns: Sequence[Column]) -> bytes:
    """The first bytes of a file: the mark and the headings, in the language that is current."""
    return MARK + _lines([[neutral(str(column.heading)) for column in columns]])


def lines(columns: Sequence[Column], chunk: Chunk) -> bytes:
    """The bytes of some rows. Column by column: that spares every cell a function call."""
    if not chunk:
        return b""
    by_column = zip(columns, chunk.cells, strict=True)
    return _lines(zip(*(_written(column.kind, cells) for column, cells in by_column), strict=True))


def _written(kind: Kind, cells: Sequence[Value]) -> Sequence[Value]:
    """The cells of one column; text is looked at whatever the column is meant to hold."""
    if kind is Kind.INSTANT:
        cells = [f"{cell.isoformat()[:19]}Z" if isinstance(cell, datetime) else cell for cell in cells]
    starts = {cell[:1] for cell in set(cells) if isinstance(cell, str)}
    if starts.isdisjoint(SUSPECT):
        return cells
    return [neutral(cell) if isinstance(cell, str) else cell for cell in cells]


def _lines(rows: Iterable[Sequence[Value]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()
