"""What a row of a file would do, and every reason for which it is refused."""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from kamcoach.outcomes.importing import Facts, Judged, Key, Stored, compare
from kamcoach.outcomes.spreadsheet import read
from tests.factories.language import english
from tests.factories.outcomes_file import outcomes_file, row

PERIOD = (date(2025, 10, 1), date(2025, 12, 31))
PEOPLE = {"N-Alice": (1, "Alice"), "N-Bob": (2, "Bob")}


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    with english():
        yield


def judged(
    *rows: Mapping[str, str],
    stored: Mapping[Key, Stored] | None = None,
    units: Mapping[str, str] | None = None,
    language: str = "en",
) -> list[Judged]:
    reading = read(outcomes_file(*rows).encode(), language=language)
    return compare(reading, Facts(PEOPLE, units or {}, stored or {}), today=date(2026, 4, 14))


def why(**cells: str) -> list[str]:
    (one,) = judged(row(cells.pop("who", "Alice"), **cells))
    assert one.what == "refused"
    return one.problems


def test_added_replaced_and_as_it_is() -> None:
    there: Mapping[Key, Stored] = {
        (1, "Renewals", *PERIOD): Stored(7, 61.5, "CRM, report 12"),
        (2, "Renewals", *PERIOD): Stored(8, 50.0, "CRM, report 12"),
    }
    found = judged(row(), row("Bob"), row(first_day="2026-01-01", last_day="2026-03-31"), stored=there)
    assert [one.what for one in found] == ["unchanged", "replaced", "added"]
    assert found[1].before == Stored(8, 50.0, "CRM, report 12")
    assert judged(row(source="CRM, report 13"), stored=there)[0].what == "replaced", (
        "where it comes from is a part of it"
    )


def test_each_refusal_has_its_sentence() -> None:
    assert why(who="Zoe") == ["Nobody has the number N-Zoe."]
    assert why(first_day="2025-13-01") == ["from: There is no month 13. Write a date like 2026-05-21."]
    assert why(last_day="31.12.2025") == ["to: Write a date like 2026-05-21: year, month, day."]
    assert why(first_day="2026-01-01") == ["The period ends before it begins."]
    assert why(last_day="2026-04-14") == [
        "The period is not over: a figure of the business is what was, not what is planned."
    ]
    assert why(source="", figure="") == ["figure is empty.", "source is empty."]
    assert why(figure="x" * 81) == ["figure is longer than 80 characters."]
    assert why(source="a\x07b") == ["source holds characters that cannot be shown."]
    assert len(why(who="Zoe", first_day="soon", value="much")) == 3, "all of it at once"


@pytest.mark.parametrize("text", ["much", "12,5", "1e5", "nan", "inf", "1_000", "5 %", "--1", "1.2.3"])
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    assert why(value=text) == [f"“{text}” is not a number. Write it like 1,234.5."]


def test_numbers_are_read_as_the_reader_writes_them() -> None:
    for language, text in (("en", "1,234.5"), ("en", "1234.5"), ("de", "1.234,5"), ("de", "1234,5")):
        assert judged(row(value=text), language=language)[0].value == 1234.5
    assert judged(row(value="−3"))[0].value == -3
    (german,) = judged(row(value="1234.5"), language="de")
    assert german.problems == ["“1234.5” is not a number. Write it like 1.234,5."]
    assert judged(row(value="1" * 17))[0].what == "refused"


def test_the_same_figure_twice_counts_once_and_a_refused_row_is_no_first() -> None:
    found = judged(row(value="bad"), row(), row(value="62"), row(figure="Visits", unit=""))
    assert [one.what for one in found] == ["refused", "added", "refused", "added"]
    assert found[2].problems == ["The same figure of the same person and period stands in line 3 too."]


def test_a_figure_is_spelt_one_way_and_has_one_unit() -> None:
    assert judged(row(figure="renewals"), units={"Renewals": "%"})[0].problems == [
        "This figure is written “Renewals” elsewhere. Write it the same way."
    ]
    found = judged(row(unit="EUR", value="bad"), row(), row("Bob", unit="EUR"))
    assert found[1].what == "added"
    assert found[2].problems == [
        "“Renewals” has the unit “%” elsewhere. A figure has one unit; give this one another name."
    ]
