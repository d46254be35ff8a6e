"""Importing figures of the business: a file, a dry run that changes nothing, an import that does what it showed."""

import json
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from kamcoach.outcomes import services
from kamcoach.outcomes.models import Outcome, OutcomeImport
from kamcoach.permissions.roles import Role
from kamcoach.trail.models import TrailEntry, TrailText
from tests.factories.browsing import links, said
from tests.factories.command import of, run
from tests.factories.doors import main_of
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.exports import csv_rows, take, xlsx_rows
from tests.factories.outcomes_file import outcomes_file, row, store, workbook_file
from tests.factories.world import Browser, World, counting

PAGES = "/administration/outcomes"
UPLOAD = f"{PAGES}/import"
ABSENT = f"{UPLOAD}/abcdefghijklmnop"
PERIOD = (date(2025, 10, 1), date(2025, 12, 31))


def send(browser: Browser, data: bytes | str) -> TestResponse:
    content = data if isinstance(data, bytes) else data.encode()
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="figures"\r\n\r\n'
    body = head + content + b"\r\n--cut--\r\n"
    reply: TestResponse = browser.post(UPLOAD, data=body, content_type="multipart/form-data; boundary=cut")
    return reply


def dry_run(browser: Browser, data: bytes | str) -> str:
    reply = send(browser, data)
    assert reply.status_code == 302, reply.text
    return str(reply.location)


def do_import(browser: Browser, data: bytes | str) -> str:
    reply = browser.post(dry_run(browser, data), follow_redirects=True)
    assert reply.status_code == 200
    return said(reply.text)


def everything(world: World) -> list[Any]:
    """Whatever an import may change."""
    with world.reading() as session:
        tables = (model.__table__ for model in (Outcome, TrailEntry))
        return [tuple(found) for table in tables for found in session.execute(select(table).order_by(*table.c))]


def values(world: World) -> list[tuple[int, str, float]]:
    return [(one.person_id, one.name, one.value) for one in world.rows(Outcome)]


# -- works ---------------------------------------------------------------------------------------------------------


def test_the_dry_run_tells_what_would_happen_and_changes_nothing(world: World) -> None:
    with world.writing() as session:
        store(session, {world.bob.id: 50}, PERIOD, world.now)
    browser, before = world.client(world.ann), everything(world)
    text = outcomes_file(row(), row("Bob", value="1,234.5"), row("Zoe"), row("Charlie", value="much"))
    where = dry_run(browser, text)
    page = browser.get(where).text
    assert "1 value would be added, 1 replaced, 0 stay as they are, 2 rows are refused." in said(page)
    assert "Nobody has the number N-Zoe." in page
    assert "50 → <b>1,234.5</b> %" in page
    assert page.index("Refused") < page.index("Replaced") < page.index("Added"), "what was refused comes first"
    assert "Import 2 values" in page
    assert everything(world) == before


def test_the_import_writes_values_and_the_trail_keeps_what_was_replaced(world: World) -> None:
    with world.writing() as session:
        store(session, {world.bob.id: 50}, PERIOD, world.now)
    browser = world.client(world.ann)
    assert "Imported: 1 added, 1 replaced, 1 left out." in do_import(
        browser, outcomes_file(row(), row("Bob", value="55"), row("Zoe"))
    )
    assert values(world) == [(world.bob.id, "Renewals", 55.0), (world.alice.id, "Renewals", 61.5)]
    alices = world.rows(Outcome)[1]
    assert (alices.unit, alices.first_day, alices.last_day) == ("%", *PERIOD)
    assert (alices.source, alices.imported_by_id, alices.imported_at) == (
        "CRM, report 12",
        world.ann.id,
        world.now.wall,
    )
    (entry,) = world.rows(TrailEntry, TrailEntry.object_id == world.bob.public_id, TrailEntry.verb.like("outcomes%"))
    assert (entry.verb, entry.actor) == ("outcomes imported", world.ann.public_id)
    assert entry.details == '{"added":0,"replaced":1}'
    (text,) = world.rows(TrailText, TrailText.entry_id == entry.id)
    assert json.loads(text.text) == {"values": [["Renewals", "2025-10-01", "2025-12-31", 50.0, 55.0, "CRM"]]}
    page = browser.get(dry_run(browser, outcomes_file(row(), row("Bob", value="55"))))
    assert "There is nothing to import in this file." in page.text


def test_a_workbook_is_imported_like_a_csv_and_the_export_comes_in_again_as_it_left(world: World) -> None:
    browser = world.client(world.ann)
    lines = [
        ["employee_number", "figure", "unit", "from", "to", "value", "source"],
        ["N-Alice", "=Renewals", "%", *PERIOD, 1234.5, "@crm"],
        ["N-Bob", "=Renewals", "%", *PERIOD, -3, "@crm"],
    ]
    assert "Imported: 2 added" in do_import(browser, workbook_file(lines, strings_to_formulas=False))
    assert values(world) == [(world.alice.id, "=Renewals", 1234.5), (world.bob.id, "=Renewals", -3.0)]
    taken = {kind: take(world, world.ann, "outcomes", kind).data for kind in ("csv", "xlsx")}
    assert csv_rows(take(world, world.hugh, "outcomes"))[0]["figure"] == "'=Renewals", "no spreadsheet runs it"
    assert xlsx_rows(taken["xlsx"])[1]["value"] == -3.0
    for data in taken.values():
        assert "2 stay as they are" in said(browser.get(dry_run(browser, data)).text)


def test_the_export_is_for_administrators_and_auditors(world: World) -> None:
    who = (world.ann, world.hugh, world.bob, world.mona, world.alice)
    assert [take(world, one, "outcomes").status_code for one in who] == [200, 200, 403, 403, 403]


def test_a_figure_is_removed_after_a_question_and_the_trail_keeps_it(world: World) -> None:
    with world.writing() as session:
        store(session, {world.alice.id: 60, world.bob.id: 50}, PERIOD, world.now)
        store(session, {world.alice.id: 3}, PERIOD, world.now, name="Visits & <calls>", unit="")
    browser = world.client(world.ann)
    where = links(browser.get(PAGES).text)["Remove: Visits & <calls>"]
    before = everything(world)
    assert "1 value goes" in said(browser.get(where).text)
    assert everything(world) == before
    reply = browser.post(f"{PAGES}/remove", data={"figure": "Visits & <calls>"}, follow_redirects=True)
    assert "1 value of Visits & <calls> removed." in said(reply.text)
    assert [name for _, name, _ in values(world)] == ["Renewals", "Renewals"]
    (entry,) = world.rows(TrailEntry, TrailEntry.verb == "outcomes removed")
    assert entry.object_id == world.alice.public_id and "Visits" not in entry.details
    assert "Visits" in world.rows(TrailText, TrailText.entry_id == entry.id)[0].text
    for reply in (browser.post(f"{PAGES}/remove", data={"figure": "None"}), browser.get(f"{PAGES}/remove?figure=None")):
        assert reply.status_code == 404


# -- bad input, and whose it is --------------------------------------------------------------------------------------


@ON_ONE_ENGINE
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(world: World) -> None:
    browser, before = world.client(world.ann), everything(world)
    for data, reason in [
        ("figure;value\n", "The header lacks the columns employee_number, from, to, source."),
        (b"PK\x03\x04junk", "The file is no workbook that can be read."),
        (b"x" * 2_000_001, "The file is larger than 2 MB."),
    ]:
        reply = send(browser, data)
        assert reply.status_code == 422
        assert reason in reply.text.split('<p class="field-error" id="file-error1">')[1].split("</p>")[0]
    assert browser.post(UPLOAD, data={}).status_code == 422
    assert (everything(world), world.rows(OutcomeImport)) == (before, [])


@ON_ONE_ENGINE
def test_only_administrators_import_and_somebody_elses_dry_run_is_none(world: World) -> None:
    where, before = dry_run(world.client(world.ann), outcomes_file(row())), everything(world)
    for someone in (world.hugh, world.bob, world.alice):
        browser = world.client(someone)
        asked = [browser.get(UPLOAD), send(browser, outcomes_file(row())), browser.get(where), browser.post(where)]
        asked += [browser.get(f"{PAGES}/remove?figure=x"), browser.post(f"{PAGES}/remove")]
        assert {reply.status_code for reply in asked} == {403}
    assert everything(world) == before
    olga = world.client(world.person("Olga", Role.ADMINISTRATOR))
    assert [olga.get(where).status_code, olga.post(where).status_code, olga.post(ABSENT).status_code] == [404] * 3
    assert main_of(olga.get(where)) == main_of(olga.get(ABSENT))
    assert "Import figures" not in links(world.client(world.hugh).get(PAGES).text), "HR reads what there is"
    assert values(world) == []


# -- twice, at once, half ------------------------------------------------------------------------------------------


def test_applying_from_several_windows_at_the_same_time_imports_once(world: World) -> None:
    windows: Sequence[Browser] = [world.client(world.ann) for _ in range(3)]
    where = dry_run(windows[0], outcomes_file(row(), row("Bob")))
    start, found = threading.Barrier(len(windows)), []

    def apply(browser: Browser) -> None:
        start.wait()
        found.append(browser.post(where).status_code)

    threads = [threading.Thread(target=apply, args=(browser,)) for browser in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [302, 404, 404]
    assert len(values(world)) == 2
    assert len(world.rows(TrailEntry, TrailEntry.verb == "outcomes imported")) == 2


def test_two_administrators_who_import_the_same_values_at_once_leave_one_of_each(world: World) -> None:
    olga = world.person("Olga", Role.ADMINISTRATOR)
    windows = [world.client(one) for one in (world.ann, olga)]
    wheres = [dry_run(one, outcomes_file(row(value=value))) for one, value in zip(windows, "12", strict=True)]
    start, found = threading.Barrier(2), []

    def apply(browser: Browser, where: str) -> None:
        start.wait()
        found.append(browser.post(where).status_code)

    threads = [threading.Thread(target=apply, args=pair) for pair in zip(windows, wheres, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [302, 302]
    assert len(values(world)) == 1
    details = [one.details for one in world.rows(TrailEntry, TrailEntry.verb == "outcomes imported")]
    assert sorted(details) == ['{"added":0,"replaced":1}', '{"added":1,"replaced":0}']


def test_a_newer_upload_replaces_the_older_one_and_a_forgotten_one_goes_after_a_day(world: World) -> None:
    browser = world.client(world.ann)
    older, newer = (dry_run(browser, outcomes_file(row(value=value))) for value in "12")
    assert browser.post(older).status_code == 404
    world.clock.forward(days=1, seconds=1)
    world.tick()
    assert world.rows(OutcomeImport) == []
    assert browser.post(newer).status_code == 404
    assert values(world) == []


def test_an_import_that_fails_in_the_middle_leaves_nothing_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = world.client(world.ann)
    where = dry_run(browser, outcomes_file(row(), row("Bob")))
    before = everything(world)

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(services.trail, "record", fail)
    assert browser.post(where).status_code == 500
    assert everything(world) == before


@ON_ONE_ENGINE
def test_a_long_file_is_shown_in_part_with_as_many_queries_as_a_short_one(world: World) -> None:
    browser, counts = world.client(world.ann), []
    for many in (1, 150):
        rows = [row(figure=f"Figure {number}") for number in range(many)]
        where = dry_run(browser, outcomes_file(*rows))
        page, statements = counting(world.app, lambda where=where: browser.get(where))  # type: ignore[misc]
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 7
    assert "50 more values are added and not listed here." in page.text


# -- the command line ------------------------------------------------------------------------------------------------


@ON_ONE_ENGINE
def test_the_command_shows_first_when_told_to_and_imports_in_nobodys_name(world: World, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(outcomes_file(row(), row("Zoe")), encoding="utf-16")
    before = everything(world)
    shown = run("outcomes", "import", file, "--dry-run", **of(world.app))
    assert shown.exit_code == 1, "a row is refused"
    assert shown.stdout.splitlines() == [
        "line 2: added N-Alice Renewals",
        "line 3: refused N-Zoe Renewals Nobody has the number N-Zoe.",
        "2 rows, 1 refused. Nothing was changed.",
    ]
    assert everything(world) == before
    assert run("outcomes", "import", file, **of(world.app)).stdout.endswith("2 rows, 1 refused. Imported.\n")
    assert values(world) == [(world.alice.id, "Renewals", 61.5)]
    assert world.rows(TrailEntry, TrailEntry.verb == "outcomes imported")[0].actor == "system"
    file.write_bytes(b"caf\xe9")
    refused = run("outcomes", "import", file, **of(world.app))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Error: The file is not UTF-8")
