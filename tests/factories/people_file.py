"""CSV files of people, as tests write them."""

import csv
import io
from collections.abc import Mapping, Sequence

from kamcoach.people.spreadsheet import REQUIRED

ERIN: Mapping[str, str] = {
    "employee_number": "N-Erin",
    "name": "Erin",
    "email": "erin@example.com",
    "country": "PH",
    "time_zone": "Asia/Manila",
}
"""A row that can be imported: nobody in World is called Erin."""


def row(who: str, /, **cells: str) -> dict[str, str]:
    """The row of a person, numbered and mailed the way World does it."""
    plain = {"employee_number": f"N-{who}", "name": who, "email": f"{who.lower()}@example.com"}
    return dict(ERIN) | plain | cells


def people_file(*rows: Mapping[str, str], delimiter: str = ",", newline: str = "\n") -> str:
    """The text of a file; its header has the required columns and every other that a row fills."""
    columns = [*REQUIRED, *dict.fromkeys(name for cells in rows for name in cells if name not in REQUIRED)]
    return table(columns, [[cells.get(name, "") for name in columns] for cells in rows], delimiter, newline)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str = ",", newline: str = "\n") -> str:
    """The text of any table, right or wrong."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows([columns, *rows])
    return text.getvalue()
