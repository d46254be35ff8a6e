"""A manager's people: what is owed for each, what lies side by side."""

from datetime import timedelta

from tests.factories.browsing import said
from tests.factories.cycles import agree, cycle, occasion_of, rate
from tests.factories.world import World, counting


def _team(world: World) -> str:
    return said(world.client(world.mona).get("/team").get_data(as_text=True))


def test_it_goes_from_owed_to_agreed(world: World) -> None:
    assert "Nothing about Alice waits for you at present." in _team(world)
    made = occasion_of(world, cycle(world, world.alice), world.alice)
    assert "Your view is due on" in _team(world)
    rate(world, made, world.mona)
    assert "Nothing about Alice waits for you" in _team(world), "the own view is still missing: nothing more is said"
    rate(world, made, world.alice)
    assert "Both views lie side by side" in _team(world)
    agree(world, made, world.mona)
    assert "You have signed; the other signature is missing." in _team(world)
    agree(world, made, world.alice)
    assert "Agreed on" in _team(world)


def test_only_ones_own_people_of_today(world: World) -> None:
    world.end_line("manager", world.alice, world.today)
    assert "Nobody reports to you here yet" in _team(world)
    for person in (world.alice, world.bob, world.hugh, world.ann):
        assert world.client(person).get("/team").status_code == 403


def test_it_costs_the_same_for_many(world: World) -> None:
    browser = world.client(world.mona)
    cycle(world, world.alice)
    browser.get("/team")
    _, few = counting(world.app, lambda: browser.get("/team"))
    people = [world.person(f"Person {number}") for number in range(6)]
    for person in people:
        world.line("manager", person, world.mona, world.today - timedelta(days=9))
    cycle(world, *people)
    _, many = counting(world.app, lambda: browser.get("/team"))
    assert len(few) == len(many) <= 6
