"""HR's overview: who was asked, who answered, who owes, who was forgotten."""

import html
import re
from datetime import timedelta

from kamcoach.assessing.models import Assessment
from kamcoach.clock import Moment
from kamcoach.people.models import Line, Person
from tests.factories.browsing import said
from tests.factories.cycles import cycle, occasion_of, rate, seat
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.standings import levels
from tests.factories.world import Someone, World, counting

pytestmark = ON_ONE_ENGINE


def _open(world: World, path: str = "/overview") -> str:
    return said(world.client(world.hugh).get(path).get_data(as_text=True))


def _give_profile(world: World) -> None:
    with world.writing() as session:
        session.get_one(Person, world.alice.id).job_profile = "key-account-manager"


def test_an_empty_organisation_says_what_would_stand_here(world: World) -> None:
    page = _open(world)
    assert "Nobody was asked in this time" in page
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
        for path in ("/overview", "/overview/assessments", "/overview/forgotten", "/heatmap"):
            assert world.client(world.hugh).get(path + query).status_code == 200


def _rows(world: World, query: str = "") -> list[tuple[str, int, int]]:
    """The figures of "Asked and answered": the address of the list behind, asked, answered."""
    page = world.client(world.hugh).get(f"/overview{query}").get_data(as_text=True)
    rows = []
    for row in re.findall(r"<tr role.*?</tr>", page, re.S):
        link = re.search(r'href="(/overview/assessments[^"]*relation=[^"]*)"', row)
        if link:
            asked, sent = re.findall(r'data-is="(?:Asked|Answered)">(\d+)<', row)
            rows.append((html.unescape(link[1]), int(asked), int(sent)))
    return rows


def _total(world: World, address: str) -> int:
    found = re.search(r"(\d+) assessments?", _open(world, address).split("Assessments", 2)[-1])
    assert found is not None
    return int(found[1])


def test_the_list_behind_every_figure_has_as_many(world: World) -> None:
    _give_profile(world)
    _, own = world.baseline(world.alice, world.bob, observer=world.bob)
    world.answer_all(own, world.alice)
    made = occasion_of(world, cycle(world, world.alice), world.alice)
    rate(world, made, world.alice)
    world.clock.forward(days=150)
    second = occasion_of(world, cycle(world, world.alice, title="Autumn"), world.alice)
    rate(world, second, world.mona)
    for query, asked in (("?period=3", 2), ("", 6), ("?period=all&country=PH", 6)):
        rows = _rows(world, query)
        assert sum(row[1] for row in rows) == asked
        for address, count, sent in rows:
            assert _total(world, address) == count
            assert _total(world, f"{address}&state=sent") == sent


def test_the_period_is_kept_in_links_and_what_is_none_is_a_year(world: World) -> None:
    cycle(world, world.alice)
    assert all("period=6" in address for address, *_ in _rows(world, "?period=6"))
    assert all("period=12" in address for address, *_ in _rows(world, "?period=7"))
    world.clock.forward(days=370)
    assert _rows(world) == []
    assert len(_rows(world, "?period=all")) == 2


def test_late_is_as_of_today_whatever_the_period(world: World) -> None:
    cycle(world, world.alice, days=200)
    world.clock.forward(days=120)
    page = world.client(world.hugh).get("/overview?period=3").get_data(as_text=True)
    link = html.unescape(re.search(r'"(/overview/assessments\?state=late[^"]*)"', page)[1])  # type: ignore[index]
    assert "All 2 that are late" in page
    assert _total(world, link) == 2


def test_who_was_forgotten_is_listed_in_pages_with_the_same_filters(world: World) -> None:
    with world.writing() as session:
        levels(session, people=60, occasions=1, at=world.now)
    assert "The list of all 60" in _open(world)
    first = _open(world, "/overview/forgotten")
    assert "60 people" in first
    assert first.count("Person ") + _open(world, "/overview/forgotten?page=2").count("Person ") >= 60
    assert "Everybody was assessed" in _open(world, "/overview/forgotten?country=XX")


def test_a_seat_that_will_end_is_still_owed(world: World) -> None:
    made = occasion_of(world, cycle(world, world.alice), world.alice)
    with world.writing() as session:
        session.get_one(Assessment, seat(world, made, world.mona).id).ended_on = world.today + timedelta(days=3)
    assert "Mona" in _open(world, "/overview/assessments?state=open")
    world.clock.forward(days=3)
    assert "Mona" not in _open(world, "/overview/assessments?state=open").split("Coverage")[-1]


def test_it_costs_the_same_for_many(world: World) -> None:
    browser = world.client(world.hugh)
    paths = ("/overview", "/overview/assessments", "/overview/forgotten")
    _asked_of(world, 5)
    for path in paths:
        browser.get(path)
    few = [len(counting(world.app, lambda path=path: browser.get(path))[1]) for path in paths]
    _asked_of(world, 60)
    many = [len(counting(world.app, lambda path=path: browser.get(path))[1]) for path in paths]
    assert few == many
    assert max(many) <= 18


def _asked_of(world: World, count: int) -> None:
    """So many more people with a manager and a job profile are asked in a cycle; some have been forgotten."""
    with world.writing() as session:
        made = [_kam(f"P {count} {number}", world.now) for number in range(count)]
        session.add_all(made)
        session.flush()
        people = [Someone(one.id, one.public_id, one.name or "", one.email or "") for one in made]
        since = world.today - timedelta(days=365)
        for one in people:
            session.add(Line(person_id=one.id, holder_id=world.mona.id, kind="manager", from_date=since))
    cycle(world, *people, title=f"Of {count}")


def _kam(name: str, at: Moment) -> Person:
    email = f"{name.replace(' ', '-').lower()}@example.com"
    profile = "key-account-manager"
    return Person(name=name, email=email, country="PH", time_zone="UTC", job_profile=profile, created_at=at.business)
