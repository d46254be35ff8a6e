"""An audit leaves as its page shows it to whoever asks: what a person may not see of it yet is in no file of theirs."""

from kamcoach.auditing import findings
from tests.factories.auditing import action, answer, ask, audit, drafted, final, finding_of, hand_in, items
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.exports import csv_rows, recorded, take
from tests.factories.world import Someone, Thing, World

pytestmark = ON_ONE_ENGINE


def parts(world: World, who: Someone, made: Thing) -> dict[str, list[dict[str, str]]]:
    """The rows of the file by part."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in csv_rows(take(world, who, "audit", audit=made.public_id)):
        found.setdefault(row["Part"], []).append(row)
    return found


def test_before_the_draft_the_person_takes_what_they_are_asked_for_and_nothing_else(world: World) -> None:
    made = audit(world, world.alice)
    answer(world, made)
    paper = ask(world, made, items(world, made)[0])
    hand_in(world, made, paper, world.alice)
    (evidence,) = parts(world, world.alice, made).pop("Evidence")
    assert (evidence["What"], evidence["Result"], evidence["Note"]) == (
        "The signed minutes.",
        "handed in",
        "Minutes, signed.",
    )
    assert set(parts(world, world.alice, made)) == {"Evidence"}
    of_hugh = parts(world, world.hugh, made)
    assert len(of_hugh["Item"]) == len(items(world, made))
    assert {row["Note"] for row in of_hugh["Item"]} == {"As the papers show."}


def test_a_draft_goes_to_the_person_without_the_checklist(world: World) -> None:
    made = drafted(world, world.alice)
    of_alice = parts(world, world.alice, made)
    assert set(of_alice) == {"Finding"}
    assert (of_alice["Finding"][0]["What"], of_alice["Finding"][0]["Result"]) == ("Two of five lack a paper.", "draft")


def test_a_reply_that_is_being_written_is_nobody_elses(world: World) -> None:
    made = drafted(world, world.alice)
    finding, alice = finding_of(world, made), world.actor(world.alice)
    with world.writing() as session:
        said = ("SECRET-REPLY", "")
        findings.save_reply(session, made.public_id, finding.public_id, *said, 0, actor=alice, at=world.now)
    assert parts(world, world.alice, made)["Finding"][0]["The person corrects"] == "SECRET-REPLY"
    assert "SECRET-REPLY" not in take(world, world.hugh, "audit", audit=made.public_id).text


def test_final_it_is_whole_with_the_reply_beside_the_finding(world: World) -> None:
    made = final(world, world.alice)
    action(world, made, world.alice)
    for who in (world.alice, world.hugh):
        rows = parts(world, who, made)
        (finding,) = rows["Finding"]
        assert (finding["Result"], finding["The person corrects"], finding["The person sees it differently"]) == (
            "final",
            "It was three of five.",
            "The client never signs.",
        )
        assert len(rows["Item"]) == len(items(world, made))
        (agreed,) = rows["Action"]
        assert (agreed["What"], agreed["Result"], agreed["Who"]) == ("Minutes within two days.", "open", "Alice")
        page = world.client(who).get(f"/audits/{made.public_id}").text
        assert f'name="audit" value="{made.public_id}"' in page


def test_a_strangers_audit_is_what_was_never_there(world: World) -> None:
    made = final(world, world.alice)
    for one in (made.public_id, "AbsentAbsent1234"):
        for who in (world.charlie, world.bob, world.mona, world.ann):
            assert take(world, who, "audit", audit=one).status_code == 404
    assert recorded(world) == []


def test_the_list_is_that_of_the_page(world: World) -> None:
    assert csv_rows(take(world, world.hugh, "audits")) == []
    audit(world, world.alice)
    final(world, world.charlie)
    rows = csv_rows(take(world, world.hugh, "audits"))
    assert [(row["Person"], row["Auditor"], bool(row["Final (UTC)"])) for row in rows] == [
        ("Charlie", "Hugh", True),
        ("Alice", "Hugh", False),
    ]
    assert 'formaction="/exports/audits.csv"' in world.client(world.hugh).get("/audits").text
