"""Drift is read once from each released measure: the word, the one question, the extra pulse (method.md, Drift)."""

from datetime import timedelta

from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.drift import jobs
from kamcoach.drift.models import DriftMark
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.models import Focus
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World, counting
from tests.kamcoach.drift.story import STEPS, added, fall, go_to, marks, measure, trained


def test_one_low_measure_of_two_sources_costs_one_question_on_the_next_working_day(world: World) -> None:
    enrolment = fall(world, "443")
    assert marks(world) == [("B1", "ask", True), ("B5", "ask", True)]
    mark = world.rows(DriftMark)[0]
    assert (mark.reached, mark.since, mark.sources) == (4.0, [3.0], 2)
    asked = added(world, enrolment)
    assert [(one.kind, one.measure, one.step) for one in asked] == [
        ("ask", "B1", "ask-B1-1"),
        ("ask", "B5", "ask-B5-2"),
    ]
    today = world.today
    assert [one.opens_on for one in asked] == [today + timedelta(days=1)] * 2, "+90 is a Wednesday"
    assert [one.closes_on - one.opens_on for one in asked] == [timedelta(days=14)] * 2
    world.clock.forward(days=1)
    world.tick()
    first, second = added(world, enrolment)
    occasion = world.rows(Occasion, Occasion.id == first.occasion_id)[0]
    assert occasion.asked == ["B1"] and occasion.phase == "single"
    seats = world.rows(Assessment, Assessment.occasion_id == occasion.id)
    assert [(seat.relation, seat.rater_id) for seat in seats] == [("self", world.alice.id)]
    assert second.occasion_id is None and second.held_back_why == "load", "one request a week"


@ON_ONE_ENGINE
def test_with_one_source_it_takes_two_measures(world: World) -> None:
    enrolment = fall(world, "443", observer=False)
    assert marks(world) == [] and added(world, enrolment) == []
    measure(world, enrolment, "pulse-120", "3")
    assert {word for _, word, _ in marks(world)} == {"fading"}
    assert {mark.sources for mark in world.rows(DriftMark)} == {1}


@ON_ONE_ENGINE
def test_where_the_observer_is_missing_on_the_last_measure_nothing_is_asked(world: World) -> None:
    enrolment = fall(world, "44")
    measure(world, enrolment, "plus-90", "3")
    assert world.follow_up(enrolment, "plus-90").read_at is not None
    assert marks(world) == [] and added(world, enrolment) == []


def test_fading_adds_one_pulse_on_that_behaviour_four_weeks_after_the_last(world: World) -> None:
    enrolment = fall(world, "4433")
    assert marks(world) == [(code, word, word == "fading") for word in ("ask", "fading") for code in ("B1", "B5")]
    pulses = [one for one in added(world, enrolment) if one.kind == "pulse"]
    assert [one.measure for one in pulses] == ["B1", "B5"]
    assert all(one.opens_on >= world.today + timedelta(days=28) for one in pulses)
    go_to(world, (pulses[0].opens_on - world.today).days + STEPS["pulse-120"])
    opened = world.rows(Occasion, Occasion.id == added(world, enrolment)[2].occasion_id)
    assert [one.asked for one in opened] == [["B1a", "B1b"]]
    measure(world, enrolment, "plus-180", "3", "3")
    assert len([one for one in added(world, enrolment) if one.kind == "pulse"]) == 2, "what goes on fading adds no more"


@ON_ONE_ENGINE
def test_a_better_measure_ends_the_mark(world: World) -> None:
    fall(world, "4434")
    assert marks(world) == [("B1", "ask", False), ("B5", "ask", False)]


@ON_ONE_ENGINE
def test_only_focus_behaviours_are_read(world: World) -> None:
    enrolment = trained(world)
    with world.writing() as session:
        for focus in world.rows(Focus, Focus.measure == "B5"):
            session.get_one(Focus, focus.id).to_date = world.today
    for step, value in zip(("plus-30", "pulse-60", "plus-90"), "443", strict=True):
        measure(world, enrolment, step, value, value)
    assert [one for one, _, _ in marks(world)] == ["B1"]


@ON_ONE_ENGINE
def test_what_is_not_released_is_not_read(world: World) -> None:
    enrolment = fall(world, "44")
    go_to(world, 90)
    world.answer_all(world.assessment(enrolment, "plus-90", world.alice), world.alice, "1")
    world.tick()
    assert world.follow_up(enrolment, "plus-90").read_at is None
    assert marks(world) == []


@ON_ONE_ENGINE
def test_each_release_is_read_once_and_an_idle_worker_asks_one_query_a_job(world: World) -> None:
    enrolment = fall(world, "443")
    before = world.rows(DriftMark), added(world, enrolment), world.rows(FollowUp, FollowUp.read_at.is_not(None))
    with world.app.app_context():
        read, statements = counting(world.app, lambda: jobs.read_released(world.now))
        led, more = counting(world.app, lambda: jobs.lead_promises(world.now))
    assert (read, led) == (0, 0)
    assert len(statements) == len(more) == 1
    after = world.rows(DriftMark), added(world, enrolment), world.rows(FollowUp, FollowUp.read_at.is_not(None))
    assert [len(part) for part in before] == [len(part) for part in after]


@ON_ONE_ENGINE
def test_what_comes_back_is_never_fading(world: World) -> None:
    fall(world, "4343")
    assert "fading" not in {word for _, word, _ in marks(world)}
