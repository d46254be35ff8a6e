"""Saying that a talk took place: POST /follow-ups/<id>/held."""

from datetime import date

from kamcoach.reinforcement.models import FollowUpEvent
from kamcoach.trail.models import TrailEntry
from tests.factories.browsing import form_of, problems, said
from tests.factories.world import World
from tests.kamcoach.reinforcement.doors import only_todays_coach_opens
from tests.kamcoach.reinforcement.planned import at, half_year, hold, undo

D = date


def test_a_talk_is_marked_with_its_day_and_can_be_taken_back(world: World) -> None:
    enrolment = half_year(world)
    world.clock.set(at(4, 8))
    talk = world.follow_up(enrolment, "talk-after")
    bob = world.client(world.bob)
    assert form_of(bob.get(f"/follow-ups/{talk.public_id}/held").text, holding="held_on")["held_on"] == "2026-04-08"
    assert hold(bob, talk, D(2026, 4, 7)).status_code == 302
    assert world.follow_up(enrolment, "talk-after").held_on == D(2026, 4, 7)
    page = said(bob.get(f"/people/{world.alice.public_id}").text)
    assert "held Tuesday 7 April" in page and "Marked as held by Bob" in page
    assert [entry.verb for entry in world.rows(TrailEntry)].count("follow-up held") == 1
    assert undo(bob, talk).status_code == 302
    assert world.follow_up(enrolment, "talk-after").held_on is None


def test_only_a_day_that_has_come_and_only_once(world: World) -> None:
    talk = world.follow_up(half_year(world), "talk-after")
    bob = world.client(world.bob)
    for day, problem in (
        ("2026-04-02", "This day is still to come."),
        ("2026-04-31", "April 2026 has 30 days."),
        ("", "Choose a day."),
    ):
        reply = hold(bob, talk, day)
        assert (reply.status_code, problems(reply.text)) == (422, {"held_on": problem})
        assert form_of(reply.text, holding="held_on")["held_on"] == day
    assert hold(bob, talk, D(2026, 4, 1)).status_code == 302
    again = hold(bob, talk, D(2026, 4, 1))
    assert problems(again.text) == {"held_on": "This follow-up is done already."}
    assert len(world.rows(FollowUpEvent)) == 1


def test_what_is_answered_is_not_held(world: World) -> None:
    measure = world.follow_up(half_year(world), "plus-30")
    bob = world.client(world.bob)
    assert bob.get(f"/follow-ups/{measure.public_id}/held").status_code == 404
    assert hold(bob, measure, D(2026, 4, 1)).status_code == 404


def test_only_todays_coach_holds(world: World) -> None:
    only_todays_coach_opens(world, world.follow_up(half_year(world), "talk-after"), "held")
