"""One's own commitments: GET and POST /commitments, and withdrawing one."""

import threading

import pytest

from kamcoach.sessions.models import Commitment
from kamcoach.trail.models import TrailEntry
from tests.factories.browsing import form_of, offered, problems, said, without_tokens
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.sessions import promise, trained
from tests.factories.world import World, counting

NEW = {
    "commitment-event": "the quarterly review",
    "commitment-with_whom": "Rosa Cruz.",
    "commitment-event_on": "2026-03-12",
    "commitment-will_do": "ask what worries\nher most.",
    "commitment-know_by": "her own words in my notes",
    "commitment-obstacle": "",
    "commitment-measure": "",
}


def test_a_promise_has_an_event_a_person_and_a_day(world: World) -> None:
    alice = world.client(world.alice)
    for _ in range(2):
        assert alice.post("/commitments", data=NEW).location == "/commitments"
    (made,) = world.rows(Commitment)
    assert (made.person_id, made.session_id, made.measure) == (world.alice.id, None, None)
    page = said(alice.get("/commitments").text)
    assert (
        "When the quarterly review with Rosa Cruz comes on Thursday 12 March, I will ask what worries her most. "
        "I will know by her own words in my notes." in page
    )
    (entry,) = world.rows(TrailEntry, TrailEntry.object_kind == "commitment")
    assert (entry.verb, entry.details, entry.commitments) == ("commitment made", "{}", "{}")


@ON_ONE_ENGINE
def test_it_may_be_about_a_behaviour_of_the_focus(world: World) -> None:
    trained(world)
    alice = world.client(world.alice)
    names = offered(alice.get("/commitments").text, "commitment-measure")
    assert names == ["None in particular", "Top decision makers", "Needs and worries"]
    alice.post("/commitments", data=NEW | {"commitment-measure": "B5"})
    assert world.rows(Commitment)[0].measure == "B5"


@ON_ONE_ENGINE
@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("event", " ", "Name the event: a meeting, a call, a visit."),
        ("with_whom", "", "Name the person who will be there."),
        ("will_do", "", "Say what you will do."),
        ("know_by", "", "Say what will show it: a note, a date, a sentence."),
        ("obstacle", "x" * 301, "Use at most 300 characters."),
        ("event_on", "2026-03-01", "This day is over. Choose the day of an event that is still to come."),
        ("event_on", "2026-05-02", "Choose an event until 1 May 2026: what is farther away is forgotten."),
        ("event_on", "2026-13-02", "There is no month 13. Write a date like 2026-05-21."),
        ("measure", "B9", "Choose one of the answers offered."),
    ],
)
def test_bad_input_comes_back_with_its_sentence(world: World, field: str, value: str, problem: str) -> None:
    if field == "measure":
        trained(world)
    reply = world.client(world.alice).post("/commitments", data=NEW | {f"commitment-{field}": value})
    assert (reply.status_code, problems(reply.text)) == (422, {f"commitment-{field}": problem})
    if field != "measure":
        assert form_of(reply.text, holding="commitment-event")[f"commitment-{field}"].strip() == value.strip()
    assert world.rows(Commitment) == []


def test_two_are_open_at_most(world: World) -> None:
    alice = world.client(world.alice)
    first = promise(world, event="the visit")
    promise(world, event="the call")
    page = alice.get("/commitments").text
    assert "2 are open. When one of them is settled, there is room for the next." in said(page)
    assert "commitment-event" not in page
    reply = alice.post("/commitments", data=NEW)
    assert reply.status_code == 422
    assert "2 commitments are open already. Say first what became of one of them." in said(reply.text)
    assert alice.post(f"/commitments/{first.public_id}/withdraw").location == "/commitments"
    assert alice.post(f"/commitments/{first.public_id}/withdraw").status_code == 302
    assert alice.post("/commitments", data=NEW).status_code == 302
    assert len(world.rows(Commitment)) == 3
    assert "the visit" not in said(alice.get("/commitments").text)


def test_two_at_once_do_not_become_three(world: World) -> None:
    promise(world)
    barrier = threading.Barrier(2)
    tabs = [world.client(world.alice) for _ in range(2)]

    def make(number: int) -> None:
        barrier.wait()
        tabs[number].post("/commitments", data=NEW | {"commitment-event": f"event {number}"})

    threads = [threading.Thread(target=make, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(world.rows(Commitment)) == 2


def test_nobody_elses(world: World) -> None:
    made = promise(world)
    for who in (world.bob, world.charlie, world.mona, world.hugh):
        other = world.client(who)
        assert "quarterly review" not in other.get("/commitments").text
        url, nowhere = f"/commitments/{made.public_id}", "/commitments/AbsentAbsent1234"
        assert other.get(url).status_code == 404
        assert without_tokens(other.get(url).text) == without_tokens(other.get(nowhere).text)
        for act in ("", "/again", "/withdraw"):
            assert other.post(url + act, data={"kept": "yes"}).status_code == 404
    (row,) = world.rows(Commitment)
    assert (row.kept, row.withdrawn_at) == (None, None)
    assert world.client().get("/commitments").location.startswith("/sign-in")


@ON_ONE_ENGINE
def test_the_coach_of_today_reads_open_ones_on_the_persons_page(world: World) -> None:
    promise(world)
    page = f"/people/{world.alice.public_id}"
    assert "When the quarterly review with Rosa Cruz comes" in said(world.client(world.bob).get(page).text)
    world.end_line("coach", world.alice, world.today)
    world.line("coach", world.alice, world.dora, since=world.today)
    assert "When the quarterly review with Rosa Cruz comes" in said(world.client(world.dora).get(page).text)


@ON_ONE_ENGINE
def test_the_page_costs_the_same_after_years(world: World) -> None:
    def cost() -> int:
        alice = world.client(world.alice)
        alice.get("/commitments")
        return len(counting(world.app, lambda: alice.get("/commitments"))[1])

    promise(world, days=0)
    few = cost()
    for _ in range(12):
        world.clock.forward(days=7)
        alice = world.client(world.alice)
        for row in world.rows(Commitment, Commitment.checked_at.is_(None)):
            alice.post(f"/commitments/{row.public_id}", data={"kept": "yes"})
        promise(world, days=0)
    assert "Kept" in world.client(world.alice).get("/commitments").text
    assert cost() == few
    assert few <= 5
