"""HR's heat map: the agreed level, else the manager's, beside what the job needs; never one's own view."""

import re
from datetime import timedelta

from kamcoach.people.models import Person, Unit
from tests.factories.browsing import said
from tests.factories.cycles import agree, cycle, occasion_of, rate, rated_pair
from tests.factories.standings import levels
from tests.factories.world import World, counting


def _give_profile(world: World, *names: str) -> None:
    with world.writing() as session:
        for name in names:
            session.get_one(Person, getattr(world, name).id).job_profile = "key-account-manager"


def _map(world: World, query: str = "", who: str = "hugh") -> str:
    return world.client(getattr(world, who)).get(f"/heatmap{query}").get_data(as_text=True)


def _cells(page: str, name: str) -> list[str]:
    """The texts of a person's cells."""
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page, re.S) if f">{name}</a>" in row)
    return [
        re.sub(r"<[^>]+>", " ", cell).split() and " ".join(re.sub(r"<[^>]+>", " ", cell).split())
        for cell in re.findall(r"<td>(.*?)</td>", row, re.S)
    ]


def test_ones_own_view_alone_is_no_level(world: World) -> None:
    _give_profile(world, "alice")
    made = occasion_of(world, cycle(world, world.alice, days=5), world.alice)
    rate(world, made, world.alice, "5")
    world.clock.forward(days=7)
    world.tick()
    assert set(_cells(_map(world), "Alice")) == {"–"}, "the window closed with the own view alone"


def test_the_managers_level_stands_marked_until_both_agree(world: World) -> None:
    _give_profile(world, "alice")
    made = rated_pair(world, own={"negotiation": "5"}, manager={"negotiation": "2"})
    before = _cells(_map(world), "Alice")
    assert "2 1 to go mgr" in before
    assert all("mgr" in cell or cell == "–" for cell in before)
    agree(world, made, world.alice, world.mona)
    after = _cells(_map(world), "Alice")
    assert all("mgr" not in cell for cell in after)
    assert "3" in after


def test_nothing_unreleased_is_seen(world: World) -> None:
    _give_profile(world, "alice")
    made = occasion_of(world, cycle(world, world.alice), world.alice)
    rate(world, made, world.mona, "4")
    assert set(_cells(_map(world), "Alice")) == {"–"}


def test_the_year_of_an_old_level_is_told(world: World) -> None:
    _give_profile(world, "alice")
    rated_pair(world)
    year = str(world.today.year)
    assert all(year not in cell for cell in _cells(_map(world), "Alice"))
    world.clock.forward(days=400)
    assert any(cell.endswith(f"mgr {year}") for cell in _cells(_map(world), "Alice"))


def test_who_owes_a_view_of_their_own_sees_no_levels_of_that_person(world: World) -> None:
    _give_profile(world, "alice")
    rated_pair(world)
    world.line("manager", world.charlie, world.hugh)
    _give_profile(world, "charlie")
    made = occasion_of(world, cycle(world, world.charlie), world.charlie)
    rate(world, made, world.charlie)
    rate(world, made, world.hugh)
    assert "3 mgr" in _cells(_map(world), "Charlie")
    world.clock.forward(days=60)
    again = occasion_of(world, cycle(world, world.charlie, title="Again"), world.charlie)
    page = _map(world)
    assert set(_cells(page, "Charlie")) == {"–"}
    assert "you still owe your own view" in page
    assert "3 mgr" in _cells(page, "Alice")
    record = world.client(world.hugh).get(f"/record/{world.charlie.public_id}").get_data(as_text=True)
    assert "You still owe your own view" in record
    rate(world, again, world.hugh)
    assert "3 mgr" in _cells(_map(world), "Charlie")


def test_filters_narrow_and_are_kept(world: World) -> None:
    _give_profile(world, "alice", "charlie")
    rated_pair(world)
    with world.writing() as session:
        unit = Unit(name="North")
        session.add(unit)
        session.flush()
        session.get_one(Person, world.alice.id).unit_id = unit.id
        unit_id = unit.public_id
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=30))
    world.enrol(cohort, world.alice, world.bob)
    for query in (
        f"?unit={unit_id}",
        f"?manager={world.mona.public_id}",
        f"?cohort={cohort.public_id}",
        f"?unit={unit_id}&country=PH&profile=key-account-manager",
    ):
        page = _map(world, query)
        assert "1 person" in said(page)
        assert ">Alice</a>" in page
        assert ">Charlie</a>" not in page
    assert "No levels to show" in _map(world, "?country=DE")
    assert "No levels to show" in _map(world, "?unit=absent")


def test_it_says_how_many_have_a_level(world: World) -> None:
    _give_profile(world, "alice", "charlie")
    assert "2 people. 0 of them have a level." in said(_map(world))
    rated_pair(world)
    assert "2 people. 1 of them has a level." in said(_map(world))


def test_a_figure_over_people_needs_five(world: World) -> None:
    with world.writing() as session:
        levels(session, people=4, occasions=1, at=world.now)
    assert " of 4" not in said(_map(world)).split("Have what the job needs")[1].split("all 4", 1)[1]
    with world.writing() as session:
        levels(session, people=1, occasions=1, at=world.now)
    assert " of 5" in said(_map(world)).split("all 5", 1)[1]


def test_it_costs_the_same_for_many_people(world: World) -> None:
    with world.writing() as session:
        levels(session, people=5, occasions=1, at=world.now)
    browser = world.client(world.hugh)
    browser.get("/heatmap")
    _, few = counting(world.app, lambda: browser.get("/heatmap"))
    with world.writing() as session:
        levels(session, people=60, occasions=2, at=world.now)
    page, many = counting(world.app, lambda: browser.get("/heatmap"))
    assert len(few) == len(many) <= 15
    assert "65 people" in said(page.get_data(as_text=True))
    assert "Person" in browser.get("/heatmap?page=2").get_data(as_text=True)


def test_only_auditors(world: World) -> None:
    for person in (world.alice, world.bob, world.mona, world.ann, world.tess):
        for path in ("/heatmap", "/overview", "/overview/assessments", f"/record/{world.alice.public_id}"):
            assert world.client(person).get(path).status_code == 403
