"""Sealing: every entry gets one place, in batches that hang on each other."""

import threading

from flask import Flask
from sqlalchemy import insert, select

from kamcoach.database import new_public_id, reading, writing
from kamcoach.trail import services
from kamcoach.trail.hashing import FIRST_HEAD, chained_head, merkle_root
from kamcoach.trail.models import TrailBatch, TrailEntry, TrailLeaf
from tests.factories.engines import PostgresEngine
from tests.factories.tampering import NOW, seal, tamper, verdict, write


def leaves(app: Flask) -> list[tuple[int, int, int]]:
    """Position, entry and batch of everything that is sealed."""
    query = select(TrailLeaf.position, TrailLeaf.entry_id, TrailLeaf.batch_id).order_by(TrailLeaf.position)
    with app.app_context(), reading() as session:
        return [(row[0], row[1], row[2]) for row in session.execute(query)]


def batches(app: Flask) -> list[TrailBatch]:
    """The seals in order."""
    with app.app_context(), reading() as session:
        return list(session.scalars(select(TrailBatch).order_by(TrailBatch.id)))


def test_entries_get_consecutive_places_and_every_seal_hangs_on_the_one_before(app: Flask) -> None:
    write(app, 3)
    assert seal(app) == 4, "the content that was published is the first entry"
    assert seal(app) == 0
    write(app, 2)
    assert seal(app) == 2
    assert [position for position, _, _ in leaves(app)] == [1, 2, 3, 4, 5, 6]
    first, second = batches(app)
    assert (first.first_position, first.last_position, second.first_position, second.last_position) == (1, 4, 5, 6)
    assert first.head == chained_head(FIRST_HEAD, 1, 4, first.root, first.sealed_at)
    assert second.head == chained_head(first.head, 5, 6, second.root, second.sealed_at)
    assert verdict(app)["ok"]


def test_a_long_tail_is_sealed_in_batches_of_at_most_five_hundred(app: Flask) -> None:
    with app.app_context(), writing() as session:
        row = {
            "verb": "v",
            "object_kind": "k",
            "object_id": "o",
            "actor": "system",
            "details": "{}",
            "commitments": "{}",
        }
        times = {"business_at": NOW.business, "recorded_at": NOW.wall}
        session.execute(insert(TrailEntry), [row | times | {"public_id": new_public_id()} for _ in range(1_000)])
    assert [seal(app) for _ in range(4)] == [500, 500, 1, 0]
    assert verdict(app)["sealed"] == 1_001


def test_sealers_at_the_same_time_seal_every_entry_once(app: Flask) -> None:
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def sealer() -> None:
        try:
            for _ in range(8):
                start.wait()
                seal(app)
                start.wait()
        except BaseException as failure:
            failures.append(failure)
            start.abort()

    threads = [threading.Thread(target=sealer) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(8):
            write(app, 3)
            start.wait()
            start.wait()
    except threading.BrokenBarrierError:
        pass
    for thread in threads:
        thread.join()
    assert failures == []
    assert seal(app) == 0
    sealed = leaves(app)
    assert len({entry for _, entry, _ in sealed}) == len(sealed) == 8 * 3 + 1
    assert verdict(app)["ok"]


def test_an_entry_that_is_committed_late_is_sealed_late(postgres: PostgresEngine) -> None:
    postgres.reset()
    app = postgres.app
    with app.app_context(), writing() as slow:
        services.record(slow, actor=None, verb="late", on=("person", "p"), at=NOW)
        slow.flush()
        quick = write(app, 2)
        assert seal(app) == 3
    assert seal(app) == 1
    late = leaves(app)[-1]
    assert late[0] == 4
    assert late[1] < quick[0].id
    assert verdict(app)["ok"]


def test_the_root_is_that_of_rfc_6962() -> None:
    empty_leaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    zero_leaf = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
    assert merkle_root([empty_leaf]) == empty_leaf
    assert merkle_root([empty_leaf, zero_leaf]) == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    leaf_10 = "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7"
    assert (
        merkle_root([empty_leaf, zero_leaf, leaf_10])
        == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    )


def test_what_is_gone_cannot_be_sealed_again_under_another_place(app: Flask) -> None:
    write(app, 2)
    seal(app)
    tamper(app, "DELETE FROM trail_leaf WHERE position = 3")
    assert verdict(app)["problem"] == "position 3: the entry is missing from its place (removed or moved)"
    seal(app)
    assert verdict(app)["problem"] == "position 3: the entry is missing from its place (removed or moved)"
