"""Moving a follow-up to another day, with a reason: POST /follow-ups/<id>/move."""

import json
from datetime import date

from kamcoach.assessing.models import Occasion
from kamcoach.reinforcement.models import FollowUpEvent
from kamcoach.trail.hashing import commitment
from kamcoach.trail.models import TrailEntry, TrailText
from tests.factories.browsing import form_of, parsed, problems, said
from tests.factories.world import World
from tests.kamcoach.reinforcement.doors import only_todays_coach_opens
from tests.kamcoach.reinforcement.planned import at, half_year, move, waive, window

D = date


def test_a_move_changes_the_due_day_and_stays_in_the_timeline_with_who_and_why(world: World) -> None:
    enrolment = half_year(world)
    plus_90 = world.follow_up(enrolment, "plus-90")
    bob = world.client(world.bob)
    assert form_of(bob.get(f"/follow-ups/{plus_90.public_id}/move").text, holding="due_on")["due_on"] == "2026-06-30"
    reply = move(bob, plus_90, D(2026, 7, 6), "  The <b>plant</b> is shut & dark.  ")
    assert (reply.status_code, reply.location) == (302, f"/people/{world.alice.public_id}")

    moved = world.follow_up(enrolment, "plus-90")
    assert window(moved) == (D(2026, 6, 29), D(2026, 7, 6), D(2026, 7, 20))  # a fixed measure keeps its window
    assert moved.planned_on == D(2026, 6, 30)
    (event,) = world.rows(FollowUpEvent)
    assert (event.kind, event.by_id, event.reason) == ("moved", world.bob.id, "The <b>plant</b> is shut & dark.")

    page = bob.get(reply.location).text
    assert "After 90 days of Alice moved to Monday 6 July." in said(page)
    for html in (page, world.client(world.alice).get("/progress").text):
        assert "Moved from Tuesday 30 June by Bob: The <b>plant</b> is shut & dark." in said(html)
        assert not list(parsed(html).iter("b"))


def test_the_trail_commits_to_the_reason_without_holding_it(world: World) -> None:
    follow_up = world.follow_up(half_year(world), "plus-90")
    move(world.client(world.bob), follow_up, D(2026, 7, 6), "She is ill.")
    (entry,) = world.rows(TrailEntry, TrailEntry.verb == "follow-up moved")
    assert (entry.actor, entry.object_id) == (world.bob.public_id, follow_up.public_id)
    assert json.loads(entry.details) == {"before": "2026-06-30", "after": "2026-07-06"}
    (text,) = world.rows(TrailText, TrailText.entry_id == entry.id)
    assert json.loads(entry.commitments) == {"reason": commitment(text.salt, "She is ill.")}
    assert "ill" not in entry.details + entry.commitments


def test_what_the_method_forbids_is_refused_beside_the_field_with_the_input_kept(world: World) -> None:
    enrolment = half_year(world)
    bob = world.client(world.bob)
    forbidden = [
        ("plus-90", "2026-06-30", "It is due on that day already."),
        ("plus-90", "2026-03-31", "This day is over. Choose today or later."),
        ("plus-90", "2026-04-01", "This step comes after the training. Choose a day after its last day."),
        ("pulse-60", "2026-04-01", "This step comes after the training. Choose a day after its last day."),
        ("plus-90", "2026-06-28", "It has to stay between 29 June 2026 and 20 July 2026."),
        ("plus-90", "2026-07-21", "It has to stay between 29 June 2026 and 20 July 2026."),
        ("plus-90", "2026-04-31", "April 2026 has 30 days."),
        ("plus-90", "next week", "Write a date like 2026-05-21: year, month, day."),
        ("plus-90", "", "Choose a day."),
        ("talk-before", "2026-04-02", "This step comes before the training. Choose a day before its first day."),
    ]
    for step, day, problem in forbidden:
        reply = move(bob, world.follow_up(enrolment, step), day, "Because.")
        assert (reply.status_code, problems(reply.text)) == (422, {"due_on": problem}), (step, day)
        kept = form_of(reply.text, holding="due_on")
        assert (kept["due_on"], kept["reason"].strip()) == (day, "Because.")
    assert world.rows(FollowUpEvent) == []


def test_a_reason_is_needed_that_can_be_stored(world: World) -> None:
    follow_up = world.follow_up(half_year(world), "plus-90")
    bob = world.client(world.bob)
    say = "Say why, in a few words: it stands in the timeline."
    unreadable = "This holds characters that cannot be stored. Type it again without them."
    for reason, problem in (
        ("", say),
        (" \n ", say),
        ("x" * 501, "Use at most 500 characters."),
        ("nul\x00", unreadable),
    ):
        reply = move(bob, follow_up, D(2026, 7, 6), reason)
        assert (reply.status_code, problems(reply.text)) == (422, {"reason": problem})
        assert form_of(reply.text, holding="due_on")["due_on"] == "2026-07-06"
    assert world.rows(FollowUpEvent) == []


def test_a_pulse_that_is_not_open_yet_takes_its_window_along_and_an_open_one_stays_in_it(world: World) -> None:
    enrolment = half_year(world)
    bob = world.client(world.bob)
    assert move(bob, world.follow_up(enrolment, "pulse-60"), D(2026, 5, 26)).status_code == 302
    moved = world.follow_up(enrolment, "pulse-60")
    assert window(moved) == (D(2026, 5, 24), D(2026, 5, 26), D(2026, 6, 16))

    world.clock.set(at(5, 24))
    world.tick()
    opened, bob = world.follow_up(enrolment, "pulse-60"), world.client(world.bob)
    assert opened.occasion_id is not None
    assert problems(move(bob, opened, D(2026, 6, 17)).text) == {
        "due_on": "It has to stay between 24 May 2026 and 16 June 2026."
    }
    assert move(bob, opened, D(2026, 6, 16)).status_code == 302
    occasion = world.rows(Occasion, Occasion.id == opened.occasion_id)[0]
    assert (occasion.due_on, occasion.closes_on) == (D(2026, 6, 16), D(2026, 6, 16))


def test_sent_twice_it_moves_once(world: World) -> None:
    follow_up = world.follow_up(half_year(world), "plus-90")
    bob = world.client(world.bob)
    assert move(bob, follow_up, D(2026, 7, 6)).status_code == 302
    again = move(bob, follow_up, D(2026, 7, 6))
    assert problems(again.text) == {"due_on": "It is due on that day already."}
    assert len(world.rows(FollowUpEvent)) == 1


def test_what_is_over_is_not_moved(world: World) -> None:
    enrolment = half_year(world)
    bob = world.client(world.bob)
    waive(bob, world.follow_up(enrolment, "plus-90"))
    assert problems(move(bob, world.follow_up(enrolment, "plus-90"), D(2026, 7, 6)).text) == {
        "due_on": "This follow-up is waived already."
    }
    world.clock.set(at(4, 30))
    world.tick()
    world.answer_all(world.assessment(enrolment, "plus-30", world.alice), world.alice)
    later = world.client(world.bob)
    assert problems(move(later, world.follow_up(enrolment, "plus-30"), D(2026, 5, 6)).text) == {
        "due_on": "This follow-up is done already."
    }


def test_only_todays_coach_moves(world: World) -> None:
    only_todays_coach_opens(world, world.follow_up(half_year(world), "plus-90"), "move")
