"""The columns of a file of business figures, and the file as it is kept between its dry run and its confirmation."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from babel.numbers import format_decimal

from kamcoach.outcomes import workbook
from kamcoach.outcomes.workbook import Cell
from kamcoach.web import tables
from kamcoach.web.language import lazy_gettext as _l
from kamcoach.web.tables import Layout, Row

COLUMNS = ("employee_number", "figure", "unit", "from", "to", "value", "source")
REQUIRED = ("employee_number", "figure", "from", "to", "value", "source")
MAX_ROWS = 5_000
_LAYOUT = Layout(COLUMNS, REQUIRED, MAX_ROWS, _l("The file has a header and no figures."))
_DAYS = ("from", "to")
_LAST_SERIAL = 2_958_465
"""9999-12-31 as Excel counts."""
_EVERY_DIGIT = "#0." + "#" * 15


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows of a file, and the language in whose way their numbers are written."""

    language: str
    rows: Sequence[Row]


def read(data: bytes, *, language: str) -> Reading:
    """The rows of a CSV, or of the first sheet of an XLSX, whose numbers are put into the reader's way of writing.
    Raises FileRefused for size, encoding, header or structure."""
    if not data.startswith(workbook.SIGNATURE):
        return Reading(language, tables.read(data, _LAYOUT))
    return Reading(language, list(tables.rows_of(_as_text(data, language), _LAYOUT)))


def kept(reading: Reading) -> str:
    """The text under which a reading is kept until it is confirmed."""
    rows = [[row.line, row.cells] for row in reading.rows]
    return json.dumps({"language": reading.language, "rows": rows}, ensure_ascii=False)


def from_kept(content: str) -> Reading:
    """The reading that `kept` wrote."""
    stored = json.loads(content)
    return Reading(stored["language"], [Row(line, cells) for line, cells in stored["rows"]])


def _as_text(data: bytes, language: str) -> Iterator[tuple[int, Sequence[str]]]:
    found = workbook.lines(data)
    line, header = next(found, (1, []))
    names = [str(cell).strip().lower() for cell in header]
    yield line, names
    begin = date(1904, 1, 1) if workbook.counts_from_1904(data) else date(1899, 12, 30)
    for line, cells in found:
        padded = [*cells, *[""] * (len(names) - len(cells))]
        columns = dict(enumerate(names))
        yield line, [_written(cell, columns.get(place, ""), begin, language) for place, cell in enumerate(padded)]


def _written(cell: Cell, column: str, begin: date, language: str) -> str:
    if isinstance(cell, str):
        return cell
    if column in _DAYS and cell.is_integer() and 0 < cell <= _LAST_SERIAL:
        return (begin + timedelta(days=int(cell))).isoformat()
    value = Decimal(f"{cell:.15g}")  # as many digits as Excel itself keeps
    return str(format_decimal(value, _EVERY_DIGIT, locale=language)) if column == "value" else f"{value:f}"


def columns_help() -> Mapping[str, str]:
    """What each column holds, for the page."""
    return {name: str(said) for name, said in _HELP.items()}


_HELP = {
    "employee_number": _l("The person's number, as in the list of people."),
    "figure": _l("Its name, the same in every file, such as Renewed contracts. At most 80 characters."),
    "unit": _l("Such as % or EUR; empty for a count. One figure has one unit."),
    "from": _l("The first day of the period: YYYY-MM-DD, or a date of Excel."),
    "to": _l("Its last day. The period must be over."),
    "value": _l("A number."),
    "source": _l("The system or report that it comes from, such as CRM, report 12."),
}
