"""Waiving a follow-up, with a reason: POST /follow-ups/<id>/waive. It is not asked, and stays in the timeline."""

from kamcoach.assessing.models import Occasion
from kamcoach.reinforcement.models import FollowUpEvent
from kamcoach.trail.models import TrailEntry
from tests.factories.browsing import form_of, parsed, problems, said
from tests.factories.world import World
from tests.kamcoach.assessing.saving import answers, save
from tests.kamcoach.reinforcement.doors import only_todays_coach_opens
from tests.kamcoach.reinforcement.planned import at, half_year, undo, waive


def test_what_is_waived_is_not_asked_and_stays_in_the_timeline_with_the_reason(world: World) -> None:
    enrolment = half_year(world)
    follow_up = world.follow_up(enrolment, "plus-30")
    bob = world.client(world.bob)
    reply = waive(bob, follow_up, "On leave <until> June.")
    assert (reply.status_code, reply.location) == (302, f"/people/{world.alice.public_id}")
    for browser, url in ((bob, reply.location), (world.client(world.alice), "/progress")):
        html = browser.get(url).text
        assert "Waived by Bob: On leave <until> June." in said(html)
        assert not list(parsed(html).iter("until"))
    world.clock.set(at(4, 30))
    world.tick()
    assert "/assessments/" not in world.client(world.alice).get("/").text
    waived = TrailEntry.verb == "follow-up waived"
    assert len(world.rows(TrailEntry, waived, TrailEntry.actor == world.bob.public_id)) == 1


def test_a_waiver_of_what_is_open_withdraws_it_keeps_the_draft_and_an_undo_asks_again(world: World) -> None:
    enrolment = half_year(world, observer=world.tess)
    world.clock.set(at(4, 30))
    world.tick()
    own = world.assessment(enrolment, "plus-30", world.alice)
    alice, bob, tess = (world.client(one) for one in (world.alice, world.bob, world.tess))
    save(alice, own, note="begun")
    follow_up = world.follow_up(enrolment, "plus-30")
    assert waive(bob, follow_up).status_code == 302
    for browser in (alice, tess):
        assert "/assessments/" not in browser.get("/").text
    assert "Your coach has waived this one." in said(alice.get(f"/assessments/{own.public_id}/answer").text)

    assert undo(bob, follow_up).status_code == 302
    for browser in (alice, tess):
        assert "/assessments/" in browser.get("/").text
    assert answers(world, own)["B1a"] == ("3", "begun", 1)
    assert save(alice, own, "B2").status_code == 200
    assert world.rows(Occasion, Occasion.id == follow_up.occasion_id)[0].withdrawn_at is None
    assert "Taken back by Bob" in said(bob.get(f"/people/{world.alice.public_id}").text)


def test_a_reason_is_needed(world: World) -> None:
    follow_up = world.follow_up(half_year(world), "plus-30")
    bob = world.client(world.bob)
    for reason in ("", "   ", "x" * 501, "nul\x00"):
        reply = waive(bob, follow_up, reason)
        assert (reply.status_code, set(problems(reply.text))) == (422, {"reason"})
    assert form_of(waive(bob, follow_up, "x" * 501).text, holding="reason")["reason"].strip() == "x" * 501
    assert world.rows(FollowUpEvent) == []


def test_what_is_over_is_not_waived(world: World) -> None:
    enrolment = half_year(world)
    bob = world.client(world.bob)
    follow_up = world.follow_up(enrolment, "plus-90")
    assert waive(bob, follow_up).status_code == 302
    again = waive(bob, follow_up)
    assert (again.status_code, problems(again.text)) == (422, {"reason": "This follow-up is waived already."})
    world.clock.set(at(4, 30))
    world.tick()
    world.answer_all(world.assessment(enrolment, "plus-30", world.alice), world.alice)
    done = waive(world.client(world.bob), world.follow_up(enrolment, "plus-30"))
    assert problems(done.text) == {"reason": "This follow-up is done already."}
    assert len(world.rows(FollowUpEvent, FollowUpEvent.by_id == world.bob.id)) == 1


def test_only_todays_coach_waives(world: World) -> None:
    only_todays_coach_opens(world, world.follow_up(half_year(world), "plus-30"), "waive")
