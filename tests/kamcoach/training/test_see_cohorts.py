"""Seeing trainings: GET /trainings and GET /cohorts/<id>."""

from datetime import timedelta

from kamcoach.permissions.roles import Role
from tests.factories.browsing import links, parsed, said, without_tokens, words
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Someone, Thing, World, counting

pytestmark = ON_ONE_ENGINE


def rows(world: World, reader: Someone, cohort: Thing) -> list[str]:
    """The names in the table that somebody sees of a cohort."""
    page = world.client(reader).get(f"/cohorts/{cohort.public_id}")
    assert page.status_code == 200
    return [words(cell) for cell in parsed(page.text).iter("th") if cell.get("scope") == "row"]


def test_its_owner_sees_everybody_in_it_and_another_coach_only_their_own(world: World) -> None:
    doras = world.cohort(world.dora, first_day=world.today + timedelta(days=10))
    world.enrol(doras, world.charlie, world.dora)
    world.enrol(doras, world.alice, world.ann, observer=world.tess)
    assert rows(world, world.dora, doras) == ["Alice", "Charlie"]
    assert rows(world, world.ann, doras) == ["Alice", "Charlie"]
    assert rows(world, world.bob, doras) == ["Alice"]
    text = said(world.client(world.bob).get(f"/cohorts/{doras.public_id}").text)
    assert "2 people enrolled, you see the 1 you coach." in text
    assert "Top decision makers, Needs and worries" in text
    assert "Charlie" not in text


def test_only_people_whom_one_coaches_are_linked(world: World) -> None:
    doras = world.cohort(world.dora, first_day=world.today + timedelta(days=10))
    world.enrol(doras, world.charlie, world.dora)
    world.enrol(doras, world.alice, world.ann)
    found = links(world.client(world.dora).get(f"/cohorts/{doras.public_id}").text)
    assert found["Charlie"] == f"/people/{world.charlie.public_id}"
    assert "Alice" not in found


def test_a_cohort_without_people_of_ones_own_is_not_there_and_not_listed(world: World) -> None:
    doras = world.cohort(world.dora, first_day=world.today + timedelta(days=10))
    world.enrol(doras, world.charlie, world.dora)
    bob = world.client(world.bob)
    theirs, absent = bob.get(f"/cohorts/{doras.public_id}"), bob.get("/cohorts/AbsentAbsent1234")
    assert (theirs.status_code, absent.status_code) == (404, 404)
    assert without_tokens(theirs.text) == without_tokens(absent.text)
    assert f"/cohorts/{doras.public_id}" not in links(bob.get("/trainings").text).values()
    for who in (world.dora, world.ann):
        assert f"/cohorts/{doras.public_id}" in links(world.client(who).get("/trainings").text).values()
    for who in (world.alice, world.mona, world.tess, world.hugh):
        browser = world.client(who)
        assert {browser.get(f"/cohorts/{doras.public_id}").status_code, browser.get("/trainings").status_code} == {403}
    assert world.client().get("/trainings").location == "/sign-in?next=/trainings"


def test_a_handover_takes_the_rows_along(world: World) -> None:
    doras = world.cohort(world.dora, first_day=world.today + timedelta(days=10))
    world.enrol(doras, world.alice, world.ann)
    assert rows(world, world.bob, doras) == ["Alice"]
    world.end_line("coach", world.alice, world.today)
    assert world.client(world.bob).get(f"/cohorts/{doras.public_id}").status_code == 404


def test_a_large_cohort_costs_no_more_queries_than_a_small_one(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=30))
    bob = world.client(world.bob)

    def costs() -> list[int]:
        urls = (f"/cohorts/{cohort.public_id}", "/trainings")
        return [len(counting(world.app, lambda url=url: bob.get(url))[1]) for url in urls]  # type: ignore[misc]

    world.enrol(cohort, world.alice, world.bob)
    costs()  # the first look fills what a process keeps
    with_one = costs()
    for number in range(12):
        person = world.person(f"Trainee {number}", Role.TRAINEE)
        world.line("coach", person, world.bob)
        world.enrol(cohort, person, world.bob, observer=world.tess)
    assert costs() == with_one
