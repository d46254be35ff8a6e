"""A level for each competency, written by either of the two, signed by both: then it is a result for good."""

from concurrent.futures import ThreadPoolExecutor

from kamcoach.assessing.models import Result, Standing
from kamcoach.cycles import agreeing
from kamcoach.cycles.models import AgreedLevel, Signature
from kamcoach.cycles.pairs import pair
from kamcoach.trail.models import TrailEntry
from tests.factories.browsing import form_of, problems, said
from tests.factories.cycles import agree, rated_pair, sign
from tests.factories.world import Thing, World

WORDS = "Alone on one key account; next the framework."


def _path(made: Thing, measure: str = "negotiation") -> str:
    return f"/pairs/{made.public_id}/levels/{measure}"


def _seen(world: World, made: Thing) -> str:
    with world.reading() as session:
        found = pair(session, made.public_id, actor=world.actor(world.alice), at=world.now)
    assert found is not None
    return found.levels_hash


def test_either_writes_a_level_and_the_next_one_comes(world: World) -> None:
    made = rated_pair(world, own={"negotiation": "5", "orders": "2"})
    reply = world.client(world.mona).post(_path(made), data={"value": "4", "note": WORDS, "base": "0"})
    assert reply.status_code == 302
    assert "on=orders" in reply.location
    (level,) = world.rows(AgreedLevel)
    assert (level.measure, level.value, level.note, level.saved_by_id) == ("negotiation", 4, WORDS, world.mona.id)


def test_a_level_outside_the_scale_is_refused_and_the_input_kept(world: World) -> None:
    made = rated_pair(world, own={"negotiation": "5"})
    for value in ("0", "6", "high", ""):
        reply = world.client(world.alice).post(_path(made), data={"value": value, "note": WORDS, "base": "0"})
        page = reply.get_data(as_text=True)
        assert reply.status_code == 422
        assert problems(page)["value"]
        assert form_of(page, holding="note")["note"] == WORDS
    assert world.rows(AgreedLevel) == []


def test_no_agreement_needs_a_word(world: World) -> None:
    made = rated_pair(world, own={"negotiation": "5"})
    reply = world.client(world.alice).post(_path(made), data={"then": "differ", "note": "", "base": "0"})
    assert reply.status_code == 422
    reply = world.client(world.alice).post(_path(made), data={"then": "differ", "note": "Two cases.", "base": "0"})
    assert reply.status_code == 302
    (level,) = world.rows(AgreedLevel)
    assert level.value is None


def test_who_writes_over_the_other_sees_both_texts(world: World) -> None:
    made = rated_pair(world, own={"negotiation": "5"})
    world.client(world.mona).post(_path(made), data={"value": "3", "note": "Three.", "base": "0"})
    reply = world.client(world.alice).post(_path(made), data={"value": "4", "note": "Four.", "base": "0"})
    page = reply.get_data(as_text=True)
    assert reply.status_code == 409
    assert "Three." in said(page)
    fields = form_of(page, holding="note")
    assert (fields["note"], fields["base"]) == ("Four.", "1")
    world.client(world.alice).post(_path(made), data=fields | {"value": "4"})
    (level,) = world.rows(AgreedLevel)
    assert (level.value, level.note, level.revision) == (4, "Four.", 2)


def test_the_same_again_changes_nothing(world: World) -> None:
    made = rated_pair(world, own={"negotiation": "5"})
    for _ in range(2):
        world.client(world.mona).post(_path(made), data={"value": "3", "note": "Three.", "base": "0"})
    (level,) = world.rows(AgreedLevel)
    assert level.revision == 1


def test_nothing_is_signed_while_a_level_is_missing(world: World) -> None:
    made = rated_pair(world, own={"negotiation": "5"})
    world.client(world.mona).post(f"/pairs/{made.public_id}/same")
    assert len(world.rows(AgreedLevel)) == 22
    reply = world.client(world.mona).post(f"/pairs/{made.public_id}/signature", data={"seen": _seen(world, made)})
    assert reply.status_code == 422
    assert world.rows(Signature) == []


def test_with_both_signatures_the_levels_are_results(world: World) -> None:
    made = rated_pair(world, own={"negotiation": "5"})
    agree(world, made)
    first = world.client(world.mona).post(f"/pairs/{made.public_id}/signature", data={"seen": _seen(world, made)})
    assert first.status_code == 302
    assert world.rows(Result, Result.relation == "agreed") == []
    data = {"seen": _seen(world, made), "dissent": "I see myself at four."}
    world.client(world.alice).post(f"/pairs/{made.public_id}/signature", data=data)
    results = world.rows(Result, Result.relation == "agreed")
    assert len(results) == 23
    assert {row.relation for row in world.rows(Standing)} == {"self", "manager", "agreed"}
    page = said(world.client(world.mona).get(f"/pairs/{made.public_id}").get_data(as_text=True))
    assert "Nothing here can be changed any more" in page
    assert "I see myself at four." in page


def test_after_both_have_signed_nothing_changes(world: World) -> None:
    made = rated_pair(world)
    agree(world, made, world.alice, world.mona)
    reply = world.client(world.alice).post(_path(made), data={"value": "5", "note": "", "base": "1"})
    assert reply.status_code == 409
    again = world.client(world.alice).post(f"/pairs/{made.public_id}/signature", data={"seen": _seen(world, made)})
    assert again.status_code == 302
    assert len(world.rows(Result, Result.relation == "agreed")) == 23


def test_a_change_takes_both_signatures_back(world: World) -> None:
    made = rated_pair(world)
    agree(world, made, world.mona)
    assert len(world.rows(Signature)) == 1
    world.client(world.alice).post(_path(made, "orders"), data={"value": "2", "note": "", "base": "1"})
    assert world.rows(Signature) == []


def test_who_signs_what_was_changed_meanwhile_is_told(world: World) -> None:
    made = rated_pair(world)
    agree(world, made)
    seen = _seen(world, made)
    world.client(world.alice).post(_path(made, "orders"), data={"value": "2", "note": "", "base": "1"})
    data = {"seen": seen, "dissent": "Mine."}
    reply = world.client(world.mona).post(f"/pairs/{made.public_id}/signature", data=data)
    page = reply.get_data(as_text=True)
    assert reply.status_code == 409
    assert "A level was changed while you read" in page
    assert form_of(page, holding="seen")["dissent"] == "Mine."
    assert world.rows(Signature) == []


def test_both_sign_at_the_same_instant_and_there_is_one_set_of_results(world: World) -> None:
    made = rated_pair(world)
    agree(world, made)
    actors, seen = [world.actor(world.alice), world.actor(world.mona)], _seen(world, made)

    def act(number: int) -> None:
        with world.writing() as session:
            agreeing.sign(session, made.public_id, seen=seen, dissent="", actor=actors[number], at=world.now)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(act, range(2)))
    assert len(world.rows(Result, Result.relation == "agreed")) == 23
    assert len(world.rows(Signature)) == 2


def test_strangers_can_neither_write_nor_sign(world: World) -> None:
    made = rated_pair(world)
    for person in (world.bob, world.charlie, world.hugh, world.ann):
        browser = world.client(person)
        assert browser.post(_path(made), data={"value": "3", "base": "0"}).status_code == 404
        assert browser.post(f"/pairs/{made.public_id}/same").status_code == 404
        assert browser.post(f"/pairs/{made.public_id}/signature", data={"seen": "0" * 64}).status_code == 404
    assert world.rows(AgreedLevel) == []


def test_the_trail_says_who_wrote_and_signed_but_not_what(world: World) -> None:
    made = rated_pair(world, own={"negotiation": "5"})
    world.client(world.mona).post(_path(made), data={"value": "4", "note": WORDS, "base": "0"})
    agree(world, made)
    sign(world, made, world.alice, dissent="A word of mine.")
    entries = world.rows(TrailEntry, TrailEntry.object_id == made.public_id)
    verbs = [entry.verb for entry in entries]
    assert verbs.count("level agreed") == 23
    assert "levels signed" in verbs
    told = " ".join(entry.details for entry in entries)
    assert WORDS not in told
    assert "A word of mine" not in told
