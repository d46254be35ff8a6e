"""Comparing a file with the people that are there: no database, so every way to be wrong is cheap to show."""

from collections.abc import Iterator, Mapping

import pytest

from kamcoach.people.importing import Outcome, compare
from kamcoach.people.queries import Known
from kamcoach.people.spreadsheet import read
from tests.factories.language import english
from tests.factories.people_file import people_file, row

PROFILES = frozenset({"key-account-manager"})


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    with english():
        yield


def knows(name: str, *, disabled: bool = False, manager: str = "", coach: str = "", **fields: str) -> Known:
    """A person as the database has them."""
    plain = {"unit": "", "locale": "en", "job_profile": "", "hire_date": "", "roles": ""}
    lines = {"manager": manager, "coach": coach}
    return Known(1, row(name) | plain | lines | fields, disabled, {kind: who for kind, who in lines.items() if who})


def known(*people: Known) -> dict[str, Known]:
    """The database, by what the import knows a person by."""
    return {person.fields["employee_number"] or person.fields["email"]: person for person in people}


def outcomes(*rows: Mapping[str, str], there: Mapping[str, Known] | None = None) -> list[Outcome]:
    """What would happen to each row of a file."""
    return compare(read(people_file(*rows).encode()), there or {}, profiles=PROFILES)


def refusals(*rows: Mapping[str, str], there: Mapping[str, Known] | None = None) -> dict[str, list[str]]:
    """The reasons by number, of refused rows only."""
    return {found.number: found.problems for found in outcomes(*rows, there=there) if found.is_refused}


# -- created, changed, unchanged ---------------------------------------------------------------------------------


def test_a_new_number_is_a_new_person() -> None:
    (found,) = outcomes(row("Erin"))
    assert (found.what, found.problems, found.changes) == ("created", [], {})


def test_only_what_differs_is_a_change() -> None:
    (found,) = outcomes(row("Erin", name="Erin Mae", unit="South"), there=known(knows("Erin", unit="North")))
    assert found.what == "changed"
    assert found.changes == {"name": ("Erin", "Erin Mae"), "unit": ("North", "South")}


def test_a_column_that_is_not_in_the_file_changes_nothing() -> None:
    there = known(knows("Erin", unit="North", manager="N-Mona", roles="coach;trainee"), knows("Mona"))
    assert outcomes(row("Erin"), there=there)[0].what == "unchanged"


def test_an_empty_cell_empties_what_may_be_empty() -> None:
    there = known(knows("Erin", unit="North", manager="N-Mona"), knows("Mona"))
    (found,) = outcomes(row("Erin", unit="", manager=""), there=there)
    assert found.changes == {"unit": ("North", ""), "manager": ("N-Mona", "")}


@pytest.mark.parametrize(
    ("column", "written", "kept"),
    [
        ("roles", " Trainee ; COACH;trainee", "coach;trainee"),
        ("country", "ph", "PH"),
        ("locale", "", "en"),
        ("hire_date", "2020-5-1", "2020-05-01"),
        ("job_profile", "key-account-manager", "key-account-manager"),
    ],
)
def test_what_was_imported_is_the_same_when_it_comes_again(column: str, written: str, kept: str) -> None:
    there = known(knows("Erin", **{column: kept}))
    assert outcomes(row("Erin", **{column: written}), there=there)[0].what == "unchanged"


def test_somebody_without_a_number_gets_theirs_by_the_email() -> None:
    ann = knows("Ann", employee_number="", roles="administrator")
    (found,) = outcomes(row("Ann", email="Ann@example.com"), there=known(ann))
    assert found.what == "changed"
    assert found.changes["employee_number"] == ("", "N-Ann")


# -- refused for what a cell holds ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("employee_number", "", "employee_number is empty."),
        ("name", "", "name is empty."),
        ("email", "", "email is empty."),
        ("country", "", "country is empty."),
        ("time_zone", "", "time_zone is empty."),
        ("employee_number", "7 8", "The number may have up to 40 letters, digits and . _ / -"),
        ("employee_number", "=1+1", "The number may have up to 40 letters, digits and . _ / -"),
        ("employee_number", "9" * 41, "The number may have up to 40 letters, digits and . _ / -"),
        ("name", "E" * 121, "name is longer than 120 characters."),
        ("unit", "U" * 121, "unit is longer than 120 characters."),
        ("email", "erin", "“erin” is not an email address."),
        ("email", "erin@example.com, mae@example.com", "“erin@example.com, mae@example.com” is not an email address."),
        ("email", "e" * 250 + "@example.com", "email is longer than 254 characters."),
        ("country", "Philippines", "“PHILIPPINES” is not a country code; use two letters such as PH."),
        ("country", "XQ", "“XQ” is not a country code; use two letters such as PH."),
        ("time_zone", "Manila", "“Manila” is not a time zone; use a name such as Asia/Manila."),
        ("time_zone", "../../etc/passwd", "“../../etc/passwd” is not a time zone; use a name such as Asia/Manila."),
        ("locale", "xx", "The language “xx” is not one of en."),
        ("job_profile", "astronaut", "The job profile “astronaut” is not in the library."),
        ("hire_date", "2026-04-31", "hire_date: April 2026 has 30 days."),
        ("hire_date", "31/04/2026", "hire_date: Write a date like 2026-05-21: year, month, day."),
        (
            "roles",
            "trainee;king",
            "The role “king” is not known; use trainee, coach, mentor, manager, auditor, administrator.",
        ),
        ("name", "Erin\x01", "name holds characters that cannot be shown."),
    ],
)
def test_a_cell_that_cannot_be_right_is_named(column: str, value: str, why: str) -> None:
    (found,) = outcomes(row("Erin", **{column: value}))
    assert found.what == "refused"
    assert why in found.problems


def test_every_problem_of_a_row_is_told_at_once() -> None:
    (found,) = outcomes(row("Erin", email="erin", country="Mars", hire_date="soon", manager="N-Nobody"))
    assert len(found.problems) == 4


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "<script>alert(1)</script>", "ايرين", "Erin 🙂", 'O\'Brien, "E"'])
def test_a_name_may_be_written_as_it_is(name: str) -> None:
    (found,) = outcomes(row("Erin", name=name))
    assert (found.what, found.cells["name"]) == ("created", name)


# -- refused for what other rows and people hold ----------------------------------------------------------------------


def test_a_number_or_an_email_that_stands_twice_is_refused_the_second_time() -> None:
    found = outcomes(row("Erin"), row("Erin", email="other@example.com"), row("Finn", email="ERIN@example.com"))
    assert [one.what for one in found] == ["created", "refused", "refused"]
    assert found[1].problems == ["This number stands in line 2 too."]
    assert found[2].problems == ["This email stands in line 2 too."]


def test_an_email_of_somebody_who_is_not_in_the_file_is_taken() -> None:
    why = refusals(row("Erin", email="Alice@example.com"), there=known(knows("Alice")))
    assert why == {"N-Erin": ["This email belongs to N-Alice already."]}


def test_two_people_may_swap_their_emails() -> None:
    there = known(knows("Alice"), knows("Bob"))
    rows = row("Alice", email="bob@example.com"), row("Bob", email="alice@example.com")
    assert [found.what for found in outcomes(*rows, there=there)] == ["changed", "changed"]


def test_an_email_that_a_refused_row_does_not_let_go_of_is_taken() -> None:
    there = known(knows("Alice"), knows("Bob"), knows("Charlie"))
    refused = refusals(
        row("Alice", email="bob@example.com"),
        row("Bob", email="new@example.com", time_zone="Mars"),
        row("Charlie", email="alice@example.com"),
        there=there,
    )
    assert refused["N-Alice"] == ["This email belongs to N-Bob already."]
    assert refused["N-Charlie"] == ["This email belongs to N-Alice already."], "Alice keeps hers, as she is refused"


def test_an_unknown_manager_or_coach_is_refused_by_number() -> None:
    why = refusals(row("Erin", manager="N-Nobody", coach="N-None"))
    assert why["N-Erin"] == [
        "manager N-Nobody is neither in the file nor known.",
        "coach N-None is neither in the file nor known.",
    ]


def test_a_manager_may_stand_further_down_in_the_file() -> None:
    assert refusals(row("Erin", manager="N-Finn"), row("Finn")) == {}


def test_nobody_is_their_own_manager_or_coach() -> None:
    why = refusals(row("Erin", manager="N-Erin", coach="N-Erin"))
    assert why["N-Erin"] == ["manager is the person themself.", "coach is the person themself."]


def test_a_row_that_leans_on_a_refused_row_is_refused_through_any_number_of_rows() -> None:
    why = refusals(
        row("Gina", manager="N-Finn"), row("Finn", coach="N-Erin"), row("Erin", email="erin"), row("Hal", manager="")
    )
    assert why["N-Finn"] == ["coach N-Erin is refused, see its row."]
    assert why["N-Gina"] == ["manager N-Finn is refused, see its row."]
    assert "N-Hal" not in why


def test_a_refused_row_of_somebody_known_still_serves_as_manager() -> None:
    why = refusals(row("Erin", manager="N-Mona"), row("Mona", country="Mars"), there=known(knows("Mona")))
    assert set(why) == {"N-Mona"}


def test_managers_in_a_circle_are_refused_and_the_circle_is_shown() -> None:
    why = refusals(row("Erin", manager="N-Finn"), row("Finn", manager="N-Gina"), row("Gina", manager="N-Erin"))
    assert why["N-Erin"] == ["The managers form a circle: N-Erin → N-Finn → N-Gina → N-Erin."]
    assert set(why) == {"N-Erin", "N-Finn", "N-Gina"}


def test_a_circle_may_close_through_people_who_are_not_in_the_file() -> None:
    there = known(knows("Alice", manager="N-Mona"), knows("Mona"))
    assert set(refusals(row("Mona", manager="N-Alice"), there=there)) == {"N-Mona"}


def test_a_new_person_below_a_circle_is_refused_with_it() -> None:
    why = refusals(row("Hal", manager="N-Erin"), row("Erin", manager="N-Finn", coach=""), row("Finn", manager="N-Erin"))
    assert why["N-Hal"] == ["manager N-Erin is refused, see its row."]


def test_no_circle_is_left_when_refusing_one_brings_back_an_older_manager() -> None:
    there = known(knows("Alice", manager="N-Bob"), knows("Bob"), knows("Charlie"))
    why = refusals(
        row("Alice", manager="N-Charlie"),
        row("Charlie", manager="N-Alice"),
        row("Bob", manager="N-Alice"),
        there=there,
    )
    assert why["N-Bob"] == ["The managers form a circle: N-Bob → N-Alice → N-Bob."]


def test_changing_two_managers_the_other_way_round_is_no_circle() -> None:
    there = known(knows("Alice", manager="N-Mona"), knows("Mona"))
    assert refusals(row("Alice", manager=""), row("Mona", manager="N-Alice"), there=there) == {}


# -- the last administrator --------------------------------------------------------------------------------------------


def test_the_last_administrator_keeps_the_role() -> None:
    there = known(knows("Ann", roles="administrator"), knows("Old", roles="administrator", disabled=True))
    why = refusals(row("Ann", roles="coach"), there=there)
    assert why == {"N-Ann": ["Nobody could administrate any more. Make somebody else administrator first."]}


def test_the_role_may_be_handed_over_in_one_file_but_not_to_a_refused_row() -> None:
    there = known(knows("Ann", roles="administrator"), knows("Alice"))
    ann, alice = row("Ann", roles="coach"), row("Alice", roles="administrator")
    assert refusals(ann, alice, there=there) == {}
    assert set(refusals(ann, alice | {"country": "Mars"}, there=there)) == {"N-Ann", "N-Alice"}
