"""`kamcoach people import FILE [--apply]`: the same dry run and the same import as on the page."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kamcoach.people.models import Line, Person
from kamcoach.trail.models import TrailEntry
from tests.factories.command import of, run
from tests.factories.people_file import people_file, row
from tests.factories.world import World


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two good rows, a changed one and a refused one."""
    path = tmp_path / "people.csv"
    rows = [row("Erin", manager="N-Mona"), row("Finn", manager="N-Erin"), row("Bob"), row("Gina", country="Mars")]
    rows.insert(2, row("Alice", name="Alice Mae", manager="N-Mona"))
    path.write_text(people_file(*rows, delimiter=";"), encoding="utf-16")
    return path


def everything(world: World) -> list[Any]:
    """Whatever an import may change."""
    with world.reading() as session:
        tables = (model.__table__ for model in (Person, Line, TrailEntry))
        return [tuple(found) for table in tables for found in session.execute(select(table).order_by(*table.c))]


def test_without_apply_it_shows_row_by_row_and_changes_nothing(world: World, file: Path) -> None:
    before = everything(world)
    result = run("people", "import", file, **of(world.app))
    assert result.exit_code == 1, "a row is refused"
    assert result.stdout.splitlines() == [
        "line 2: created N-Erin",
        "line 3: created N-Finn",
        "line 4: changed N-Alice name",
        "line 5: unchanged N-Bob",
        "line 6: refused N-Gina “MARS” is not a country code; use two letters such as PH.",
        "5 rows, 1 refused. Nothing was changed.",
    ]
    assert everything(world) == before


def test_with_apply_it_writes_what_it_showed_in_the_name_of_nobody(world: World, file: Path) -> None:
    result = run("people", "import", file, "--apply", **of(world.app))
    assert result.stdout.endswith("5 rows, 1 refused. Imported.\n")
    (erin,) = world.rows(Person, Person.employee_number == "N-Erin")
    assert world.rows(Person, Person.employee_number == "N-Gina") == []
    assert world.rows(Person, Person.name == "Alice Mae") != []
    assert [line.holder_id for line in world.rows(Line, Line.person_id == erin.id)] == [world.mona.id]
    (entry,) = world.rows(TrailEntry, TrailEntry.object_id == erin.public_id)
    assert entry.actor == "system"
    again = run("people", "import", file, "--apply", **of(world.app))
    assert again.stdout.count("unchanged") == 4
    assert len(world.rows(TrailEntry, TrailEntry.object_id == erin.public_id)) == 1


def test_a_file_without_refused_rows_ends_well(world: World, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(people_file(row("Erin")))
    assert run("people", "import", tmp_path / "people.csv", **of(world.app)).exit_code == 0


def test_a_file_that_cannot_be_read_is_a_sentence(world: World, tmp_path: Path) -> None:
    before, file = everything(world), tmp_path / "people.csv"
    for data, why in [
        (b"name\n", "The header lacks the columns employee_number, email, country, time_zone."),
        (b"\xff" * 10_000_000, "The file is larger than 2 MB."),
        (b"caf\xe9", "The file is not UTF-8: byte 4 cannot be read."),
    ]:
        file.write_bytes(data)
        result = run("people", "import", file, "--apply", **of(world.app))
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(f"Error: {why}")
    assert run("people", "import", tmp_path / "none.csv", **of(world.app)).exit_code == 2
    assert everything(world) == before
