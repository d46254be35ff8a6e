"""Saving a note as it is written: POST /sessions/<id>/notes/<part>/<shared or private>."""

import threading

from kamcoach.sessions import services
from kamcoach.sessions.models import SessionNote
from tests.factories.sessions import planned
from tests.factories.world import Browser, Thing, World


def save(
    browser: Browser, made: Thing, text: str, base: int, where: str = "fact/shared"
) -> tuple[int, dict[str, object]]:
    reply = browser.post(f"/sessions/{made.public_id}/notes/{where}", data={"text": text, "base": str(base)})
    return reply.status_code, reply.get_json(silent=True) or {}


def stored(world: World) -> list[tuple[str, bool, str, int]]:
    return [(row.part, row.private, row.text, row.revision) for row in world.rows(SessionNote)]


def test_each_save_is_a_revision_and_the_same_again_is_the_same(world: World) -> None:
    made, bob = planned(world), world.client(world.bob)
    assert save(bob, made, "", 0) == (200, {"revision": 0, "said": "Saved 17:00"})
    assert save(bob, made, "One.", 0) == (200, {"revision": 1, "said": "Saved 17:00"})
    assert save(bob, made, "One.", 0)[1]["revision"] == 1, "a replay whose reply was lost"
    assert save(bob, made, "One. Two.", 1)[1]["revision"] == 2
    assert save(bob, made, "", 2)[1]["revision"] == 3
    assert stored(world) == [("fact", False, "", 3)]
    assert save(bob, made, "Alone.", 0, "fact/private")[0] == 200
    assert stored(world)[1:] == [("fact", True, "Alone.", 1)]


def test_a_stale_save_gives_both_texts_and_loses_none(world: World) -> None:
    made, bob = planned(world), world.client(world.bob)
    save(bob, made, "One.", 0)
    status, reply = save(bob, made, "Another.", 0)
    assert (status, reply["theirs"], reply["revision"]) == (409, "One.", 1)
    assert stored(world) == [("fact", False, "One.", 1)]
    assert save(bob, made, "Another.", 1)[0] == 200


def test_what_cannot_be_kept_is_refused_with_a_sentence(world: World) -> None:
    made, bob = planned(world), world.client(world.bob)
    assert save(bob, made, "x" * 4001, 0) == (422, {"problem": "Use at most 4000 characters."})
    assert save(bob, made, "a\x00b", 0)[0] == 422
    assert save(bob, made, "One.", -1)[0] == 422
    assert stored(world) == []


def test_only_the_two_write_and_only_parts_that_there_are(world: World) -> None:
    made = planned(world)
    for who in (world.charlie, world.dora, world.mona, world.tess, world.hugh, world.ann):
        assert save(world.client(who), made, "Mine.", 0)[0] == 404
    alice, bob = world.client(world.alice), world.client(world.bob)
    assert save(alice, made, "Mine.", 0, "fact/private")[0] == 404
    assert save(bob, made, "Mine.", 0, "absent/shared")[0] == 404
    assert save(bob, made, "Mine.", 0, "fact/open")[0] == 404
    assert bob.get(f"/sessions/{made.public_id}/notes/fact/shared").status_code == 405
    with world.writing() as session:
        services.cancel(session, made.public_id, "Ill.", actor=world.actor(world.bob), at=world.now)
    assert save(bob, made, "Late.", 0)[0] == 404
    assert stored(world) == []


def test_a_former_coach_reads_and_writes_no_more(world: World) -> None:
    made, bob = planned(world), world.client(world.bob)
    save(bob, made, "Alone.", 0, "fact/private")
    world.end_line("coach", world.alice, world.today)
    assert save(bob, made, "More.", 1, "fact/private")[0] == 404
    assert "Alone." in bob.get(f"/sessions/{made.public_id}").text
    assert stored(world) == [("fact", True, "Alone.", 1)]


def test_two_first_saves_at_once_are_one_note_and_one_conflict(world: World) -> None:
    made, barrier = planned(world), threading.Barrier(2)
    tabs, replies = [world.client(world.bob) for _ in range(2)], []

    def write(number: int) -> None:
        barrier.wait()
        replies.append(save(tabs[number], made, f"Tab {number}.", 0)[0])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(replies) == [200, 409]
    assert len(stored(world)) == 1
