"""The page of a session: GET and POST /sessions/<id>."""

from kamcoach.sessions.models import CoachingSession, Commitment, SessionNote
from kamcoach.trail.models import TrailEntry, TrailText
from tests.factories.browsing import form_of, problems, said, without_tokens
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.sessions import begin, held, planned, promise
from tests.factories.world import Browser, Thing, World

PROMISE = {
    "commitment-event": "the quarterly review",
    "commitment-with_whom": "Rosa Cruz",
    "commitment-event_on": "2026-03-20",
    "commitment-will_do": "ask what worries her most",
    "commitment-know_by": "her own words in my notes",
    "commitment-obstacle": "She may send her deputy.",
}


def send(browser: Browser, made: Thing, do: str, **fields: str) -> tuple[int, str]:
    """Send the page as it stands, with some fields filled in and one of its buttons."""
    url = f"/sessions/{made.public_id}"
    known = form_of(browser.get(url).text, holding="fact-shared-text").to_dict()
    reply = browser.post(url, data=known | fields | {"do": do})
    return reply.status_code, reply.text


def notes(world: World) -> dict[tuple[int, str, bool], str]:
    return {(row.by_id, row.part, row.private): row.text for row in world.rows(SessionNote)}


def test_what_is_shared_both_read_and_what_is_private_nobody_else(world: World) -> None:
    made = planned(world)
    bob, alice = world.client(world.bob), world.client(world.alice)
    fields = {"fact-shared-text": "She said it twice.", "fact-private-text": "He looked tired."}
    assert send(bob, made, "save", **fields)[0] == 302
    assert send(alice, made, "save", **{"review-shared-text": "I began\nwith the price."})[0] == 302
    assert notes(world) == {
        (world.bob.id, "fact", False): "She said it twice.",
        (world.bob.id, "fact", True): "He looked tired.",
        (world.alice.id, "review", False): "I began\nwith the price.",
    }
    page = alice.get(f"/sessions/{made.public_id}").text
    assert "She said it twice." in page and "He looked tired." not in page and "private-text" not in page
    page = bob.get(f"/sessions/{made.public_id}").text
    assert "He looked tired." in page and "I began\nwith the price." in page
    assert "it is in the person's own copy of their data all the same" in said(page)
    world.end_line("coach", world.alice, world.today)
    world.line("coach", world.alice, world.dora, since=world.today)
    page = world.client(world.dora).get(f"/sessions/{made.public_id}").text
    assert "She said it twice." in page and "I began" in page and "He looked tired." not in page
    assert "<textarea" not in page
    assert "Bob coached Alice then." in said(page)
    assert "He looked tired." in said(bob.get(f"/sessions/{made.public_id}").text), "it stays his"
    words = {entry.details for entry in world.rows(TrailEntry)} | {row.text for row in world.rows(TrailText)}
    assert not [text for text in words if "tired" in text or "twice" in text]


def test_a_person_cannot_write_for_themself_alone(world: World) -> None:
    made = planned(world)
    send(world.client(world.alice), made, "save", **{"fact-private-text": "Mine."})
    assert notes(world) == {}


def test_two_tabs_that_disagree_both_keep_their_words(world: World) -> None:
    made, bob = planned(world), world.client(world.bob)
    url = f"/sessions/{made.public_id}"
    first = form_of(bob.get(url).text, holding="fact-shared-text").to_dict()
    assert bob.post(url, data=first | {"fact-shared-text": "One.", "do": "save"}).status_code == 302
    other = first | {"fact-shared-text": "Two.", "next-shared-text": "Ours.", "do": "save"}
    reply = bob.post(url, data=other)
    assert reply.status_code == 409
    assert "There it says: One." in said(reply.text)
    assert notes(world) == {(world.bob.id, "fact", False): "One.", (world.bob.id, "next", False): "Ours."}
    again = form_of(reply.text, holding="fact-shared-text").to_dict()
    assert again["fact-shared-text"].strip() == "Two."
    assert bob.post(url, data=again | {"do": "save"}).status_code == 302
    assert notes(world)[world.bob.id, "fact", False] == "Two."


def test_a_note_that_cannot_be_kept_says_why_and_the_others_are_kept(world: World) -> None:
    made, bob = planned(world), world.client(world.bob)
    long = "A very long story. " * 300
    status, page = send(bob, made, "save", **{"fact-shared-text": long, "review-shared-text": "Kept."})
    assert status == 422
    assert problems(page) == {"fact-shared-text": "Use at most 4000 characters."}
    assert form_of(page, holding="fact-shared-text")["fact-shared-text"].strip() == long.strip()
    assert list(notes(world).values()) == ["Kept."]


def test_sending_the_page_holds_the_session_once(world: World) -> None:
    made, bob = planned(world), world.client(world.bob)
    early = bob.post(f"/sessions/{made.public_id}", data={"do": "hold"})
    assert (early.status_code, "This session has not begun yet." in early.text) == (409, True)
    begin(world, made)
    for _ in range(2):
        status, _page = send(bob, made, "hold", **{"next-shared-text": "Until Friday."})
        assert status == 302
    (row,) = world.rows(CoachingSession)
    assert (row.state, row.held_at) == ("held", world.now.business)
    assert [entry.verb for entry in world.rows(TrailEntry)].count("session held") == 1
    assert list(notes(world).values()) == ["Until Friday."]
    assert world.client(world.alice).post(f"/sessions/{made.public_id}", data={"do": "hold"}).status_code == 404


def test_a_commitment_is_made_in_the_session_and_notes_are_kept_with_it(world: World) -> None:
    made, bob = planned(world), world.client(world.bob)
    status, page = send(
        bob, made, "commit", **PROMISE | {"commitment-event_on": "2026-02-27", "next-shared-text": "Hm."}
    )
    assert status == 422
    assert problems(page) == {
        "commitment-event_on": "This day is over. Choose the day of an event that is still to come."
    }
    assert form_of(page, holding="commitment-event")["commitment-event"] == "the quarterly review"
    assert list(notes(world).values()) == ["Hm."], "no note is lost by it"
    status, page = send(bob, made, "commit", **PROMISE | {"commitment-event": ""})
    assert problems(page) == {"commitment-event": "Name the event: a meeting, a call, a visit."}
    for _ in range(2):
        assert send(bob, made, "commit", **PROMISE)[0] == 302
    (one,) = world.rows(Commitment)
    assert (one.person_id, one.session_id, str(one.event_on)) == (world.alice.id, made.id, "2026-03-20")
    sentence = "When the quarterly review with Rosa Cruz comes on Friday 20 March, I will ask what worries her most."
    assert sentence in said(world.client(world.alice).get(f"/sessions/{made.public_id}").text)
    promise(world, event="the visit")
    page = bob.get(f"/sessions/{made.public_id}").text
    assert "Two commitments are open." in said(page) and "commitment-event" not in page


def test_a_strangers_session_is_what_was_never_there(world: World) -> None:
    made = planned(world)
    for who in (world.charlie, world.dora, world.mona, world.tess, world.hugh, world.ann):
        other = world.client(who)
        theirs, absent = other.get(f"/sessions/{made.public_id}"), other.get("/sessions/AbsentAbsent1234")
        assert theirs.status_code == absent.status_code == 404
        assert without_tokens(theirs.text) == without_tokens(absent.text)
        assert other.post(f"/sessions/{made.public_id}", data={"fact-shared-text": "Mine."}).status_code == 404
    assert world.client().get(f"/sessions/{made.public_id}").location.startswith("/sign-in")
    assert world.rows(SessionNote) == []


@ON_ONE_ENGINE
def test_the_half_hour_stands_there_in_its_parts(world: World) -> None:
    page = said(world.client(world.alice).get(f"/sessions/{planned(world).public_id}").text)
    places = [page.index(f"{minutes} minutes") for minutes in (3, 8, 5)]
    assert places == sorted(places)
    assert page.count("7 minutes") == 2
    assert "Before you meet" not in page, "the sheet is the coach's"


@ON_ONE_ENGINE
def test_the_manager_learns_that_it_took_place_and_hr_finds_it_in_the_trail(world: World) -> None:
    made = planned(world)
    held(world, made)
    send(world.client(world.bob), made, "save", **{"fact-shared-text": "A word of theirs."})
    page = world.client(world.mona).get("/team").text
    assert "Last session with the coach: Tuesday 3 March" in said(page)
    trail = world.client(world.hugh).get(f"/record/{world.alice.public_id}/trail").text
    assert "held a session" in said(trail)
    for text in (page, trail):
        assert "A word of theirs." not in text and made.public_id not in text.replace(f"session {made.public_id}", "")
