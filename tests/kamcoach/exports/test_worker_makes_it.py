"""The worker makes the long files: with a lease that outlives nobody, three attempts, and only for who may have it."""

from dataclasses import replace
from datetime import timedelta
from logging import ERROR

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamcoach.exports import jobs, services, streaming, xlsx_file
from kamcoach.exports.datasets import Asking, Source
from kamcoach.exports.models import Export, ExportPart
from kamcoach.people import services as people
from kamcoach.people.models import Person
from kamcoach.permissions.roles import Role
from kamcoach.signin import services as signin
from tests.factories.exports import (
    asked_for,
    fetched,
    make_waiting,
    many_assessments,
    recorded,
    take,
    xlsx_rows,
)
from tests.factories.worker_process import killed_while_exporting
from tests.factories.world import Someone, World

AFTER_THE_LEASE = services.LEASE.total_seconds() + 1


def now(world: World, export: Export) -> Export:
    """The export as it is now."""
    return world.rows(Export, Export.id == export.id)[0]


def claimed(world: World, name: str) -> Export | None:
    """Claim whatever waits, as a worker of this name."""
    with world.writing() as session:
        return services.claim(session, worker=name, at=world.now)


def give_roles(world: World, person: Someone, *roles: Role) -> None:
    """Exactly these roles."""
    actor = world.actor(world.ann)
    with world.writing() as session:
        people.change_roles(session, session.get_one(Person, person.id), roles, actor=actor, at=world.now)


def test_a_tick_makes_it_and_the_requester_fetches_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "CHUNK", 2)
    monkeypatch.setattr(jobs, "_PART", 5_000)
    many_assessments(world, 5, world.alice)
    export = asked_for(world, monkeypatch, world.hugh)
    world.tick()
    made = now(world, export)
    assert (made.state, made.rows, made.total, made.leased_by, made.why) == ("ready", 5, 5, None, None)
    assert world.scalar(select(func.count()).select_from(ExportPart)) > 1
    data = fetched(world, world.hugh, export)
    assert len(data) == made.size
    assert [row["Name"] for row in xlsx_rows(data)] == ["Alice"] * 5
    hugh = world.hugh.public_id
    assert recorded(world)[1:] == [
        (hugh, "export finished", {"rows": 5}),
        (hugh, "export fetched", {"dataset": "assessments", "rows": 5}),
    ]


def test_progress_is_told_with_every_chunk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "CHUNK", 2)
    many_assessments(world, 5, world.alice)
    export = asked_for(world, monkeypatch, world.hugh)
    told: list[str] = []
    really = services.keep_going

    def look(*args: object, **kwargs: object) -> bool:
        kept = really(*args, **kwargs)  # type: ignore[arg-type]
        told.append(f"{kwargs['rows']} of {kwargs['total']}")
        return kept

    monkeypatch.setattr(services, "keep_going", look)
    assert make_waiting(world) == 1
    assert told == ["2 of 5", "4 of 5", "5 of 5"]
    assert now(world, export).rows == 5


def test_a_worker_that_is_killed_leaves_it_to_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "CHUNK", 2)
    many_assessments(world, 5, world.alice)
    export = asked_for(world, monkeypatch, world.hugh)
    killed_while_exporting(str(world.app.config["SQLALCHEMY_DATABASE_URI"]), world.now.wall)
    left = now(world, export)
    assert (left.state, left.rows, left.attempts) == ("waiting", 2, 1)
    assert make_waiting(world) == 0, "it is leased to the dead worker"
    world.clock.forward(seconds=AFTER_THE_LEASE)
    assert make_waiting(world) == 1
    assert (now(world, export).state, now(world, export).attempts) == ("ready", 2)
    assert len(xlsx_rows(fetched(world, world.hugh, export))) == 5


def test_a_slow_worker_that_lost_its_lease_writes_nothing_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 2, world.alice)
    export = asked_for(world, monkeypatch, world.hugh)
    slow = claimed(world, "slow")
    assert slow is not None
    world.clock.forward(seconds=AFTER_THE_LEASE)
    assert make_waiting(world) == 1
    made = now(world, export)
    with world.writing() as session:
        actor = world.actor(world.hugh)
        assert not services.keep_going(session, slow.id, rows=1, total=2, worker="slow", at=world.now)
        assert not services.keep_part(session, slow.id, 9, b"x", worker="slow", at=world.now)
        assert not services.finish(session, slow, rows=1, size=1, worker="slow", actor=actor, at=world.now)
        assert not services.fail(session, slow, "error", worker="slow", at=world.now)
    assert (now(world, export).rows, now(world, export).size) == (made.rows, made.size)
    assert len(xlsx_rows(fetched(world, world.hugh, export))) == 2


def test_two_workers_get_different_ones_and_a_third_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 1, world.alice)
    asked_for(world, monkeypatch, world.hugh)
    asked_for(world, monkeypatch, world.hugh, country="PH")
    first, second, third = (claimed(world, name) for name in ("one", "two", "three"))
    assert first is not None and second is not None and third is None
    assert first.id != second.id


def test_three_attempts_then_it_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    many_assessments(world, 1, world.alice)
    export = asked_for(world, monkeypatch, world.hugh)
    with monkeypatch.context() as broken:
        broken.setattr(xlsx_file, "write", lambda *_, **__: 1 / 0)
        assert [make_waiting(world) for _ in range(4)] == [0, 0, 0, 0]
    failed = now(world, export)
    assert (failed.state, failed.why, failed.attempts) == ("failed", "error", 3)
    assert [one.getMessage().startswith("export not made") for one in caplog.records if one.levelno >= ERROR] == [
        True
    ] * 3
    assert "It could not be made in three attempts." in world.client(world.hugh).get("/exports").text
    assert world.client(world.hugh).post(f"/exports/{export.public_id}").status_code == 409


def test_three_dead_workers_are_enough(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 1, world.alice)
    export = asked_for(world, monkeypatch, world.hugh)
    for name in ("one", "two", "three"):
        assert claimed(world, name) is not None
        world.clock.forward(seconds=AFTER_THE_LEASE)
    assert make_waiting(world) == 0
    assert (now(world, export).state, now(world, export).why) == ("failed", "error")
    assert recorded(world)[-1] == ("system", "export failed", {"why": "error"})


def test_one_that_cannot_be_made_keeps_no_other_from_being_made(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    many_assessments(world, 1, world.alice)
    asked_for(world, monkeypatch, world.hugh)
    good = asked_for(world, monkeypatch, world.hugh, country="PH")
    dataset = jobs.DATASETS["assessments"]

    def opens(session: Session, asking: Asking) -> Source | None:
        return dataset.opens(session, asking) if asking.filters else 1 / 0  # type: ignore[return-value]

    monkeypatch.setattr(jobs, "DATASETS", {"assessments": replace(dataset, opens=opens)})
    make_waiting(world)
    make_waiting(world)
    assert now(world, good).state == "ready"


def test_who_may_no_longer_have_it_does_not_get_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 1, world.alice)
    export = asked_for(world, monkeypatch, world.hugh)
    give_roles(world, world.hugh, Role.MENTOR)
    assert make_waiting(world) == 0
    assert (now(world, export).state, now(world, export).why) == ("failed", "not_yours")
    assert "You can no longer open what it was asked of." in world.client(world.hugh).get("/exports").text


def test_who_left_does_not_get_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 1, world.alice)
    export = asked_for(world, monkeypatch, world.hugh)
    with world.writing() as session:
        hugh, ann = session.get_one(Person, world.hugh.id), world.actor(world.ann)
        signin.set_disabled(session, hugh, True, actor=ann, at=world.now)
    make_waiting(world)
    assert now(world, export).why == "not_yours"


def test_more_rows_than_a_sheet_holds_by_now(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 3, world.alice)
    export = asked_for(world, monkeypatch, world.hugh)
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", 2)
    make_waiting(world)
    assert now(world, export).why == "too_long"
    assert world.rows(ExportPart) == []


def test_the_file_is_in_the_language_of_who_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    forced = jobs.in_language
    monkeypatch.setattr(jobs, "in_language", lambda locale: seen.append(locale) or forced(locale))
    many_assessments(world, 1, world.alice)
    asked_for(world, monkeypatch, world.hugh)
    make_waiting(world)
    assert seen == ["en"]


# -- fetching ------------------------------------------------------------------------------------------------------


def test_only_the_requester_fetches_and_only_by_post(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 1, world.alice)
    export = asked_for(world, monkeypatch, world.hugh)
    make_waiting(world)
    other = world.person("Hilda", Role.AUDITOR)
    path = f"/exports/{export.public_id}"
    assert world.client(other).post(path).status_code == 404
    assert world.client(world.alice).post(path).status_code == 404
    assert export.public_id not in world.client(other).get("/exports").text
    assert world.client(world.hugh).get(path).status_code == 405
    assert world.client(world.hugh).post("/exports/AbsentAbsent1234").status_code == 404
    give_roles(world, world.hugh, Role.MENTOR)
    assert world.client(world.hugh).post(path).status_code == 403
    assert "export fetched" not in [verb for _, verb, _ in recorded(world)]


def test_a_cohort_that_is_no_longer_theirs_is_not_fetched(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = world.cohort(world.dora, first_day=world.today)
    world.enrol(cohort, world.alice, world.bob)
    export = asked_for(world, monkeypatch, world.bob, "cohort", cohort=cohort.public_id)
    make_waiting(world)
    world.end_line("coach", world.alice, world.today)
    assert take(world, world.bob, "cohort", cohort=cohort.public_id).status_code == 404
    assert world.client(world.bob).post(f"/exports/{export.public_id}").status_code == 404


def test_what_waits_cannot_be_fetched_yet(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 1, world.alice)
    export = asked_for(world, monkeypatch, world.hugh)
    reply = world.client(world.hugh).post(f"/exports/{export.public_id}")
    assert reply.status_code == 409
    assert "there it says how far it is" in reply.text


# -- dropped -------------------------------------------------------------------------------------------------------


def test_after_a_week_it_is_gone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many_assessments(world, 1, world.alice)
    export = asked_for(world, monkeypatch, world.hugh)
    world.tick()
    world.clock.forward(days=7)
    world.tick()
    assert now(world, export).state == "ready"
    world.clock.forward(seconds=1)
    world.tick()
    assert (world.rows(Export), world.rows(ExportPart)) == ([], [])
    assert timedelta(days=7) == services.LIFETIME
    assert world.client(world.hugh).post(f"/exports/{export.public_id}").status_code == 404
