"""HR starts a cycle: chooses a job, a window and people, looks at what it would create, and starts it once."""

from datetime import timedelta

from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.cycles.models import Cycle
from kamcoach.people.models import Person
from tests.factories.browsing import form_of, problems, said
from tests.factories.cycles import cycle, occasion_of
from tests.factories.world import World, counting


def _with_profile(world: World) -> None:
    with world.writing() as session:
        for someone in (world.alice, world.charlie):
            session.get_one(Person, someone.id).job_profile = "key-account-manager"


def _filled(world: World, **changes: str | list[str]) -> dict[str, str | list[str]]:
    fields = dict(form_of(world.client(world.hugh).get("/cycles/new").get_data(as_text=True)))
    return {**fields, "title": "Spring 2026", "profile": "key-account-manager", **changes}


def test_a_preview_says_who_would_be_asked_and_who_cannot_be(world: World) -> None:
    _with_profile(world)
    reply = world.client(world.hugh).post("/cycles/new", data=_filled(world, then="preview"))
    text = said(reply.get_data(as_text=True))
    assert reply.status_code == 200
    assert "Alice manager: Mona" in text
    assert "Charlie has no manager today" in text
    assert "23 questions about each person" in text
    assert world.rows(Occasion) == []


def test_it_asks_each_person_and_their_manager_what_the_job_needs(world: World) -> None:
    _with_profile(world)
    sent = _filled(world, then="start", people=[world.alice.public_id])
    reply = world.client(world.hugh).post("/cycles/new", data=sent)
    (made,) = world.rows(Cycle)
    assert reply.location == f"/cycles/{made.public_id}"
    (occasion,) = world.rows(Occasion)
    assert (occasion.blind, occasion.purpose, occasion.sees) == (True, "development", "pair-then-hr/1")
    assert "people" not in (occasion.asked or []), "the job of a key account manager leads nobody"
    assert len(occasion.asked or []) == 23
    seats = {seat.relation: seat.rater_id for seat in world.rows(Assessment)}
    assert seats == {"self": world.alice.id, "manager": world.mona.id}
    page = said(world.client(world.hugh).get(reply.location).get_data(as_text=True))
    assert "Alice" in page
    assert "0 of 1 lie side by side" in page


def test_a_double_click_starts_one_cycle(world: World) -> None:
    _with_profile(world)
    sent = _filled(world, then="start", people=[world.alice.public_id])
    browser = world.client(world.hugh)
    first, second = (browser.post("/cycles/new", data=sent) for _ in range(2))
    assert first.location == second.location
    assert len(world.rows(Cycle)) == len(world.rows(Occasion)) == 1


def test_who_is_asked_already_is_left_out(world: World) -> None:
    _with_profile(world)
    cycle(world, world.alice)
    reply = world.client(world.ann).post("/cycles/new", data=_filled(world, then="preview"))
    assert "Alice is asked by a running cycle already" in said(reply.get_data(as_text=True))
    sent = _filled(world, then="start", people=[world.alice.public_id])
    reply = world.client(world.hugh).post("/cycles/new", data=sent)
    assert reply.status_code == 422
    assert len(world.rows(Cycle)) == 1


def test_a_window_that_ends_before_it_starts_is_refused_and_the_input_kept(world: World) -> None:
    due = (world.today - timedelta(days=1)).isoformat()
    reply = world.client(world.hugh).post("/cycles/new", data=_filled(world, due_on=due, then="start"))
    page = reply.get_data(as_text=True)
    assert reply.status_code == 422
    assert problems(page)["due_on"] == "This lies before the day on which it opens."
    assert (form_of(page)["title"], form_of(page)["due_on"]) == ("Spring 2026", due)


def test_a_window_in_the_past_is_refused(world: World) -> None:
    past = (world.today - timedelta(days=40)).isoformat()
    reply = world.client(world.hugh).post("/cycles/new", data=_filled(world, opens_on=past, then="preview"))
    assert reply.status_code == 422
    assert "This day is over" in problems(reply.get_data(as_text=True))["opens_on"]


def test_nobody_chosen_or_a_stranger_sent_in_starts_nothing(world: World) -> None:
    _with_profile(world)
    for people in ([], [world.charlie.public_id], ["AbsentAbsent1234"]):
        reply = world.client(world.hugh).post("/cycles/new", data=_filled(world, then="start", people=people))
        assert reply.status_code == 422
    assert world.rows(Cycle) == []


def test_only_auditors_and_administrators(world: World) -> None:
    made = cycle(world, world.alice)
    for person in (world.alice, world.bob, world.mona, world.tess):
        for path in ("/cycles", "/cycles/new", f"/cycles/{made.public_id}"):
            assert world.client(person).get(path).status_code == 403
    assert world.client(world.hugh).get("/cycles/AbsentAbsent1234").status_code == 404


def test_the_page_of_a_cycle_costs_the_same_for_many(world: World) -> None:
    world.line("manager", world.charlie, world.mona)
    few = cycle(world, world.alice)
    people = [world.person(f"Person {number}") for number in range(6)]
    for person in people:
        world.line("manager", person, world.mona)
    many = cycle(world, world.charlie, *people)
    assert occasion_of(world, many, people[0])
    browser = world.client(world.hugh)
    browser.get(f"/cycles/{few.public_id}")
    _, one = counting(world.app, lambda: browser.get(f"/cycles/{few.public_id}"))
    _, seven = counting(world.app, lambda: browser.get(f"/cycles/{many.public_id}"))
    assert len(one) == len(seven) <= 5
