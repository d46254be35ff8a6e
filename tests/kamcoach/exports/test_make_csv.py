"""Taking a dataset along as CSV: it streams, it is recorded, and nobody gets more than the page shows them."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from kamcoach.assessing.models import Assessment
from kamcoach.exports import streaming
from kamcoach.exports.datasets import Chunk, Column
from kamcoach.exports.models import Export
from kamcoach.exports.sets import assessments
from tests.factories.exports import csv_rows, many_assessments, personal_texts, recorded, rename, take
from tests.factories.world import World, counting


def test_assessments_one_row_each_with_dates_and_counts_and_no_answer(world: World) -> None:
    _, sent = world.baseline(world.alice, world.bob)
    world.baseline(world.charlie, world.dora)
    world.answer_all(sent, world.alice, "4", note="SECRET-NOTE")
    reply = take(world, world.hugh, "assessments")
    assert reply.mimetype == "text/csv"
    assert reply.headers["Content-Disposition"] == f"attachment; filename=kamcoach-assessments-{world.today}.csv"
    assert reply.headers["Cache-Control"] == "no-store"
    assert "SECRET-NOTE" not in reply.text
    alice, charlie = csv_rows(reply)
    assert alice == {
        "Number": "N-Alice",
        "Name": "Alice",
        "Unit": "",
        "Country": "PH",
        "Job profile": "",
        "Instrument": alice["Instrument"],
        "Code": "kam-behaviours",
        "Version": alice["Version"],
        "Purpose": "development",
        "Rated by": "own view",
        "Rater": "Alice",
        "Opened": str(world.today),
        "Due": alice["Due"],
        "Closes": alice["Closes"],
        "Sent (UTC)": f"{world.now.business:%Y-%m-%dT%H:%M:%SZ}",
        "Released (UTC)": f"{world.now.business:%Y-%m-%dT%H:%M:%SZ}",
        "Items asked": "12",
        "Items answered": "12",
        "Items with a value": "12",
    }
    assert (charlie["Name"], charlie["Sent (UTC)"], charlie["Items answered"]) == ("Charlie", "", "")


def test_how_much_of_a_draft_is_answered_is_not_told(world: World) -> None:
    _, draft = world.baseline(world.alice, world.bob)
    world.answer_all(draft, world.alice, "4", send=False)
    (row,) = csv_rows(take(world, world.hugh, "assessments"))
    assert (row["Items asked"], row["Items answered"], row["Items with a value"]) == ("12", "", "")


def test_how_much_was_observed_is_told_once_it_is_released(world: World) -> None:
    enrolment, own = world.baseline(world.alice, world.bob, observer=world.tess)
    world.answer_all(own, world.alice, "4")
    before = {row["Rater"]: row for row in csv_rows(take(world, world.hugh, "assessments"))}
    assert before["Alice"]["Sent (UTC)"] and not before["Alice"]["Released (UTC)"]
    assert {row["Items with a value"] for row in before.values()} == {""}
    view = world.assessment(enrolment, "baseline", world.tess)
    world.see(view, world.tess)
    world.answer_all(view, world.tess, "N")
    after = {row["Rater"]: row["Items with a value"] for row in csv_rows(take(world, world.hugh, "assessments"))}
    assert after == {"Alice": "12", "Tess": "0"}


def test_raters_of_a_group_are_not_named_nor_told_apart(world: World) -> None:
    _, own = world.baseline(world.alice, world.bob)
    world.answer_all(own, world.alice, "4")
    with world.writing() as session:
        session.get_one(Assessment, own.id).relation = "peer"
    (row,) = csv_rows(take(world, world.hugh, "assessments"))
    assert (row["Rated by"], row["Rater"], row["Sent (UTC)"], row["Items answered"]) == ("peer", "", "", "")


def test_not_observed_is_an_answer_without_a_value(world: World) -> None:
    _, sent = world.baseline(world.alice, world.bob)
    world.answer_all(sent, world.alice, "N")
    (row,) = csv_rows(take(world, world.hugh, "assessments"))
    assert (row["Items answered"], row["Items with a value"]) == ("12", "0")


def test_filters_narrow_it(world: World) -> None:
    world.baseline(world.alice, world.bob)
    world.baseline(world.charlie, world.dora)
    everybody = ["Alice", "Charlie"]
    cases: list[tuple[dict[str, str], list[str]]] = [
        ({}, everybody),
        ({"country": "ph"}, everybody),
        ({"country": " "}, everybody),
        ({"country": "DE"}, []),
        ({"manager": world.mona.public_id}, ["Alice"]),
        ({"instrument": "kam-behaviours", "purpose": "development"}, everybody),
        ({"instrument": "day-one"}, []),
        ({"profile": "sales-leader"}, []),
        ({"from": "2026-01-01", "until": "2026-12-31"}, everybody),
        ({"until": "2026-01-01"}, []),
        ({"state": "open"}, everybody),
        ({"state": "sent"}, []),
    ]
    for filters, names in cases:
        assert [row["Name"] for row in csv_rows(take(world, world.hugh, "assessments", **filters))] == names, filters


def test_a_cohort_narrows_it_to_its_people(world: World) -> None:
    world.baseline(world.charlie, world.dora)
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    world.enrol(cohort, world.alice, world.bob)
    rows = csv_rows(take(world, world.hugh, "assessments", cohort=cohort.public_id))
    assert [row["Name"] for row in rows] == ["Alice"]


def test_a_filter_that_cannot_be_is_refused_in_words(world: World) -> None:
    cases: list[tuple[str, dict[str, str], str]] = [
        ("assessments", {"colour": "red"}, "This export has no filter “colour”."),
        ("assessments", {"country": "Mars"}, "“MARS” cannot be looked for here."),
        ("assessments", {"from": "2026-02-30"}, "February 2026 has 28 days."),
        ("assessments", {"unit": "x' OR 1=1"}, "“x&#39; OR 1=1” cannot be looked for here."),
        ("assessments", {"state": "asleep"}, "“asleep” cannot be looked for here."),
        ("cohort", {}, "This export needs the filter “cohort”."),
    ]
    for dataset, filters, said in cases:
        reply = take(world, world.hugh if dataset == "assessments" else world.bob, dataset, **filters)
        assert reply.status_code == 422
        assert said in reply.text
    assert recorded(world) == []


def test_a_filter_that_names_nothing_is_404(world: World) -> None:
    for name in ("unit", "manager", "cohort"):
        assert take(world, world.hugh, "assessments", **{name: "AbsentAbsent1234"}).status_code == 404
    assert recorded(world) == []


def test_each_dataset_has_its_roles(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today).public_id
    may = {
        "assessments": (world.hugh,),
        "heat-map": (world.hugh,),
        "trail": (world.hugh,),
        "people": (world.ann,),
        "cohort": (world.bob, world.ann),
    }
    everybody = (world.alice, world.bob, world.mona, world.ann, world.hugh, world.tess)
    for dataset, allowed in may.items():
        filters = {"cohort": {"cohort": cohort}, "trail": {"person": world.alice.public_id}}.get(dataset, {})
        got = {one.name: take(world, one, dataset, **filters).status_code for one in everybody}
        assert got == {one.name: 200 if one in allowed else 403 for one in everybody}, dataset


def test_a_wrong_role_is_refused_before_anything_is_looked_up(world: World) -> None:
    client = world.client(world.alice)
    client.get("/me")
    reply, statements = counting(world.app, lambda: client.post("/exports/assessments.csv", data={"colour": "red"}))
    assert (reply.status_code, len(statements)) == (403, 1), "only the session"


def test_a_strangers_cohort_is_what_was_never_there(world: World) -> None:
    theirs = world.cohort(world.dora, first_day=world.today).public_id
    replies = [take(world, world.bob, "cohort", cohort=one) for one in (theirs, "AbsentAbsent1234")]
    assert [reply.status_code for reply in replies] == [404, 404]
    assert recorded(world) == []


def test_what_is_no_dataset_or_no_format_is_404(world: World) -> None:
    hugh = world.client(world.hugh)
    for path in ("/exports/absent.csv", "/exports/assessments.pdf", "/exports/assessments"):
        assert hugh.post(path).status_code == 404


def test_it_is_a_post_with_a_token(world: World) -> None:
    client = world.client(world.hugh)
    assert client.get("/exports/assessments.csv").status_code == 405
    client.csrf = ""
    assert client.post("/exports/assessments.csv").status_code == 400
    assert recorded(world) == []


# -- recorded ------------------------------------------------------------------------------------------------------


def test_the_trail_has_its_start_and_its_end(world: World) -> None:
    world.baseline(world.alice, world.bob)
    take(world, world.hugh, "assessments", country="PH")
    hugh = world.hugh.public_id
    assert recorded(world) == [
        (hugh, "export started", {"dataset": "assessments", "format": "csv", "filters": {"country": "PH"}}),
        (hugh, "export finished", {"rows": 1}),
    ]


def test_what_was_searched_for_is_erasable(world: World) -> None:
    rows = csv_rows(take(world, world.ann, "people", search="Alice"))
    assert [row["name"] for row in rows] == ["Alice"]
    assert recorded(world)[0][2]["filters"] == {}
    assert personal_texts(world) == {"search": "Alice"}


def test_a_reader_who_goes_away_is_recorded_with_what_they_had(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "CHUNK", 2)
    client = world.client(world.ann)
    reply = client.post("/exports/people.csv", buffered=False)
    assert recorded(world)[-1][1] == "export started", "it is recorded before a byte leaves"
    pieces = iter(reply.response)
    assert next(pieces).startswith(b"\xef\xbb\xbfemployee_number,name,email")
    assert next(pieces).count(b"\r\n") == next(pieces).count(b"\r\n") == 2
    reply.close()
    assert recorded(world)[-1] == (world.ann.public_id, "export cut off", {"rows": 4})


def test_a_failure_on_the_way_breaks_the_file_and_is_recorded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "CHUNK", 2)
    client = world.client(world.ann)
    reply = client.post("/exports/people.csv", buffered=False)
    pieces = iter(reply.response)
    next(pieces), next(pieces)
    monkeypatch.setattr(streaming.csv_file, "lines", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        next(pieces)
    assert recorded(world)[-1] == (world.ann.public_id, "export cut off", {"rows": 2})


# -- streams -------------------------------------------------------------------------------------------------------


def test_rows_are_read_in_chunks_by_key_and_never_all_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "CHUNK", 10)
    many_assessments(world, 25, world.alice)
    held: list[int] = []
    written = streaming.csv_file.lines

    def note(columns: Sequence[Column], chunk: Chunk) -> bytes:
        held.append(len(chunk))
        return written(columns, chunk)

    monkeypatch.setattr(streaming.csv_file, "lines", note)
    reply, statements = counting(world.app, lambda: take(world, world.hugh, "assessments"))
    assert held == [10, 10, 5]
    assert len(csv_rows(reply)) == 25
    assert len([sql for sql in statements if "assessment.id IN" in sql and "ORDER BY assessment.id" in sql]) == 3
    assert world.rows(Export) == []


def test_ids_are_held_a_block_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "CHUNK", 3)
    monkeypatch.setattr(assessments, "_BLOCK", 6)
    there = 0
    for more in (1, 5, 1, 1, 4, 1):  # 1, 6, 7, 8, 12, 13
        many_assessments(world, more, world.alice, first=there)
        there += more
        assert len(csv_rows(take(world, world.hugh, "assessments"))) == there


def test_what_is_added_meanwhile_is_no_row_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "CHUNK", 2)
    reply = world.client(world.ann).post("/exports/people.csv", buffered=False)
    pieces = iter(reply.response)
    got = [next(pieces), next(pieces)]
    rename(world, world.tess, "Aaron")
    rename(world, world.dora, "Zoe")
    got += list(pieces)
    reply.close()
    names = [line.split(b",")[1] for line in b"".join(got).split(b"\r\n")[1:-1]]
    assert names == [b"Alice", b"Ann", b"Bob", b"Charlie", b"Hugh", b"Mona", b"Zoe"]


def test_no_rows_are_a_head_alone(world: World) -> None:
    reply = take(world, world.hugh, "assessments")
    assert csv_rows(reply) == []
    assert reply.text.count("\r\n") == 1
