"""A person's page for HR, and the trail of a person."""

import ast
from pathlib import Path

from kamcoach.insights import trail_words
from tests.factories.browsing import said
from tests.factories.cycles import agree, rated_pair
from tests.factories.world import World, counting


def _open(world: World, path: str) -> str:
    return said(world.client(world.hugh).get(path).get_data(as_text=True))


def test_it_tells_facts_and_levels_but_not_what_was_said(world: World) -> None:
    enrolment, own = world.baseline(world.alice, world.bob)
    world.answer_all(own, world.alice, "4", note="Nobody else's business.")
    made = rated_pair(world, own={"negotiation": "5"})
    agree(world, made, world.alice, world.mona)
    page = _open(world, f"/record/{world.alice.public_id}")
    assert "Mona manager, since" in page
    assert "agreed and signed" in page
    assert "100 %" in page
    for secret in ("Nobody else's business", "Own evidence", "What the manager saw", "Three, we think"):
        assert secret not in page
    assert enrolment.public_id


def test_the_trail_tells_who_did_what_and_whether_it_is_sealed(world: World) -> None:
    rated_pair(world)
    path = f"/record/{world.alice.public_id}/trail"
    page = _open(world, path)
    assert "Mona sent an assessment with a text not yet" in page
    assert "the product itself an assessment was released" in page
    world.tick()
    assert "at place" in _open(world, path)
    assert "Own evidence" not in _open(world, path)


def test_a_long_trail_comes_in_pages(world: World) -> None:
    rated_pair(world)
    browser = world.client(world.hugh)
    first = browser.get(f"/record/{world.alice.public_id}/trail").get_data(as_text=True)
    assert "Earlier entries" in said(first) or first.count("<tr role") <= 101
    assert browser.get(f"/record/{world.alice.public_id}/trail?before=1").status_code == 200
    assert browser.get(f"/record/{world.alice.public_id}/trail?before=-1").status_code == 200


def test_it_costs_the_same_for_a_long_history(world: World) -> None:
    browser, path = world.client(world.hugh), f"/record/{world.alice.public_id}"
    browser.get(path)
    _, few = counting(world.app, lambda: browser.get(path))
    _, own = world.baseline(world.alice, world.bob)
    world.answer_all(own, world.alice)
    _, many = counting(world.app, lambda: browser.get(path))
    assert len(few) == len(many) <= 12


def test_who_does_not_exist_and_who_may_not(world: World) -> None:
    assert world.client(world.hugh).get("/record/AbsentAbsent1234").status_code == 404
    assert world.client(world.hugh).get("/record/AbsentAbsent1234/trail").status_code == 404
    for person in (world.alice, world.bob, world.mona, world.ann):
        assert world.client(person).get(f"/record/{world.alice.public_id}/trail").status_code == 403


def test_every_verb_of_the_code_has_words() -> None:
    """Verbs are literal strings beside the word verb, or the first string given to a capability's own _record."""
    spoken = set()
    for path in (Path(__file__).parents[3] / "kamcoach").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "verb" and isinstance(node.value, ast.Constant):
                spoken.add(node.value.value)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_record":
                spoken |= {arg.value for arg in node.args[2:3] if isinstance(arg, ast.Constant)}
    assert len(spoken) > 20
    assert spoken <= trail_words.VERBS.keys()
