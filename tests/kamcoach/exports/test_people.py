"""The people list leaves in the columns of the import: what left and comes back changes nothing."""

import csv
import io

import pytest

from kamcoach.exports import streaming
from kamcoach.people.models import Person
from kamcoach.people.spreadsheet import COLUMNS
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.exports import csv_rows, rename, take, xlsx_rows
from tests.factories.people_file import people_file, row
from tests.factories.world import World, counting
from tests.kamcoach.people.test_import_people import do_import, dry_run, everything

pytestmark = ON_ONE_ENGINE


def upload_back(world: World, data: bytes) -> str:
    """The dry run of a file that left."""
    browser = world.client(world.ann)
    return " ".join(browser.get(dry_run(browser, data)).text.split())


def test_it_has_the_columns_of_the_import_in_their_words(world: World) -> None:
    do_import(world.client(world.ann), people_file(row("Erin", unit="North", roles="coach;trainee", manager="N-Mona")))
    rows = csv_rows(take(world, world.ann, "people"))
    erin = next(one for one in rows if one["name"] == "Erin")
    assert tuple(erin) == COLUMNS
    assert (erin["unit"], erin["manager"], erin["coach"], erin["roles"]) == ("North", "N-Mona", "", "coach;trainee")
    assert [one["name"] for one in rows] == sorted(one["name"] for one in rows)
    assert xlsx_rows(take(world, world.ann, "people", "xlsx").data) == [dict(one) for one in rows]


def test_what_left_comes_back_without_a_change(world: World) -> None:
    rename(world, world.alice, '=HYPERLINK("http://evil.example","Alice")')
    rename(world, world.charlie, "-1+1 “Ñuñez”, 李明; 🙂")
    rename(world, world.mona, "'quoted' Mona")
    before = everything(world)
    left = take(world, world.ann, "people").data
    assert "8 stay as they are" in (said := upload_back(world, left)), said
    assert "0 people would be created, 0 changed" in said
    assert [one for one in everything(world) if one not in before] == [
        one for one in everything(world) if "export" in str(one)
    ]


def test_a_change_in_the_file_comes_back_as_that_change(world: World) -> None:
    text = take(world, world.ann, "people").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    next(one for one in rows if one["name"] == "Alice")["coach"] = "N-Dora"
    changed = io.StringIO(newline="")
    writer = csv.DictWriter(changed, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    assert "<b>coach</b>: N-Bob → N-Dora" in upload_back(world, changed.getvalue().encode())


def test_who_has_no_number_yet_leaves_too_and_the_import_says_what_is_missing(world: World) -> None:
    with world.writing() as session:
        session.get_one(Person, world.ann.id).employee_number = None
    left = take(world, world.ann, "people").data
    assert "employee_number is empty." in upload_back(world, left)


def test_nobody_who_was_erased_is_in_it(world: World) -> None:
    with world.writing() as session:
        gone = session.get_one(Person, world.tess.id)
        gone.name = gone.email = gone.employee_number = None
    assert len(csv_rows(take(world, world.ann, "people"))) == 7


def test_a_search_narrows_it_as_it_does_the_page(world: World) -> None:
    ann = world.client(world.ann)
    for search in ("ali", "N-Alice", "alice@example.com", "  Alice  "):
        page = ann.get("/administration/people", query_string={"search": search}).text
        assert "1 person, matching" in page
        rows = csv_rows(take(world, world.ann, "people", search=search))
        assert [one["name"] for one in rows] == ["Alice"]


def test_a_chunk_costs_the_same_whatever_its_size(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def statements(size: int) -> int:
        monkeypatch.setattr(streaming, "CHUNK", size)
        _, seen = counting(world.app, lambda: take(world, world.ann, "people"))
        return len([sql for sql in seen if "FROM person" in sql or "FROM line" in sql or "FROM role_grant" in sql])

    world.client(world.ann).get("/me")
    one_chunk, two_chunks = statements(100), statements(4)
    assert two_chunks - one_chunk == 6, "8 people in chunks of 4 are three chunks, of three statements each"


def test_people_of_one_name_are_all_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "CHUNK", 2)
    for one in (world.alice, world.bob, world.charlie, world.dora, world.mona):
        rename(world, one, "Ana Cruz")
    numbers = [one["employee_number"] for one in csv_rows(take(world, world.ann, "people"))]
    assert len(set(numbers)) == len(numbers) == 8


def test_the_page_has_the_buttons_with_its_search(world: World) -> None:
    page = world.client(world.ann).get("/administration/people?search=Ali").text
    assert 'action="/exports/people.xlsx"' in page
    assert 'formaction="/exports/people.csv"' in page
    assert '<input type="hidden" name="search" value="Ali">' in page
    nobody = world.client(world.ann).get("/administration/people?search=Zebedee").text
    assert "/exports/people" not in nobody
