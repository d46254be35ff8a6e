"""HR's pages leave as they are: the heat map without anybody's own view, the list of assessments, a person's trail."""

from typing import Any

import pytest

from kamcoach.exports.sets import heatmap
from kamcoach.insights import trail_of
from kamcoach.people.models import Person
from kamcoach.trail.models import TrailEntry
from kamcoach.web.cells import plain
from tests.factories.browsing import said
from tests.factories.cycles import agree, cycle, rated_pair
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.exports import about, csv_rows, take
from tests.factories.world import World

pytestmark = ON_ONE_ENGINE


def by_competency(world: World, **filters: str) -> dict[str, dict[str, str]]:
    """Alice's rows of the heat map."""
    rows = csv_rows(take(world, world.hugh, "heat-map", **filters))
    return {row["Competency"]: row for row in rows if row["Name"] == "Alice"}


def give_profile(world: World, *people: Any) -> None:
    """A job that needs levels."""
    with world.writing() as session:
        for one in people:
            session.get_one(Person, one.id).job_profile = "key-account-manager"


def test_the_managers_level_stands_until_both_have_agreed(world: World) -> None:
    give_profile(world, world.alice)
    made = rated_pair(world, own={"negotiation": "5"}, manager={"negotiation": "2"})
    before = by_competency(world)
    assert {(row["Level"], row["Whose"]) for row in before.values()} >= {("3", "manager"), ("2", "manager")}
    assert "5" not in {row["Level"] for row in before.values()}, "never one's own view"
    agree(world, made, world.alice, world.mona)
    after = by_competency(world)
    assert {row["Whose"] for row in after.values() if row["Level"]} == {"agreed by both"}
    short = next(row for row in after.values() if row["Needed"] and int(row["Needed"]) > 3)
    assert int(short["To go"]) == int(short["Needed"]) - 3


def test_one_who_is_not_rated_stands_with_what_is_needed(world: World) -> None:
    give_profile(world, world.charlie)
    rows = csv_rows(take(world, world.hugh, "heat-map"))
    assert {row["Name"] for row in rows} == {"Charlie"}
    assert {(row["Level"], row["To go"], row["Whose"]) for row in rows} == {("", "", "")}
    assert all(row["Needed"] for row in rows)


def test_an_auditor_who_owes_a_view_sees_no_level(world: World) -> None:
    give_profile(world, world.alice)
    rated_pair(world)
    world.end_line("manager", world.alice, world.today)
    world.line("manager", world.alice, world.hugh, since=world.today)
    cycle(world, world.alice, title="Again")
    page = said(world.client(world.hugh).get("/heatmap").text)
    levels = {row["Level"] for row in by_competency(world).values()}
    assert levels == {""}, page


def test_people_come_in_chunks_by_name(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    give_profile(world, world.alice, world.bob, world.charlie, world.dora, world.tess)
    monkeypatch.setattr(heatmap, "_PEOPLE", 2)
    names = [row["Name"] for row in csv_rows(take(world, world.hugh, "heat-map"))]
    assert list(dict.fromkeys(names)) == ["Alice", "Bob", "Charlie", "Dora", "Tess"]
    assert len(names) == 5 * names.count("Alice")


def test_a_selection_narrows_both_and_the_file_says_so(world: World) -> None:
    give_profile(world, world.alice, world.charlie)
    world.baseline(world.alice, world.bob)
    world.baseline(world.charlie, world.dora)
    for dataset in ("heat-map", "assessments"):
        rows = csv_rows(take(world, world.hugh, dataset, manager=world.mona.public_id))
        assert {row["Name"] for row in rows} == {"Alice"}, dataset
        assert about(take(world, world.hugh, dataset, "xlsx", manager=world.mona.public_id).data)["Who"] == "Mona"
        assert about(take(world, world.hugh, dataset, "xlsx").data)["Who"] == "everybody"


def test_the_list_of_assessments_has_as_many_as_the_page(world: World) -> None:
    world.baseline(world.alice, world.bob, observer=world.tess)
    _, sent = world.baseline(world.charlie, world.dora)
    world.answer_all(sent, world.charlie)
    for state in ("", "open", "sent", "late", "missed"):
        page = said(world.client(world.hugh).get("/overview/assessments", query_string={"state": state}).text)
        rows = csv_rows(take(world, world.hugh, "assessments", state=state))
        assert f"{len(rows)} assessment" in page, state


# -- the trail of a person -----------------------------------------------------------------------------------------


def test_the_trail_has_what_the_page_has_and_where_it_is_sealed(world: World) -> None:
    made = rated_pair(world)
    world.tick()
    agree(world, made, world.alice)
    rows = csv_rows(take(world, world.hugh, "trail", person=world.alice.public_id))
    page = said(world.client(world.hugh).get(f"/record/{world.alice.public_id}/trail").text)
    assert rows[0]["What"] == "signed the levels" and rows[0]["Sealed at place"] == ""
    assert all(row["What"] in page for row in rows[:20])
    assert any(row["Sealed at place"].isdigit() for row in rows)
    whole = " ".join(str(row) for row in rows)
    assert "What the manager saw" not in whole and "Own evidence" not in whole
    entries = {entry.public_id for entry in world.rows(TrailEntry)}
    assert {plain(row["Entry"]) for row in rows} <= entries


def test_a_long_trail_leaves_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rated_pair(world)
    whole = csv_rows(take(world, world.hugh, "trail", person=world.alice.public_id))
    monkeypatch.setattr(trail_of, "PAGE_SIZE", 7)
    pieces = csv_rows(take(world, world.hugh, "trail", person=world.alice.public_id))
    assert [row["Entry"] for row in pieces] == [row["Entry"] for row in whole]
    assert len(whole) > 20


def test_nobody_is_404(world: World) -> None:
    assert take(world, world.hugh, "trail", person="AbsentAbsent1234").status_code == 404


def test_the_pages_have_the_buttons_with_what_is_chosen(world: World) -> None:
    give_profile(world, world.alice)
    world.baseline(world.alice, world.bob)
    hugh, mona = world.client(world.hugh), world.mona.public_id
    for path, dataset in (("/heatmap", "heat-map"), ("/overview/assessments", "assessments")):
        page = hugh.get(path, query_string={"manager": mona}).text
        assert f'formaction="/exports/{dataset}.csv"' in page
        assert f'<input type="hidden" name="manager" value="{mona}">' in page
    assert f'name="person" value="{world.alice.public_id}"' in hugh.get(f"/record/{world.alice.public_id}/trail").text
