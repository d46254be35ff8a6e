"""Reading the file of people: bytes to rows, or one clear sentence that says why not."""

from collections.abc import Iterator

import pytest

from kamcoach.people.spreadsheet import COLUMNS, MAX_ROWS, REQUIRED, read
from kamcoach.web.tables import MAX_BYTES, FileRefused
from tests.factories.language import english
from tests.factories.people_file import ERIN, people_file, row, table


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    with english():
        yield


def refusal(data: bytes | str) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(FileRefused) as refused:
        read(data if isinstance(data, bytes) else data.encode())
    return str(refused.value)


def test_rows_have_their_cells_by_column_and_the_line_an_editor_shows() -> None:
    rows = read(people_file(ERIN, row("Finn", unit="North")).encode())
    assert [found.line for found in rows] == [2, 3]
    assert rows[0].cells == dict(ERIN) | {"unit": ""}
    assert rows[1].cells["unit"] == "North"


def test_columns_may_stand_in_any_order_and_case_and_cells_are_trimmed() -> None:
    text = "NAME , Email,time_zone,COUNTRY,employee_number\n  Erin \t Mae ,e@example.com,Asia/Manila,PH, 7 \n"
    assert read(text.encode())[0].cells["name"] == "Erin Mae"
    assert read(text.encode())[0].cells["employee_number"] == "7"


def test_an_empty_line_is_no_person() -> None:
    text = people_file(ERIN).replace("\n", "\n,,,,\n\n", 1)
    assert [found.line for found in read(text.encode())] == [4]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_line_ending_will_do(newline: str) -> None:
    assert len(read(people_file(ERIN, row("Finn"), newline=newline).encode())) == 2


def test_semicolons_as_excel_writes_them_in_much_of_the_world() -> None:
    rows = read(people_file(row("Erin", roles="coach;manager"), delimiter=";").encode())
    assert rows[0].cells["roles"] == "coach;manager"
    assert rows[0].cells["email"] == "erin@example.com"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_with_and_without_mark_and_utf_16_are_read(encoding: str) -> None:
    rows = read(people_file(row("Erin", name="José 李 🙂")).encode(encoding))
    assert rows[0].cells["name"] == "José 李 🙂"


def test_a_quoted_cell_may_hold_the_separator_and_a_line_break() -> None:
    rows = read(people_file(row("Erin", name="Erin,\nof Cebu")).encode())
    assert rows[0].cells["name"] == "Erin, of Cebu"


@pytest.mark.parametrize("column", REQUIRED)
def test_a_missing_required_column_is_named(column: str) -> None:
    left = [name for name in COLUMNS if name != column]
    assert refusal(table(left, [])) == f"The header lacks the column {column}."


def test_all_missing_columns_are_named_at_once() -> None:
    assert refusal("name,email\nErin,e@example.com\n") == (
        "The header lacks the columns employee_number, country, time_zone."
    )


def test_an_unknown_column_is_named_and_not_ignored() -> None:
    said = refusal(table([*REQUIRED, "salary", ""], []))
    assert said == "The columns salary, “” are not known."


def test_a_column_that_stands_twice_is_named() -> None:
    assert refusal(table([*REQUIRED, "unit", "unit"], [])) == "The column unit stands in the header twice."


def test_an_empty_file_lacks_every_column() -> None:
    assert refusal(b"").startswith("The header lacks the columns employee_number, name")


def test_a_file_with_a_header_only_holds_no_people() -> None:
    assert refusal(table(REQUIRED, [])) == "The file has a header and no people."


def test_latin_1_is_refused_with_the_place_and_the_way_out() -> None:
    text = people_file(row("Erin", name="José"))
    said = refusal(text.encode("latin-1"))
    place = text.encode("latin-1").index(b"\xe9") + 1
    assert said.startswith(f"The file is not UTF-8: byte {place} cannot be read.")
    assert "CSV UTF-8" in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_lone_surrogates_are_refused(encoding: str) -> None:
    data = people_file(row("Erin", name="Erin \ud83d")).encode(encoding, "surrogatepass")
    assert "cannot be read" in refusal(data)


def test_half_a_utf_16_file_is_refused_in_its_own_words() -> None:
    said = refusal(people_file(ERIN).encode("utf-16")[:-1])
    assert said.startswith("The file is not UTF-16: byte")


def test_nul_and_other_binary_data_are_refused() -> None:
    assert refusal(people_file(row("Erin", name="Er\0in"))).startswith("The file holds binary data.")
    assert refusal(b"PK\x03\x04" + b"\0" * 100).startswith("The file holds binary data.")


def test_ten_megabytes_of_junk_are_refused_for_their_size() -> None:
    assert refusal(b"\xfe" * 10_000_000).startswith("The file is larger than 2 MB.")


def test_two_megabytes_in_one_cell_are_refused() -> None:
    assert "cannot be read as CSV" in refusal("x" * MAX_BYTES)


def test_text_that_takes_more_room_in_utf_8_than_in_utf_16_is_measured_as_it_is_kept() -> None:
    rows = [row("Erin", employee_number=str(number), name="李" * 400) for number in range(1, 1_900)]
    data = people_file(*rows).encode("utf-16")
    assert len(data) < MAX_BYTES
    assert refusal(data).startswith("The file is larger than 2 MB.")


def test_more_rows_than_two_thousand_are_refused() -> None:
    rows = [row("Erin", employee_number=str(number)) for number in range(MAX_ROWS + 1)]
    assert refusal(people_file(*rows)) == "The file has more than 2000 rows. Split it."
    assert len(read(people_file(*rows[:-1]).encode())) == MAX_ROWS


def test_a_line_with_too_many_or_too_few_cells_is_named() -> None:
    good = list(ERIN.values())
    assert refusal(table(REQUIRED, [good, [*good, "x"]])) == "Line 3 has 6 cells, the header has 5."
    assert refusal(table(REQUIRED, [good[:2]])) == "Line 2 has 2 cells, the header has 5."


def test_a_quote_that_never_ends_is_named_with_its_line() -> None:
    said = refusal(people_file(ERIN) + '"N-9,Finn\n')
    assert said.startswith("Line 3 cannot be read as CSV:")
