"""Files of business figures, as tests write them, and values written in bulk."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from kamcoach.clock import Moment
from kamcoach.outcomes import services, spreadsheet
from kamcoach.outcomes.models import Outcome
from kamcoach.outcomes.spreadsheet import COLUMNS
from tests.factories.world import Someone, World

ALICES: Mapping[str, str] = {
    "employee_number": "N-Alice",
    "figure": "Renewals",
    "unit": "%",
    "from": "2025-10-01",
    "to": "2025-12-31",
    "value": "61.5",
    "source": "CRM, report 12",
}
"""A row that can be imported into the World of tests."""


def row(who: str = "Alice", /, **cells: str) -> dict[str, str]:
    """The row of a person; `from` is written first_day and `to` last_day, because a word of Python cannot name it."""
    given = {{"first_day": "from", "last_day": "to"}.get(name, name): cell for name, cell in cells.items()}
    return dict(ALICES) | {"employee_number": f"N-{who}"} | given


def outcomes_file(*rows: Mapping[str, str], columns: Sequence[str] = COLUMNS, delimiter: str = ",") -> str:
    """The text of a CSV."""
    text = io.StringIO(newline="")
    written = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    written.writerows([list(columns), *([cells.get(name, "") for name in columns] for cells in rows)])
    return text.getvalue()


def workbook_file(rows: Sequence[Sequence[Any]], **options: Any) -> bytes:
    """An XLSX with these lines; dates are dates of Excel."""
    file = io.BytesIO()
    book = Workbook(file, options)
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
    for line, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(line, place, cell, day)
            elif cell is not None:
                sheet.write(line, place, cell)
    book.add_worksheet("Second").write(0, 0, "of no interest")
    book.close()
    return file.getvalue()


def store(
    session: Session,
    values: Mapping[int, float],
    period: tuple[date, date],
    at: Moment,
    *,
    name: str = "Renewals",
    unit: str = "%",
    source: str = "CRM",
) -> None:
    """One value a person (by id) for a period, in bulk."""
    shared = {"name": name, "unit": unit, "first_day": period[0], "last_day": period[1]}
    shared |= {"source": source, "imported_at": at.wall}
    rows = [shared | {"person_id": person, "value": value} for person, value in values.items()]
    session.execute(insert(Outcome), rows)


def figures_of_scene(world: World, other: Someone, ids: dict[str, str]) -> None:
    """One figure of two people's, an upload of the administrator's that changes it, and one of another's that is no
    news."""
    period = (date(2025, 10, 1), date(2025, 12, 31))
    uploads = {
        "ann's figures": (world.ann, outcomes_file(row(value="70"), row("Zoe"), row("Charlie", value="<b>much</b>"))),
        "amir's figures": (other, outcomes_file(row())),
    }
    with world.writing() as session:
        store(session, {world.alice.id: 61.5, world.bob.id: 50}, period, world.now, source=ALICES["source"])
        for name, (owner, text) in uploads.items():
            reading = spreadsheet.read(text.encode(), language="en")
            kept = spreadsheet.kept(reading)
            ids[name] = services.keep_upload(session, kept, actor=world.actor(owner), at=world.now)
