"""Reading the CSV of people: bytes to rows, with a clear word for every way it can be wrong. No database."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from kamcoach.web.cells import plain
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext

COLUMNS = (
    "employee_number",
    "name",
    "email",
    "unit",
    "country",
    "time_zone",
    "locale",
    "job_profile",
    "hire_date",
    "manager",
    "coach",
    "mentor",
    "roles",
)
REQUIRED = ("employee_number", "name", "email", "country", "time_zone")
MAX_BYTES = 2_000_000
MAX_ROWS = 2_000
MAX_CELL = 254


class FileRefused(Exception):
    """The file as a whole cannot be read; the message says why, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: its number as an editor counts it, and its cells by column."""

    line: int
    cells: dict[str, str]


def read(data: bytes) -> list[Row]:
    """Rows of an uploaded file. Raises FileRefused for size, encoding, header or structure."""
    return list(_rows(decode(data)))


def decode(data: bytes) -> str:
    """UTF-8 (with or without mark) or UTF-16 with mark; anything else is refused, not guessed."""
    _check_size(data)
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
    _check_size(text.encode())  # as it is kept: UTF-8 may need more room than UTF-16
    if "\0" in text:
        raise FileRefused(_("The file holds binary data. Save the spreadsheet as CSV first."))
    return text


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise FileRefused(_("The file is larger than 2 MB. Split it, or check that it is the right file."))


def _rows(text: str) -> Iterator[Row]:
    first_line = text.split("\n", 1)[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _check_header(header)
        count = 0
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > MAX_ROWS:
                raise FileRefused(_("The file has more than %(most)s rows. Split it.", most=MAX_ROWS))
            yield _row(header, cells, reader.line_num)
    except csv.Error as error:
        raise FileRefused(
            _("Line %(line)s cannot be read as CSV: %(why)s.", line=reader.line_num, why=str(error))
        ) from error
    if not count:
        raise FileRefused(_("The file has a header and no people."))


def _row(header: list[str], cells: list[str], line: int) -> Row:
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


def _check_header(header: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in header]
    unknown = [name for name in header if name not in COLUMNS]
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
