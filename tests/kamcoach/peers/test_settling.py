"""Trios stay whole by themselves: who leaves is ended, who comes late joins the smallest."""

from kamcoach.peers.models import TrioMember
from kamcoach.people.models import Person
from kamcoach.reinforcement import planning
from kamcoach.signin import services as signin
from kamcoach.trail.models import TrailEntry
from tests.factories.world import Someone, World, counting
from tests.kamcoach.peers.trios import enrolled, form, people, standing, work


def leave(world: World, person: Someone, *, gone: bool = True) -> None:
    """Let somebody leave the organisation, or come back."""
    actor = world.actor(world.ann)
    with world.writing() as session:
        signin.set_disabled(session, session.get_one(Person, person.id), gone, actor=actor, at=world.now)


def test_who_leaves_is_ended_and_the_one_left_alone_joins_others(world: World) -> None:
    some = people(world, 5)
    cohort, enrolments = enrolled(world, some)
    form(world, cohort, {1: ["Alice", "P02", "P03"], 2: ["P04", "P05"]}, enrolments)
    assert work(world) == (0, 0)
    world.clock.forward(days=1)
    leave(world, some["P04"])
    assert work(world)[0] == 2
    assert standing(world, cohort) == {1: ["Alice", "P02", "P03", "P05"]}
    ended = {row.enrolment_id: row.to_date for row in world.rows(TrioMember) if row.to_date}
    assert ended == dict.fromkeys((enrolments["P04"].id, enrolments["P05"].id), world.now.today("UTC"))
    assert work(world) == (0, 0), "once"
    leave(world, some["P04"], gone=False)
    assert work(world)[0] == 2
    assert sorted(map(len, standing(world, cohort).values())) == [2, 3]
    assert [one.verb for one in world.rows(TrailEntry)].count("trios settled") == 2


def test_who_comes_late_joins_the_smallest_and_who_was_absent_is_out(world: World) -> None:
    some = people(world, 6)
    cohort, enrolments = enrolled(world, {name: some[name] for name in ("Alice", "P02", "P03", "P04", "P05")})
    form(world, cohort, {1: ["Alice", "P02", "P03"], 2: ["P04", "P05"]}, enrolments)
    enrolments["P06"] = world.enrol(cohort, some["P06"], world.bob)
    assert work(world)[0] == 1
    assert standing(world, cohort)[2] == ["P04", "P05", "P06"]
    present = [one.id for name, one in enrolments.items() if name != "P02"]
    actor = world.actor(world.bob)
    with world.writing() as session:
        planning.finish_cohort(session, cohort.id, attended=present, actor=actor, at=world.now)
    assert work(world)[0] == 1
    assert standing(world, cohort) == {1: ["Alice", "P03"], 2: ["P04", "P05", "P06"]}


def test_a_cohort_without_trios_is_left_alone_and_looking_costs_two_queries(world: World) -> None:
    cohort, _ = enrolled(world, people(world, 4))
    assert len(counting(world.app, lambda: work(world))[1]) == 2
    assert standing(world, cohort) == {}
