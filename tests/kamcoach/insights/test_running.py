"""HR's overview: the trainings that still ask something."""

from datetime import timedelta

from tests.factories.browsing import said
from tests.factories.world import World, counting


def _section(world: World, query: str = "") -> str:
    page = said(world.client(world.hugh).get(f"/overview{query}").get_data(as_text=True))
    return page.partition("Trainings with follow-ups ahead")[2]


def test_a_cohort_stands_there_until_nothing_is_ahead(world: World) -> None:
    assert _section(world) == ""
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    enrolment = world.enrol(cohort, world.alice, world.bob)
    world.enrol(cohort, world.charlie, world.ann)
    page = _section(world)
    assert ", Manila 2 people · next measure due" in page
    world.clock.forward(days=11)
    assert "get their dates when the training is marked as finished" in _section(world)
    world.finish(cohort, world.bob)
    due = world.follow_up(enrolment, "plus-30").due_on
    assert f"next measure due {due.strftime('%A')} {due.day} {due.strftime('%B')}" in _section(world)
    world.clock.forward(days=600)
    assert _section(world) == ""


def test_it_counts_the_people_of_the_selection_only(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    world.enrol(cohort, world.alice, world.bob)
    world.enrol(cohort, world.charlie, world.ann)
    assert "1 person" in _section(world, f"?manager={world.mona.public_id}")
    assert _section(world, "?country=XX") == ""


def test_many_cohorts_cost_what_one_does(world: World) -> None:
    programme, first = world.programme(), world.today + timedelta(days=10)
    browser = world.client(world.hugh)
    world.enrol(world.cohort(world.bob, first_day=first, programme=programme), world.alice, world.bob)
    browser.get("/overview")
    _, one = counting(world.app, lambda: browser.get("/overview"))
    for number in range(13):
        day = first + timedelta(days=30 * number)
        made = world.cohort(world.bob, first_day=day, programme=world.programme(f"Programme {number}"))
        world.enrol(made, world.alice, world.bob)
    _, many = counting(world.app, lambda: browser.get("/overview"))
    assert len(one) == len(many)
    assert "The next 12 of 14" in _section(world)
