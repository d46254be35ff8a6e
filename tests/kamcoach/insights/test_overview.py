"""HR's overview: who was asked, who answered, who owes, who was forgotten."""

from kamcoach.people.models import Person
from tests.factories.browsing import said
from tests.factories.cycles import cycle, occasion_of, rate
from tests.factories.world import World, counting


def _open(world: World, path: str = "/overview") -> str:
    return said(world.client(world.hugh).get(path).get_data(as_text=True))


def _give_profile(world: World) -> None:
    with world.writing() as session:
        session.get_one(Person, world.alice.id).job_profile = "key-account-manager"


def test_an_empty_organisation_says_what_would_stand_here(world: World) -> None:
    page = _open(world)
    assert "Nobody was asked in the last twelve months" in page
    assert "Nobody is late." in page


def test_it_counts_each_relation_by_itself(world: World) -> None:
    _give_profile(world)
    made = occasion_of(world, cycle(world, world.alice), world.alice)
    assert "Alice" in _open(world).split("Not assessed for a year")[1]
    rate(world, made, world.alice, note="A confidential note.")
    page = _open(world)
    assert "own view11100 %" in page
    assert "manager100 %" in page
    assert "Everybody was assessed within twelve months" in page
    assert "confidential" not in page
    assert "Spring 2026 0 of 1 side by side" in page


def test_who_is_late_is_named_and_the_list_leads_there(world: World) -> None:
    _give_profile(world)
    cycle(world, world.alice)
    world.clock.forward(days=16)
    page = _open(world)
    assert "Mona about Alice" in page
    assert "2 days late" in page
    late = _open(world, "/overview/assessments?state=late")
    assert late.count("late") >= 2
    assert "No assessment is in this state" in _open(world, "/overview/assessments?state=sent")
    world.clock.forward(days=10)
    world.tick()
    assert "Nobody is late." in _open(world)
    assert "not sent" in _open(world, "/overview/assessments?state=missed")


def test_strange_filters_find_nobody_and_break_nothing(world: World) -> None:
    for query in ("?unit=%00", "?manager=" + "x" * 500, "?page=-3", "?state=absent&page=9999999999", "?country='"):
        for path in ("/overview", "/overview/assessments", "/heatmap"):
            assert world.client(world.hugh).get(path + query).status_code == 200


def test_it_costs_the_same_for_many(world: World) -> None:
    browser = world.client(world.hugh)
    cycle(world, world.alice)
    paths = ("/overview", "/overview/assessments")
    for path in paths:
        browser.get(path)
    few = [len(counting(world.app, lambda path=path: browser.get(path))[1]) for path in paths]
    people = [world.person(f"Person {number}") for number in range(6)]
    for person in people:
        world.line("manager", person, world.mona)
    cycle(world, *people)
    many = [len(counting(world.app, lambda path=path: browser.get(path))[1]) for path in paths]
    assert few == many
    assert max(many) <= 16
