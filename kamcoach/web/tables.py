"""Reading a table that somebody uploads: bytes of a CSV to rows, with a clear word for every way it can be wrong."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from kamcoach.web.cells import plain
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext

MAX_BYTES = 2_000_000


class FileRefused(Exception):
    """The file as a whole cannot be read; the message says why, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns a table may and must have, how many rows at most, and what is said of one without any."""

    columns: Sequence[str]
    required: Sequence[str]
    most_rows: int
    nothing: LazyString


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: its number as an editor counts it, and its cells by column."""

    line: int
    cells: dict[str, str]


def read(data: bytes, layout: Layout) -> list[Row]:
    """Rows of an uploaded CSV. Raises FileRefused for size, encoding, header or structure."""
    return list(_rows(decode(data), layout))


def decode(data: bytes) -> str:
    """UTF-8 (with or without mark) or UTF-16 with mark; anything else is refused, not guessed."""
    check_size(data)
    is_utf_16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if is_utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(
            _(
                "The file is not %(encoding)s: byte %(place)s cannot be read. In Excel, save it as "
                "“CSV UTF-8 (comma delimited)”.",
                encoding="UTF-16" if is_utf_16 else "UTF-8",
                place=error.start + 1,
            )
        ) from error
    check_size(text.encode())  # as it is kept: UTF-8 may need more room than UTF-16
    if "\0" in text:
        raise FileRefused(_("The file holds binary data. Save the spreadsheet as CSV first."))
    return text


def check_size(data: bytes) -> None:
    """Raise FileRefused for more than 2 MB."""
    if len(data) > MAX_BYTES:
        raise FileRefused(_("The file is larger than 2 MB. Split it, or check that it is the right file."))


def _rows(text: str, layout: Layout) -> Iterator[Row]:
    first_line = text.split("\n", 1)[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from rows_of(((reader.line_num, cells) for cells in reader), layout)
    except csv.Error as error:
        raise FileRefused(
            _("Line %(line)s cannot be read as CSV: %(why)s.", line=reader.line_num, why=str(error))
        ) from error


def rows_of(lines: Iterator[tuple[int, Sequence[str]]], layout: Layout) -> Iterator[Row]:
    """The rows below a header, of lines with their numbers; empty lines are none. Raises FileRefused."""
    header = [name.strip().lower() for name in next(lines, (1, []))[1]]
    _check_header(header, layout)
    count = 0
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > layout.most_rows:
            raise FileRefused(_("The file has more than %(most)s rows. Split it.", most=layout.most_rows))
        yield _row(header, cells, line)
    if not count:
        raise FileRefused(str(layout.nothing))


def _row(header: Sequence[str], cells: Sequence[str], line: int) -> Row:
    if len(cells) != len(header):
        raise FileRefused(
            _(
                "Line %(line)s has %(found)s cells, the header has %(wanted)s.",
                line=line,
                found=len(cells),
                wanted=len(header),
            )
        )
    return Row(line, {name: plain(" ".join(cell.split())) for name, cell in zip(header, cells, strict=True)})


def _check_header(header: Sequence[str], layout: Layout) -> None:
    missing = [name for name in layout.required if name not in header]
    unknown = [name for name in header if name not in layout.columns]
    twice = sorted({name for name in header if header.count(name) > 1})
    if missing:
        raise FileRefused(
            ngettext(
                "The header lacks the column %(columns)s.",
                "The header lacks the columns %(columns)s.",
                len(missing),
                columns=", ".join(missing),
            )
        )
    if unknown:
        raise FileRefused(
            ngettext(
                "The column %(columns)s is not known.",
                "The columns %(columns)s are not known.",
                len(unknown),
                columns=", ".join(name[:40] or "“”" for name in unknown[:10]),
            )
        )
    if twice:
        raise FileRefused(_("The column %(columns)s stands in the header twice.", columns=", ".join(twice)))
