"""Taking the last change of a follow-up back: POST /follow-ups/<id>/undo."""

from datetime import date

from kamcoach.reinforcement.models import FollowUpEvent
from kamcoach.trail.models import TrailEntry
from tests.factories.browsing import parsed, said
from tests.factories.world import World
from tests.kamcoach.reinforcement.doors import only_todays_coach_opens
from tests.kamcoach.reinforcement.planned import at, half_year, move, undo, waive, window

TOO_LATE = "It was changed since, or it has opened. Look at the timeline first."


def test_the_page_after_a_change_offers_to_take_it_back_and_everything_is_as_it_was(world: World) -> None:
    enrolment = half_year(world)
    before = world.follow_up(enrolment, "pulse-60")
    bob = world.client(world.bob)
    move(bob, before, date(2026, 6, 9))
    html = bob.get(f"/people/{world.alice.public_id}").text
    (form,) = [one for one in parsed(html).iter("form") if (one.get("action") or "").endswith("/undo")]
    assert form.get("action") == f"/follow-ups/{before.public_id}/undo"

    reply = undo(bob, before)
    assert (reply.status_code, reply.location) == (302, f"/people/{world.alice.public_id}")
    assert window(world.follow_up(enrolment, "pulse-60")) == window(before)
    assert [event.kind for event in world.rows(FollowUpEvent)] == ["moved", "undone"]
    text = said(bob.get(reply.location).text)
    assert "Moved from Monday 1 June by Bob: The plant is shut." in text and "Taken back by Bob" in text
    assert [entry.verb for entry in world.rows(TrailEntry)].count("follow-up undone") == 1


def test_only_the_last_change_is_taken_back_and_only_once(world: World) -> None:
    enrolment = half_year(world)
    follow_up = world.follow_up(enrolment, "plus-90")
    bob = world.client(world.bob)
    nothing_yet = undo(bob, follow_up)
    move(bob, follow_up, date(2026, 7, 6))
    waive(bob, follow_up)
    assert undo(bob, follow_up).status_code == 302
    once_more = undo(bob, follow_up)
    for reply in (nothing_yet, once_more):
        assert reply.status_code == 409
        assert TOO_LATE in said(reply.text)
    now = world.follow_up(enrolment, "plus-90")
    assert (now.waived_at, now.due_on) == (None, date(2026, 7, 6))


def test_what_another_coach_changed_is_not_ones_own_to_take_back(world: World) -> None:
    enrolment = half_year(world)
    follow_up = world.follow_up(enrolment, "plus-90")
    waive(world.client(world.bob), follow_up)
    world.end_line("coach", world.alice, world.today)
    world.line("coach", world.alice, world.dora, since=world.today)
    assert undo(world.client(world.dora), follow_up).status_code == 409
    assert undo(world.client(world.bob), follow_up).status_code == 404
    assert world.follow_up(enrolment, "plus-90").waived_at is not None


def test_once_people_were_asked_on_the_new_date_it_stays(world: World) -> None:
    enrolment = half_year(world)
    move(world.client(world.bob), world.follow_up(enrolment, "pulse-60"), date(2026, 5, 26))
    world.clock.set(at(5, 24))
    world.tick()
    assert undo(world.client(world.bob), world.follow_up(enrolment, "pulse-60")).status_code == 409
    assert world.follow_up(enrolment, "pulse-60").due_on == date(2026, 5, 26)


def test_only_todays_coach_takes_back(world: World) -> None:
    only_todays_coach_opens(world, world.follow_up(half_year(world), "plus-30"), "undo", has_page=False)
