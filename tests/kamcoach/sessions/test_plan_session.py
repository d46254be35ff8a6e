"""Planning a session: GET and POST /people/<id>/sessions/new."""

from datetime import UTC, datetime, time

import pytest

from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.permissions.roles import Role
from kamcoach.sessions.models import CoachingSession
from kamcoach.trail.models import TrailEntry
from tests.factories.browsing import form_of, offered, problems, said, without_tokens
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.sessions import held, planned, trained
from tests.factories.world import Browser, World

WHEN = {"day": "2026-03-05", "clock": "15:00", "minutes": "30", "place": "Room 4", "link": "", "step": ""}


def fill(bob: Browser, url: str, **fields: str) -> dict[str, str]:
    """The form as Bob fills it in."""
    return form_of(bob.get(url).text, holding="clock").to_dict() | WHEN | fields


def of_alice(world: World) -> str:
    return f"/people/{world.alice.public_id}/sessions/new"


def test_it_is_planned_once_and_both_are_told(world: World) -> None:
    bob, url = world.client(world.bob), of_alice(world)
    fields = fill(bob, url)
    first, again = bob.post(url, data=fields), bob.post(url, data=fields)
    (made,) = world.rows(CoachingSession)
    assert first.location == again.location == f"/sessions/{made.public_id}"
    assert made.starts_at == datetime(2026, 3, 5, 7, tzinfo=UTC)
    assert (made.time_zone, made.minutes, made.place, made.state) == ("Asia/Manila", 30, "Room 4", "planned")
    told = world.rows(OutboxMessage, OutboxMessage.kind == "session-planned")
    assert {message.person_id for message in told} == {world.alice.id, world.bob.id}
    assert len(told) == 2
    (entry,) = world.rows(TrailEntry, TrailEntry.object_kind == "session")
    assert (entry.verb, entry.details, entry.commitments) == ("session planned", "{}", "{}")
    page = said(bob.get(first.location).text)
    assert "Session with Alice Thursday 5 March, 15:00–15:30. Room 4" in page


def test_a_step_of_the_plan_is_done_when_its_session_is_held(world: World) -> None:
    enrolment = trained(world)
    step = world.follow_up(enrolment, "first-session")
    bob, url = world.client(world.bob), of_alice(world)
    named = f"{url}?step={step.public_id}"
    assert form_of(bob.get(named).text, holding="clock")["step"] == step.public_id
    assert "First session with your coach, between Friday 13 March and Thursday 26 March" in offered(
        bob.get(url).text, "step"
    )
    assert bob.post(url, data=fill(bob, named, step=step.public_id, day="2026-03-20")).status_code == 302
    (made,) = world.rows(CoachingSession)
    assert (made.follow_up_id, made.enrolment_id) == (step.id, enrolment.id)
    assert step.public_id not in str(form_of(bob.get(url).text, holding="clock").values()), "it is taken"
    world.clock.set(made.starts_at)
    assert bob.post(f"/sessions/{made.public_id}", data={"do": "hold"}).status_code == 302
    assert str(world.follow_up(enrolment, "first-session").held_on) == "2026-03-20"
    assert "held Friday 20 March" in said(bob.get(f"/people/{world.alice.public_id}").text)


@ON_ONE_ENGINE
@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("day", "2026-03-01", "This time is over. Choose a time that is still to come."),
        ("day", "2027-03-08", "Choose a day until 3 March 2027, at most a year ahead."),
        ("day", "2026-02-30", "February 2026 has 28 days."),
        ("clock", "25:00", "Write a time like 14:30."),
        ("minutes", "3", "Choose between 5 and 240 minutes."),
        ("place", "", "Say where you meet: a place or a link."),
        ("link", "javascript:alert(1)", "Begin it with https://."),
        ("step", "AbsentAbsent1234", "Choose one of the answers offered."),
    ],
)
def test_bad_input_comes_back_with_its_sentence(world: World, field: str, value: str, problem: str) -> None:
    bob, url = world.client(world.bob), of_alice(world)
    reply = bob.post(url, data=fill(bob, url, **{field: value}))
    assert (reply.status_code, problems(reply.text)) == (422, {field: problem})
    if field != "step":
        assert form_of(reply.text, holding="clock")[field] == value
    assert world.rows(CoachingSession) == []


@ON_ONE_ENGINE
def test_a_time_that_the_clocks_leave_out_is_refused_in_words(world: World) -> None:
    with world.writing() as session:
        session.get_one(Person, world.bob.id).time_zone = "Europe/Berlin"
    bob, url = world.client(world.bob), of_alice(world)
    assert "Where Alice is, clocks show 7:00 h more than yours." in said(bob.get(url).text)
    reply = bob.post(url, data=fill(bob, url, day="2026-03-29", clock="02:30"))
    assert problems(reply.text) == {
        "clock": "The clocks go forward that night: this time does not exist. Choose another."
    }
    reply = bob.post(url, data=fill(bob, url, day="2026-03-30", clock="09:00"))
    page = said(bob.get(reply.location).text)
    assert "Monday 30 March, 09:00–09:30, for Alice Monday 30 March, 15:00–15:30." in page


@ON_ONE_ENGINE
def test_two_at_once_is_a_warning(world: World) -> None:
    erin = world.person("Erin", Role.TRAINEE)
    world.line("coach", erin, world.bob)
    planned(world, erin, days=3, clock=time(14, 45))
    bob, url = world.client(world.bob), of_alice(world)
    assert bob.post(url, data=fill(bob, url)).status_code == 302
    assert "Look at your calendar: you meet Erin at that time too." in said(bob.get("/sessions").text)
    world.end_line("coach", world.alice, world.today)
    world.line("coach", world.alice, world.dora, since=world.today)
    dora = world.client(world.dora)
    assert dora.post(url, data=fill(dora, url, clock="15:20")).status_code == 302
    assert "Alice has another session at that time." in said(dora.get("/sessions").text)


def test_only_todays_coach_plans(world: World) -> None:
    url, nowhere = of_alice(world), "/people/AbsentAbsent1234/sessions/new"
    dora = world.client(world.dora)
    assert dora.get(url).status_code == dora.post(url, data=WHEN).status_code == 404
    assert without_tokens(dora.get(url).text) == without_tokens(dora.get(nowhere).text)
    for who in (world.alice, world.mona, world.tess, world.hugh, world.ann):
        assert world.client(who).get(url).status_code == world.client(who).post(url).status_code == 403
    assert world.client().get(url).location.startswith("/sign-in")
    bob = world.client(world.bob)
    fields = fill(bob, url)
    world.end_line("coach", world.alice, world.today)
    assert bob.post(url, data=fields).status_code == 404
    assert world.rows(CoachingSession) == []


@ON_ONE_ENGINE
def test_the_list_says_what_is_ahead_what_waits_and_what_was(world: World) -> None:
    bob = world.client(world.bob)
    assert "No session is planned" in said(bob.get("/sessions").text)
    held(world, planned(world))
    planned(world, clock=time(9, 30))
    planned(world, days=9)
    world.clock.forward(days=2)
    page = said(bob.get("/sessions").text)
    assert page.startswith("Sessions 1 session lies ahead. Your commitments Over, and not marked as held")
    assert page.index("Ahead") < page.index("Held in the last three months")
    assert "With Bob, your coach" in said(world.client(world.alice).get("/sessions").text)
    assert "No session is planned" in said(world.client(world.charlie).get("/sessions").text)
