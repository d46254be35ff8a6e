"""The meetings of one's own trio: the letter, Today, GET /meetings/<id>, the tick and taking it back."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from kamcoach.peers import jobs
from kamcoach.peers.mails import trio as letter
from kamcoach.people.models import Person
from kamcoach.reinforcement import services as reinforcement
from kamcoach.reinforcement.models import FollowUpEvent
from kamcoach.signin import services as signin
from tests.factories.browsing import links, said, without_tokens
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Someone, Thing, World
from tests.kamcoach.peers.trios import enrolled, form, meeting, people, told, work

DAY = timedelta(days=1)
FIRST = date(2026, 3, 10)
PROMPT = "Which customer conversation of the last two weeks would you hold again, and how would it begin?"
Cohort = tuple[dict[str, Someone], Mapping[str, Thing]]


@pytest.fixture
def cohort(world: World) -> Cohort:
    """Alice, P02 and P03 are a trio, P04 and P05 another; it is nine in Manila on the first day of their first
    meeting."""
    some = people(world, 5)
    made, enrolments = enrolled(world, some)
    form(world, made, {1: ["Alice", "P02", "P03"], 2: ["P04", "P05"]}, enrolments)
    world.finish(made, world.bob)
    world.clock.forward(days=8, hours=-8)
    assert (world.today, meeting(world, enrolments["Alice"]).opens_on) == (FIRST, FIRST)
    return some, enrolments


def read(world: World, follow_up: str) -> tuple[str, str] | None:
    """Title and text of the letter about a meeting."""
    with world.reading() as session:
        found = letter(session, {"meeting": follow_up}, world.now)
        return (found.title, " ".join(found.lines)) if found else None


def test_each_member_is_told_once_a_meeting_from_eight_on_its_first_day(world: World, cohort: Cohort) -> None:
    some, enrolments = cohort
    world.clock.forward(hours=-2)
    assert work(world) == (0, 0)
    world.clock.forward(hours=2)
    assert work(world) == (0, 5)
    assert work(world) == (0, 0)
    assert sorted(told(world)) == sorted(one.id for one in some.values())
    assert meeting(world, enrolments["Alice"]).opened_on == FIRST
    found = read(world, meeting(world, enrolments["Alice"]).public_id)
    assert found is not None and found[0] == "Meet your trio: P02 and P03" and PROMPT in found[1]
    world.clock.forward(days=14)
    assert work(world) == (0, 5)


@ON_ONE_ENGINE
def test_without_a_trio_nothing_is_asked(world: World) -> None:
    made, enrolments = enrolled(world, people(world, 2))
    world.finish(made, world.bob)
    world.clock.forward(days=9)
    assert work(world) == (0, 0)
    alices = meeting(world, enrolments["Alice"])
    assert (alices.opened_on, read(world, alices.public_id)) == (None, None)
    alice = world.client(world.alice)
    assert "Meet your trio:" not in said(alice.get("/").text) + said(alice.get("/progress").text)
    assert "You are in no trio" in said(alice.get(f"/meetings/{alices.public_id}").text)
    reply = alice.post(f"/meetings/{alices.public_id}/held")
    assert reply.status_code == 409 and "You are in no trio with anybody now" in said(reply.text)


@ON_ONE_ENGINE
def test_today_and_progress_name_the_others_and_the_question_until_it_is_ticked(world: World, cohort: Cohort) -> None:
    alice, path = world.client(world.alice), f"/meetings/{meeting(world, cohort[1]['Alice']).public_id}"
    today = alice.get("/").text
    assert "Meet your trio: P02 and P03" in said(today) and PROMPT in said(today)
    assert links(today)["Open the question: Meet your trio: P02 and P03"] == path
    assert links(alice.get("/progress").text)["Meet your trio: P02 and P03"] == path
    assert PROMPT in said(alice.get(path).text)
    assert alice.post(f"{path}/held").location == path
    assert "It took place: you said so on Tuesday 10 March." in said(alice.get(path).text)
    assert "Meet your trio" not in said(alice.get("/").text)
    assert "took place Tuesday 10 March" in said(alice.get("/progress").text)


def test_a_tick_is_ones_own_counts_once_and_can_be_taken_back(world: World, cohort: Cohort) -> None:
    alice, enrolments = world.client(world.alice), cohort[1]
    mine = meeting(world, enrolments["Alice"])
    for _ in range(2):
        assert alice.post(f"/meetings/{mine.public_id}/held").status_code == 302
    assert meeting(world, enrolments["Alice"]).held_on == FIRST
    assert meeting(world, enrolments["P02"]).held_on is None
    assert [event.kind for event in world.rows(FollowUpEvent)] == ["held"]
    assert read(world, mine.public_id) is None
    for _ in range(2):
        assert alice.post(f"/meetings/{mine.public_id}/not-held").status_code == 302
    assert meeting(world, enrolments["Alice"]).held_on is None
    assert "Meet your trio" in said(alice.get("/").text)


@ON_ONE_ENGINE
def test_only_in_its_own_two_weeks(world: World, cohort: Cohort) -> None:
    alice, enrolments = world.client(world.alice), cohort[1]
    reply = alice.post(f"/meetings/{meeting(world, enrolments['Alice'], 2).public_id}/held")
    assert reply.status_code == 409 and "in its own two weeks only" in said(reply.text)
    mine = meeting(world, enrolments["Alice"])
    world.clock.forward(days=(mine.closes_on - FIRST).days + 1)
    alice = world.client(world.alice)
    assert alice.post(f"/meetings/{mine.public_id}/held").status_code == 409
    assert "It can be ticked between these days." in said(alice.get(f"/meetings/{mine.public_id}").text)


def test_who_is_gone_is_not_named_and_asks_for_nothing(world: World, cohort: Cohort) -> None:
    some, enrolments = cohort
    actor = world.actor(world.ann)
    with world.writing() as session:
        signin.set_disabled(session, session.get_one(Person, some["P05"].id), True, actor=actor, at=world.now)
    with world.app.app_context():
        assert jobs.tell_of_meetings(world.now) == 3, "before the trios are settled"
    found = meeting(world, enrolments["P04"])
    assert (found.opened_on, read(world, found.public_id)) == (None, None)
    assert work(world) == (2, 1), "P04 has joined the others"


@ON_ONE_ENGINE
def test_what_a_coach_waived_is_not_asked(world: World, cohort: Cohort) -> None:
    mine = meeting(world, cohort[1]["Alice"])
    with world.writing() as session:
        row = reinforcement.lock(session, mine.id)
        reinforcement.waive(session, row, "Leave.", actor=world.actor(world.bob), at=world.now)
    assert work(world) == (0, 4)
    assert world.alice.id not in told(world)
    alice = world.client(world.alice)
    assert "Your coach has waived this meeting." in said(alice.get(f"/meetings/{mine.public_id}").text)
    assert alice.post(f"/meetings/{mine.public_id}/held").status_code == 409


@ON_ONE_ENGINE
def test_a_meeting_is_its_persons_own(world: World, cohort: Cohort) -> None:
    path, absent = f"/meetings/{meeting(world, cohort[1]['Alice']).public_id}", "/meetings/AbsentAbsent1234"
    for who in (world.bob, cohort[0]["P02"], world.charlie, world.mona, world.hugh, world.ann):
        other = world.client(who)
        assert without_tokens(other.get(path).text) == without_tokens(other.get(absent).text)
        for tail in ("/held", "/not-held"):
            assert (other.post(path + tail).status_code, other.get(path + tail).status_code) == (404, 405)
    assert world.client().get(path).location.startswith("/sign-in")
    assert world.rows(FollowUpEvent) == []
    alice = world.client(world.alice)
    alice.get(path)
    assert world.rows(FollowUpEvent) == []
