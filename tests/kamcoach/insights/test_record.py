"""A person's page for HR, and the trail of a person."""

import ast
from datetime import timedelta
from pathlib import Path

from kamcoach.insights import trail_words
from kamcoach.people.lines import change_line
from kamcoach.people.models import Person
from tests.factories.auditing import audit
from tests.factories.browsing import said
from tests.factories.cycles import agree, rated_pair
from tests.factories.portfolio import account
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


def test_the_job_is_told_by_its_title_and_an_old_level_in_words(world: World) -> None:
    with world.writing() as session:
        session.get_one(Person, world.alice.id).job_profile = "key-account-manager"
    rated_pair(world)
    path = f"/record/{world.alice.public_id}"
    page = _open(world, path)
    assert "· Key account manager" in page
    assert "older than a year" not in page
    world.clock.forward(days=370)
    assert "older than a year" in _open(world, path)


def test_it_lists_the_audits_of_the_person(world: World) -> None:
    path = f"/record/{world.alice.public_id}"
    assert "Audits None yet." in _open(world, path)
    made = audit(world, world.alice)
    page = world.client(world.hugh).get(path).get_data(as_text=True)
    assert f'href="/audits/{made.public_id}"' in page
    assert "Audits None yet." in _open(world, f"/record/{world.charlie.public_id}")


def test_the_trail_has_what_names_the_person_and_nothing_that_names_another(world: World) -> None:
    made = account(world, "Northwind", world.bob, world.alice)
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=1))
    world.enrol(cohort, world.alice, world.bob)
    path = f"/record/{world.alice.public_id}/trail"
    page = _open(world, path)
    assert page.count("added somebody to an account's team") == 1, "not that the other joined"
    assert "planned a cohort" in page
    assert "planned a cohort" not in _open(world, f"/record/{world.charlie.public_id}/trail")
    hugh, mona = world.actor(world.hugh), world.mona
    with world.writing() as session:
        people = [session.get_one(Person, one.id) for one in (world.charlie, mona)]
        change_line(session, people[0], "manager", people[1], on=world.today, actor=hugh, at=world.now)
    assert "changed manager, coach or mentor" in _open(world, f"/record/{mona.public_id}/trail")
    assert "changed manager, coach or mentor" not in _open(world, f"/record/{world.bob.public_id}/trail")
    assert made.public_id


OF_A_PERSON = {
    *("person", "occasion", "assessment", "follow-up", "enrolment", "cohort", "audit"),
    *("comment request", "session"),
}
NAMES_PEOPLE = {"key account"}
NEVER_HRS = {"commitment", "drift-mark", "task"}
"""Between the person and their coach (method.md §3, Privacy)."""
OF_NOBODY = {"content", "cycle", "export", "message", "plan-draft", "programme"}
"""A cycle opens an occasion for everybody whom it asks; an export belongs to whoever asked for it."""


def test_every_kind_of_object_of_the_code_belongs_to_a_person_or_to_nobody() -> None:
    """Kinds are the first of a pair of a literal string and a public id, given as `on` or held in on or where."""
    kinds = set()
    for path in (Path(__file__).parents[3] / "kamcoach").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            pairs = [node.value] if isinstance(node, ast.keyword) and node.arg == "on" else []
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("on", "where"):
                pairs = [node.value]
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
                pairs += node.value.elts
            kinds |= {
                pair.elts[0].value
                for pair in pairs
                if isinstance(pair, ast.Tuple) and len(pair.elts) == 2 and isinstance(pair.elts[0], ast.Constant)
            }
    # an endpoint has a point, a time zone a stroke
    named = {kind for kind in kinds if isinstance(kind, str) and not {".", "/"} & set(kind)}
    assert OF_A_PERSON <= named <= OF_A_PERSON | NAMES_PEOPLE | NEVER_HRS | OF_NOBODY


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
    """Verbs are literal strings beside the word verb, or the third thing given to a capability's own way to record."""
    spoken = set()
    for path in (Path(__file__).parents[3] / "kamcoach").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "verb" and isinstance(node.value, ast.Constant):
                spoken.add(node.value.value)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_record", "record", "_step"):
                spoken |= {arg.value for arg in node.args[2:3] if isinstance(arg, ast.Constant)}
    assert len(spoken) > 20
    assert spoken <= trail_words.VERBS.keys()
