"""Putting a cohort into trios: GET and POST /cohorts/<id>/trios, and the cohort's page."""

import json

from kamcoach.peers.models import TrioMember
from kamcoach.permissions.roles import Role
from kamcoach.trail.models import TrailEntry
from tests.factories.browsing import form_of, links, problems, said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World, counting
from tests.kamcoach.peers.trios import enrolled, form, meeting, people, standing, work

pytestmark = ON_ONE_ENGINE


def _numbers(page: str) -> dict[str, str]:
    return {name: number for name, number in form_of(page, holding="suggestion").items() if name.startswith("trio-")}


def test_a_suggestion_stands_until_the_coach_lets_it_stand_and_the_trail_keeps_its_seed(world: World) -> None:
    cohort, enrolments = enrolled(world, people(world, 7))
    bob, path = world.client(world.bob), f"/cohorts/{cohort.public_id}/trios"
    assert "There are none yet, so no meeting of peers is asked" in said(bob.get(f"/cohorts/{cohort.public_id}").text)
    page = bob.get(path).text
    other = bob.get(links(page)["Suggest it differently"]).text
    fields = form_of(page, holding="suggestion")
    assert _numbers(bob.get(path).text) == _numbers(page) != _numbers(other)
    assert world.rows(TrioMember) == []
    assert bob.post(path, data=fields).location == f"/cohorts/{cohort.public_id}"
    assert sorted(map(len, standing(world, cohort).values())) == [3, 4]
    (entry,) = [one for one in world.rows(TrailEntry) if one.verb == "trios formed"]
    details = json.loads(entry.details)
    assert details["seed"] == f"{cohort.public_id} 1"
    assert sorted(code for codes in details["trios"].values() for code in codes) == sorted(
        one.public_id for one in enrolments.values()
    )
    shown = said(bob.get(f"/cohorts/{cohort.public_id}").text)
    assert "Trio 1:" in shown and "Their first meeting is still to come." in shown


def test_two_people_are_exchanged_and_what_was_stays_in_its_days(world: World) -> None:
    cohort, enrolments = enrolled(world, people(world, 6))
    form(world, cohort, {1: ["Alice", "P02", "P03"], 2: ["P04", "P05", "P06"]}, enrolments)
    world.clock.forward(days=2)
    bob, path = world.client(world.bob), f"/cohorts/{cohort.public_id}/trios"
    fields = form_of(bob.get(path).text, holding="suggestion")
    ids = {name: f"trio-{one.public_id}" for name, one in enrolments.items()}
    assert (fields[ids["Alice"]], fields[ids["P04"]]) == ("1", "2")
    fields[ids["Alice"]], fields[ids["P04"]] = "2", "1"
    bob.post(path, data=fields)
    assert standing(world, cohort) == {1: ["P02", "P03", "P04"], 2: ["Alice", "P05", "P06"]}
    places = world.rows(TrioMember, TrioMember.enrolment_id == enrolments["Alice"].id)
    assert [(one.from_date.day, one.to_date.day if one.to_date else None) for one in places] == [(2, 4), (4, None)]
    fields[ids["Alice"]], fields[ids["P04"]] = "1", "2"
    bob.post(path, data=fields)  # on the same day: what never was leaves no row
    assert len(world.rows(TrioMember)) == 8
    assert standing(world, cohort)[1] == ["Alice", "P02", "P03"]


def test_one_alone_five_nobodys_number_and_no_number_are_refused_with_what_was_typed(world: World) -> None:
    cohort, enrolments = enrolled(world, people(world, 6))
    bob, path = world.client(world.bob), f"/cohorts/{cohort.public_id}/trios"
    names = {name: f"trio-{one.public_id}" for name, one in enrolments.items()}
    fine = dict.fromkeys(names.values(), "1") | {"suggestion": "1"}
    for sent, problem in (
        (
            {names["P02"]: "2", names["P03"]: "3", names["P04"]: "3"},
            "Trio 2 would have one person only. Two to four meet.",
        ),
        ({}, "Trio 1 would have more than 4 people."),
        ({names["P02"]: ""}, "Give everybody a trio."),
        ({names["P02"]: "two"}, "Write the number of a trio, such as 2."),
        ({names["P02"]: "0"}, "Write a number from 1 to 999."),
    ):
        reply = bob.post(path, data=fine | sent)
        assert reply.status_code == 422
        assert problem in problems(reply.text).values() or problem in said(reply.text)
        kept = form_of(reply.text, holding="suggestion")
        assert {name: kept[name] for name in sent} == sent
    assert world.rows(TrioMember) == []


def test_a_cohort_of_one_has_none(world: World) -> None:
    cohort, _ = enrolled(world, {"Alice": world.alice})
    bob = world.client(world.bob)
    assert "A trio takes two people at least." in said(bob.get(f"/cohorts/{cohort.public_id}/trios").text)
    assert "Trios" not in said(bob.get(f"/cohorts/{cohort.public_id}").text).split("Observer")[0]


def test_only_who_runs_the_cohort_forms_trios(world: World) -> None:
    some = people(world, 3)
    world.end_line("coach", some["P02"], world.today)
    world.line("coach", some["P02"], world.dora, since=world.today)
    cohort, enrolments = enrolled(world, some)
    form(world, cohort, {1: ["Alice", "P02", "P03"]}, enrolments)
    dora = world.client(world.dora)  # coaches one of them, runs nothing
    for path in (f"/cohorts/{cohort.public_id}/trios", "/cohorts/AbsentAbsent1234/trios"):
        assert (dora.get(path).status_code, dora.post(path).status_code) == (404, 404)
        for who in (world.alice, world.mona, world.tess, world.hugh):
            assert world.client(who).get(path).status_code == 403
    assert "Trio 1" not in said(dora.get(f"/cohorts/{cohort.public_id}").text)
    assert world.client(world.ann).get(f"/cohorts/{cohort.public_id}/trios").status_code == 200


def test_the_pages_cost_the_same_for_three_and_for_thirty(world: World) -> None:
    def cost(path: str) -> int:
        bob = world.client(world.bob)
        bob.get(path)
        return len(counting(world.app, lambda: bob.get(path))[1])

    some = people(world, 33)
    few, few_enrolled = enrolled(world, {name: some[name] for name in ("Alice", "P02", "P03")})
    form(world, few, {1: list(few_enrolled)}, few_enrolled)
    programme = world.programme("Another")
    many = world.cohort(world.bob, first_day=world.today, programme=programme)
    for one in some.values():
        world.enrol(many, one, world.bob)
    bob, path = world.client(world.bob), f"/cohorts/{many.public_id}"
    bob.post(f"{path}/trios", data=form_of(bob.get(f"{path}/trios").text, holding="suggestion"))
    assert len(standing(world, many)) == 11
    for tail in ("", "/trios"):
        assert cost(f"/cohorts/{few.public_id}{tail}") == cost(path + tail)
    assert cost(path + "/trios") <= 4


def test_meetings_are_counted_by_ticks_of_those_who_belonged_to_the_trio(world: World) -> None:
    cohort, enrolments = enrolled(world, people(world, 6))
    form(world, cohort, {1: ["Alice", "P02", "P03"], 2: ["P04", "P05", "P06"]}, enrolments)
    world.finish(cohort, world.bob)
    world.clock.forward(days=8)
    work(world)
    for who, name in ((world.alice, "Alice"), (world.alice, "Alice")):
        world.client(who).post(f"/meetings/{meeting(world, enrolments[name]).public_id}/held")
    page = said(world.client(world.bob).get(f"/cohorts/{cohort.public_id}").text)
    assert "Trio 1: Alice, P02, and P03. 1 meeting took place, of 1 whose weeks have begun." in page
    assert "Trio 2: P04, P05, and P06. 0 meetings took place, of 1 whose weeks have begun." in page
    world.clock.forward(days=14)
    assert "1 meeting took place, of 2 whose weeks" in said(
        world.client(world.bob).get(f"/cohorts/{cohort.public_id}").text
    )


def test_a_candidate_of_another_role_is_refused_before_anything_is_looked_up(world: World) -> None:
    finn = world.person("Finn", Role.COACH)
    cohort, _ = enrolled(world, people(world, 3))
    assert world.client(finn).get(f"/cohorts/{cohort.public_id}/trios").status_code == 404
    assert world.client().get(f"/cohorts/{cohort.public_id}/trios").status_code == 302
