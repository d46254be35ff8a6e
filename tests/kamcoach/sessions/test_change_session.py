"""Moving and cancelling: POST /sessions/<id>/move and /cancel."""

from datetime import UTC, datetime

from kamcoach.notifications.models import OutboxMessage
from kamcoach.sessions.models import CoachingSession
from kamcoach.trail.models import TrailEntry
from tests.factories.browsing import form_of, problems, said, without_tokens
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.sessions import held, planned
from tests.factories.world import Thing, World


def told(world: World) -> list[tuple[str, str]]:
    """What was queued, by kind and sequence, twice where both are told."""
    return [(row.kind, row.about["sequence"]) for row in world.rows(OutboxMessage)]


def row(world: World, made: Thing) -> CoachingSession:
    return world.rows(CoachingSession, CoachingSession.id == made.id)[0]


def test_a_move_counts_as_a_change_and_tells_both(world: World) -> None:
    made = planned(world)
    bob, url = world.client(world.bob), f"/sessions/{made.public_id}/move"
    fields = form_of(bob.get(url).text, holding="clock").to_dict()
    assert (fields["day"], fields["clock"], fields["place"]) == ("2026-03-03", "10:00", "Room 4")
    assert bob.post(url, data=fields).status_code == 302
    assert row(world, made).sequence == 0, "nothing changed, nobody is told"
    assert bob.post(url, data=fields | {"day": "2026-03-04", "link": "https://meet.example/1"}).status_code == 302
    moved = row(world, made)
    assert (moved.starts_at, moved.sequence, moved.state) == (datetime(2026, 3, 4, 2, tzinfo=UTC), 1, "planned")
    assert told(world) == [("session-planned", "0")] * 2 + [("session-moved", "1")] * 2


def test_a_cancellation_tells_both_why_and_once(world: World) -> None:
    made = planned(world)
    bob, url = world.client(world.bob), f"/sessions/{made.public_id}/cancel"
    reply = bob.post(url, data={"why": " "})
    assert (reply.status_code, problems(reply.text)) == (422, {"why": "Say why, in a few words: both of you read it."})
    for _ in range(2):
        assert bob.post(url, data={"why": "The plant is shut."}).status_code == 302
    assert (row(world, made).state, row(world, made).sequence) == ("cancelled", 1)
    assert told(world)[2:] == [("session-cancelled", "1")] * 2
    assert "Why: The plant is shut." in said(world.client(world.alice).get(f"/sessions/{made.public_id}").text)
    entries = world.rows(TrailEntry, TrailEntry.verb == "session cancelled")
    assert [(entry.details, entry.commitments) for entry in entries] == [("{}", "{}")], "the trail holds no word of it"


@ON_ONE_ENGINE
def test_what_is_over_is_neither_moved_nor_cancelled(world: World) -> None:
    made = planned(world)
    held(world, made)
    bob = world.client(world.bob)
    assert bob.get(f"/sessions/{made.public_id}/move").status_code == 409
    reply = bob.post(f"/sessions/{made.public_id}/cancel", data={"why": "Late."})
    assert reply.status_code == 409
    assert "This session was held or cancelled already." in reply.text


@ON_ONE_ENGINE
def test_it_is_not_moved_into_the_past(world: World) -> None:
    made = planned(world)
    bob, url = world.client(world.bob), f"/sessions/{made.public_id}/move"
    fields = form_of(bob.get(url).text, holding="clock").to_dict() | {"day": "2026-03-01"}
    reply = bob.post(url, data=fields)
    assert problems(reply.text) == {"day": "This time is over. Choose a time that is still to come."}
    assert form_of(reply.text, holding="clock")["day"] == "2026-03-01"


def test_only_who_leads_it_moves_it_and_a_successor_may_call_it_off(world: World) -> None:
    made = planned(world)
    dora = world.client(world.dora)
    for act in ("move", "cancel"):
        url, nowhere = f"/sessions/{made.public_id}/{act}", f"/sessions/AbsentAbsent1234/{act}"
        assert dora.get(url).status_code == dora.post(url).status_code == 404
        assert without_tokens(dora.get(url).text) == without_tokens(dora.get(nowhere).text)
        for who in (world.alice, world.mona, world.tess, world.hugh, world.ann):
            assert world.client(who).post(url).status_code == 403
    world.end_line("coach", world.alice, world.today)
    world.line("coach", world.alice, world.dora, since=world.today)
    bob = world.client(world.bob)
    assert bob.get(f"/sessions/{made.public_id}/move").status_code == 404
    assert bob.post(f"/sessions/{made.public_id}/cancel", data={"why": "Mine."}).status_code == 404
    assert dora.get(f"/sessions/{made.public_id}/move").status_code == 404
    assert dora.post(f"/sessions/{made.public_id}/cancel", data={"why": "I coach her now."}).status_code == 302
    assert row(world, made).state == "cancelled"
