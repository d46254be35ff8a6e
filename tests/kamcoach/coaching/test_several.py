"""One act for several people of the queue: /queue/several and the pages behind it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Line, Person
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from tests.factories.browsing import form_of, parsed, problems, said, words
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.letters import letter
from tests.factories.world import Browser, Someone, Thing, World

TRAINING = date(2026, 3, 12)


@pytest.fixture
def late(world: World) -> tuple[Thing, Thing]:
    """Alice and Erin, whose measure after thirty days is a day late; Mona manages Alice only."""
    erin = world.person("Erin", Role.TRAINEE)
    world.line("coach", erin, world.bob)
    cohort = world.cohort(world.bob, first_day=TRAINING)
    enrolled = world.enrol(cohort, world.alice, world.bob), world.enrol(cohort, erin, world.bob)
    world.clock.set(datetime(2026, 3, 12, 1, tzinfo=UTC))
    world.finish(cohort, world.bob)
    world.clock.set(datetime(2026, 4, 14, 1, tzinfo=UTC))
    world.tick()
    return enrolled


def erin(world: World) -> str:
    """Erin's public id."""
    return world.rows(Person, Person.name == "Erin")[0].public_id


def several(bob: Browser, do: str, *who: str) -> str:
    """Tick people and press a button; where it leads."""
    reply = bob.post("/queue/several", data={"do": do, "who": list(who)})
    assert reply.status_code == 302
    return str(reply.location)


def by_hand(world: World) -> list[FollowUpEvent]:
    """What somebody did to follow-ups; the engine does things too."""
    return list(world.rows(FollowUpEvent, FollowUpEvent.by_id.is_not(None)))


def back(html: str) -> str:
    """Where the button in what was said leads."""
    return next(form.get("action") or "" for form in parsed(html).iter("form") if "Undo" in words(form))


def test_move_does_what_can_be_done_says_what_not_and_can_be_taken_back(
    world: World, late: tuple[Thing, Thing]
) -> None:
    bob = world.client(world.bob)
    url = several(bob, "move", world.alice.public_id, erin(world))
    with world.writing() as session:  # Erin's window is over sooner than Alice's
        row = session.get_one(FollowUp, world.follow_up(late[1], "plus-30").id)
        row.closes_on = date(2026, 4, 16)
    page = bob.get(url)
    assert "Alice: After 30 days, due Monday 13 April, open Friday 10 April to Monday 4 May" in said(page.text)
    data = {"due_on": "2026-04-20", "reason": "The fair.", "who": form_of(page.text, holding="due_on").getlist("who")}
    assert bob.post("/queue/move", data=data).status_code == 302
    assert world.follow_up(late[0], "plus-30").due_on == date(2026, 4, 20)
    assert world.follow_up(late[1], "plus-30").due_on == date(2026, 4, 13)
    page = said(html := bob.get("/queue").text)
    assert "Moved to Monday 20 April: Alice (After 30 days)" in page
    assert "Not done for Erin: It has to stay between 10 April 2026 and 16 April 2026." in page
    assert bob.post(back(html)).status_code == 302
    assert world.follow_up(late[0], "plus-30").due_on == date(2026, 4, 13)
    assert "Taken back: Alice" in said(bob.get("/queue").text)


def test_when_nothing_can_be_moved_the_page_says_why_and_keeps_what_was_typed(
    world: World, late: tuple[Thing, Thing]
) -> None:
    bob = world.client(world.bob)
    data = {"who": world.alice.public_id, "due_on": "2026-04-01", "reason": "The fair."}
    reply = bob.post("/queue/move", data=data)
    assert reply.status_code == 422
    assert problems(reply.text) == {"due_on": "This day is over. Choose today or later."}
    assert form_of(reply.text, holding="due_on")["reason"] == "The fair."
    reply = bob.post("/queue/move", data=data | {"due_on": "2026-04-31", "reason": ""})
    assert reply.status_code == 422 and set(problems(reply.text)) == {"due_on", "reason"}
    assert by_hand(world) == []


def test_a_nudge_reaches_who_owes_once_in_three_days_and_the_row_waits(world: World, late: tuple[Thing, Thing]) -> None:
    bob = world.client(world.bob)
    assert bob.post(f"/queue/several?only={world.alice.public_id}", data={"do": "nudge"}).status_code == 302
    page = said(bob.get("/queue").text)
    assert "One reminder leaves, to Alice." in page
    assert "Nudged on Tuesday 14 April." in page.partition("Can wait")[2]
    several(bob, "nudge", world.alice.public_id, erin(world))
    page = said(bob.get("/queue").text)
    assert "One reminder leaves, to Erin." in page
    assert "Left alone, because they had one in the last three days: Alice." in page
    nudges = world.rows(OutboxMessage, OutboxMessage.kind == "nudge")
    assert len(nudges) == 2
    title, text = letter(world, nudges[0]) or ("", "")
    assert "your answers are due" in title and "Bob asks for it once more." in text
    assert [one.kind for one in by_hand(world)] == ["nudged", "nudged"]
    world.clock.forward(days=3)
    several(world.client(world.bob), "nudge", world.alice.public_id)
    assert len(world.rows(OutboxMessage, OutboxMessage.kind == "nudge")) == 3


def test_a_nudge_about_a_talk_goes_to_the_manager(world: World) -> None:
    world.enrol(world.cohort(world.bob, first_day=world.today + timedelta(days=5)), world.alice, world.bob)
    bob = world.client(world.bob)
    several(bob, "nudge", world.alice.public_id)
    assert "to Mona" in said(bob.get("/queue").text)
    (nudge,) = world.rows(OutboxMessage, OutboxMessage.kind == "nudge")
    assert nudge.person_id == world.mona.id
    title, text = letter(world, nudge) or ("", "")
    assert title == "Talk with Alice before the training" and "Focus: Top decision makers, Needs and worries" in text


def test_spoken_with_clears_what_was_silent_and_lets_what_is_late_rest(world: World, late: tuple[Thing, Thing]) -> None:
    bob = world.client(world.bob)
    several(bob, "spoke", world.alice.public_id)
    data = {"who": world.alice.public_id, "reason": "She is back on Monday."}
    assert bob.post("/queue/spoke", data=data).status_code == 302
    assert "Spoken with on Tuesday 14 April." in said(bob.get("/queue").text).partition("Can wait")[2]
    timeline = said(bob.get(f"/people/{world.alice.public_id}").text)
    assert "Bob spoke with the person on Tuesday 14 April: She is back on Monday." in timeline
    too_long = bob.post("/queue/spoke", data={"who": erin(world), "reason": "x" * 501})
    assert too_long.status_code == 422 and "x" * 501 in too_long.text


def test_talks_are_marked_as_held_together(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=5))
    enrolment = world.enrol(cohort, world.alice, world.bob)
    bob = world.client(world.bob)
    assert "Talk with your manager before the training" in said(
        bob.get(several(bob, "held", world.alice.public_id)).text
    )
    data = {"who": world.alice.public_id, "held_on": (world.today + timedelta(days=1)).isoformat()}
    reply = bob.post("/queue/held", data=data)
    assert (reply.status_code, problems(reply.text)) == (422, {"held_on": "This day is still to come."})
    assert bob.post("/queue/held", data=data | {"held_on": world.today.isoformat()}).status_code == 302
    assert world.follow_up(enrolment, "talk-before").held_on == world.today


def test_people_are_handed_over_for_some_days_and_can_be_kept(world: World) -> None:
    bob, day = world.client(world.bob), timedelta(days=1)
    url = several(bob, "hand_over", world.alice.public_id)
    assert "Dora" in bob.get(url).text
    data = {
        "who": world.alice.public_id,
        "coach": world.dora.public_id,
        "from_date": world.today.isoformat(),
        "back_on": "",
    }
    reply = bob.post("/queue/hand-over", data=data)
    assert problems(reply.text) == {"from_date": "Choose tomorrow or later: today they are still yours."}
    data |= {"from_date": (world.today + day).isoformat(), "back_on": (world.today + day).isoformat()}
    reply = bob.post("/queue/hand-over", data=data)
    assert problems(reply.text) == {"back_on": "This lies before the day on which they change."}
    data["back_on"] = (world.today + 8 * day).isoformat()
    assert bob.post("/queue/hand-over", data=data).status_code == 302
    assert coaches(world, world.alice) == ["Bob", "Dora", "Bob"]
    page = bob.get("/queue").text
    assert "From Tuesday 3 March on Dora coaches Alice. From Tuesday 10 March on they are yours again." in said(page)
    assert bob.post(back(page)).status_code == 302
    assert coaches(world, world.alice) == ["Bob"]


def coaches(world: World, person: Someone) -> list[str]:
    """Who coaches a person for a day at least, one after the other."""
    lines = world.rows(Line, Line.person_id == person.id, Line.kind == "coach")
    lines = [one for one in lines if one.to_date is None or one.to_date > one.from_date]
    names = {world.bob.id: "Bob", world.dora.id: "Dora"}
    return [names[one.holder_id] for one in sorted(lines, key=lambda one: one.from_date)]


_ROUTES = ("move", "held", "spoke", "hand-over")


@ON_ONE_ENGINE
def test_nobody_acts_for_whom_they_do_not_coach(world: World, late: tuple[Thing, Thing]) -> None:
    dora, alice = world.client(world.dora), world.alice.public_id
    for act in _ROUTES:
        theirs, absent = (dora.get(f"/queue/{act}?who={who}").status_code for who in (alice, "AbsentAbsent1234"))
        assert (theirs, absent, dora.get(f"/queue/{act}").status_code) == (404, 404, 404)
        assert dora.post(f"/queue/{act}", data={"who": [world.charlie.public_id, alice]}).status_code == 404
    assert dora.post("/queue/several", data={"do": "nudge", "who": alice}).status_code == 404
    of = world.follow_up(late[0], "plus-30").public_id
    assert dora.post("/queue/undo", data={"of": of}).status_code == 404
    assert dora.post("/queue/undo", data={}).status_code == 404
    tomorrow = (world.today + timedelta(days=1)).isoformat()
    assert dora.post("/queue/keep", data={"since": tomorrow, "who": alice}).status_code == 404
    assert dora.post("/queue/keep", data={"since": "soon", "who": world.charlie.public_id}).status_code == 404
    for who in (world.alice, world.mona, world.ann):
        assert world.client(who).post("/queue/several").status_code == 403
    assert by_hand(world) == []


@ON_ONE_ENGINE
def test_who_ticks_nobody_is_told_and_what_is_unknown_refused(world: World) -> None:
    bob = world.client(world.bob)
    several(bob, "move")
    assert "Nobody was chosen. Tick somebody first." in said(bob.get("/queue").text)
    assert bob.post("/queue/several", data={"do": "rank", "who": world.alice.public_id}).status_code == 400
    page = said(bob.get(f"/queue/move?who={world.alice.public_id}").text)
    assert "Nothing of these people is open and could be moved." in page
