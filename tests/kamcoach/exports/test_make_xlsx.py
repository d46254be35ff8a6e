"""Taking a dataset along as XLSX: a short one at once, a long one from the worker, too long a one not at all."""

import pytest

from kamcoach.exports import services, views, xlsx_file
from kamcoach.exports.models import Export
from tests.factories.exports import about, asked_for, csv_rows, many_assessments, recorded, take, xlsx_rows
from tests.factories.world import World
from tests.kamcoach.reinforcement.test_at_once import together


def test_a_short_one_comes_at_once_with_the_rows_of_the_csv(world: World) -> None:
    _, sent = world.baseline(world.alice, world.bob)
    world.answer_all(sent, world.alice, "4")
    reply = take(world, world.hugh, "assessments", "xlsx")
    assert reply.status_code == 200
    assert reply.mimetype == xlsx_file.TYPE
    assert reply.headers["Content-Disposition"] == f"attachment; filename=kamcoach-assessments-{world.today}.xlsx"
    (row,) = xlsx_rows(reply.data)
    (same,) = csv_rows(take(world, world.hugh, "assessments"))
    assert list(row) == list(same)
    assert (row["Name"], row["Due"].isoformat(), row["Items answered"]) == ("Alice", same["Due"], 12.0)
    assert f"{row['Sent (UTC)']:%Y-%m-%dT%H:%M:%SZ}" == same["Sent (UTC)"]
    assert [verb for _, verb, _ in recorded(world)][:2] == ["export started", "export finished"]
    assert world.rows(Export) == []


def test_the_second_sheet_says_what_the_file_is(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today)
    facts = about(take(world, world.bob, "cohort", "xlsx", cohort=cohort.public_id).data)
    assert facts["Export"] == "Cohort"
    assert facts["Made by"] == "Bob"
    assert facts["Made at (UTC)"] == "2026-03-02 09:00"
    assert facts["Cohort"].endswith(", Manila")


def test_a_long_one_waits_for_the_worker(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 3, world.alice)
    export = asked_for(world, monkeypatch, world.hugh, country="PH")
    assert (export.dataset, export.filters, export.state, export.total) == (
        "assessments",
        {"country": "PH"},
        "waiting",
        3,
    )
    assert [(verb, details.get("format")) for _, verb, details in recorded(world)] == [("export started", "xlsx")]
    page = world.client(world.hugh).get("/exports").text
    assert "Waiting: 3 rows" in page


def test_asking_twice_gives_one_and_what_differs_another(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 1, world.alice)
    first = asked_for(world, monkeypatch, world.hugh)
    again = asked_for(world, monkeypatch, world.hugh)
    other = asked_for(world, monkeypatch, world.hugh, country="PH")
    assert first.id == again.id != other.id
    assert len(recorded(world)) == 2


def test_a_double_click_gives_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 1, world.alice)
    monkeypatch.setattr(views, "AT_ONCE", 0)
    browsers = [world.client(world.hugh) for _ in range(4)]
    replies = together([lambda one=one: one.post("/exports/assessments.xlsx") for one in browsers])  # type: ignore[misc]
    assert [reply.location for reply in replies] == ["/exports"] * 4
    assert len(world.rows(Export)) == len(recorded(world)) == 1


def test_nobody_fills_the_line_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 1, world.alice)
    for day in range(services.MOST_WAITING):
        asked_for(world, monkeypatch, world.hugh, until=f"2026-12-{day + 1:02}")
    reply = take(world, world.hugh, "assessments", "xlsx", until="2026-12-31")
    assert reply.status_code == 409
    assert "5 files of yours are waiting already." in reply.text
    assert len(world.rows(Export)) == services.MOST_WAITING


def test_more_rows_than_a_sheet_holds_are_refused_in_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 3, world.alice)
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", 2)
    reply = take(world, world.hugh, "assessments", "xlsx")
    assert reply.status_code == 422
    assert "It has more rows than a sheet of Excel holds. Take the CSV, or narrow it down." in reply.text
    assert recorded(world) == []
    assert len(csv_rows(take(world, world.hugh, "assessments"))) == 3


def test_the_limit_between_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 2, world.alice)
    monkeypatch.setattr(views, "AT_ONCE", 2)
    assert take(world, world.hugh, "assessments", "xlsx").status_code == 200
    monkeypatch.setattr(views, "AT_ONCE", 1)
    assert take(world, world.hugh, "assessments", "xlsx").status_code == 302
