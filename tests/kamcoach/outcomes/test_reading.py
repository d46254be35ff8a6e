"""Reading a file of business figures: CSV and XLSX to the same rows, or one clear sentence that says why not."""

import io
import json
from collections.abc import Iterator
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from kamcoach.outcomes.spreadsheet import COLUMNS, MAX_ROWS, REQUIRED, from_kept, kept, read
from kamcoach.web.tables import FileRefused
from tests.factories.language import english
from tests.factories.outcomes_file import outcomes_file, row, workbook_file

ALICE = ["N-Alice", "Renewals", "%", date(2025, 10, 1), date(2025, 12, 31), 61.5, "CRM, report 12"]


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    with english():
        yield


def refusal(data: bytes | str) -> str:
    with pytest.raises(FileRefused) as refused:
        read(data if isinstance(data, bytes) else data.encode(), language="en")
    return str(refused.value)


def repacked(data: bytes, **parts: bytes) -> bytes:
    """A workbook with some parts replaced."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.rpartition("/")[2].partition(".")[0], old.read(name)))
    return file.getvalue()


def test_a_csv_and_a_workbook_of_the_same_figures_are_the_same_rows() -> None:
    from_csv = read(outcomes_file(row(), row("Bob", value="-3")).encode(), language="en")
    bob = ["N-Bob", *ALICE[1:5], -3, ALICE[6]]
    from_xlsx = read(workbook_file([COLUMNS, ALICE, bob]), language="en")
    assert from_xlsx == from_csv
    assert [one.line for one in from_xlsx.rows] == [2, 3]
    assert from_kept(kept(from_xlsx)) == from_xlsx


def test_numbers_of_a_workbook_are_written_the_readers_way() -> None:
    rows = read(workbook_file([COLUMNS, [4711, *ALICE[1:5], 1234.5, "x"]]), language="de").rows
    assert (rows[0].cells["value"], rows[0].cells["employee_number"]) == ("1234,5", "4711")
    third = read(workbook_file([COLUMNS, [*ALICE[:5], 0.1 + 0.2, "x"]]), language="en").rows[0]
    assert third.cells["value"] == "0.3", "as many digits as Excel shows at most"


def test_columns_in_any_order_gaps_and_empty_lines() -> None:
    columns = list(reversed(COLUMNS))
    lines = [columns, [None] * 7, list(reversed(ALICE)), [], list(reversed([*ALICE[:2], None, *ALICE[3:]]))]
    rows = read(workbook_file(lines), language="en").rows
    assert [(one.line, one.cells["unit"]) for one in rows] == [(3, "%"), (5, "")]
    without_unit = [name for name in COLUMNS if name != "unit"]
    assert "unit" not in read(outcomes_file(row(), columns=without_unit).encode(), language="en").rows[0].cells


def test_days_of_an_old_workbook_of_a_mac_are_counted_from_1904() -> None:
    rows = read(workbook_file([COLUMNS, ALICE], date_1904=True), language="en").rows
    assert (rows[0].cells["from"], rows[0].cells["to"]) == ("2025-10-01", "2025-12-31")


def test_what_is_wrong_with_the_columns_is_said_for_both_kinds() -> None:
    assert refusal(workbook_file([REQUIRED[:-1], ALICE])) == "The header lacks the column source."
    assert refusal(outcomes_file(columns=[*COLUMNS, "region"])) == "The column region is not known."
    assert refusal(workbook_file([COLUMNS])) == "The file has a header and no figures."
    assert refusal(workbook_file([])).startswith("The header lacks the columns employee_number, figure")
    assert refusal(workbook_file([COLUMNS, [*ALICE, "more"]])) == "Line 2 has 8 cells, the header has 7."
    many = outcomes_file(*[row()] * (MAX_ROWS + 1))
    assert refusal(many) == "The file has more than 5000 rows. Split it."


def test_what_only_looks_like_a_workbook_is_refused_in_one_sentence() -> None:
    good, sentence = workbook_file([COLUMNS, ALICE]), "The file is no workbook that can be read."
    dtd = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>'
    for bad in (
        b"PK\x03\x04" + b"\0" * 100,
        good[: len(good) // 2],
        repacked(good, workbook=b"<workbook/>"),
        repacked(good, sharedStrings=dtd),
        repacked(good, sharedStrings=b"<sst/>"),
        repacked(good, sheet1=b"<worksheet><row><c r='1A'><v>1</v></c></row></worksheet>"),
        repacked(good, sheet1=b"<worksheet><row>"),
    ):
        assert refusal(bad).startswith(sentence), bad[:40]


def test_a_workbook_that_unpacks_to_gigabytes_or_has_far_corners_costs_nothing() -> None:
    good = workbook_file([COLUMNS, ALICE])
    assert refusal(repacked(good, sheet1=b" " * 50_000_000)).startswith("The file is no workbook")
    corner = b"<worksheet><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></worksheet>"
    assert refusal(repacked(good, sheet1=corner)).startswith("The header lacks the columns")


def test_a_cell_that_our_own_export_marked_as_text_comes_back_as_it_was() -> None:
    rows = read(outcomes_file(row(source="'=cmd")).encode(), language="en").rows
    assert rows[0].cells["source"] == "=cmd"
    assert json.loads(kept(read(outcomes_file(row()).encode(), language="en")))["language"] == "en"
