"""Fifty requests to send at the same moment, on real engines: one result set, told once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import text

from kamcoach.assessing import releasing, services
from kamcoach.assessing.locking import Closed
from kamcoach.assessing.models import Assessment, Result, Standing
from kamcoach.clock import at_instant
from kamcoach.trail.models import TrailEntry
from tests.factories.world import Browser, World
from tests.kamcoach.assessing.saving import occasion

MANY = 50


def devices(world: World, signed_in: Browser, count: int) -> list[Browser]:
    """So many devices with one person's session."""
    cookie = signed_in.get_cookie("kamcoach")
    assert cookie is not None
    made = [world.app.test_client() for _ in range(count)]
    for browser in made:
        assert isinstance(browser, Browser)
        browser.csrf = signed_in.csrf
        browser.set_cookie("kamcoach", cookie.value)
    return made  # type: ignore[return-value]


def test_fifty_at_once_by_the_last_two_raters_give_one_result_set(world: World) -> None:
    own = occasion(world, world.alice, observer=world.tess)
    view = world.rows(Assessment)[1]
    for assessment, rater in ((own, world.alice), (view, world.tess)):
        world.answer_all(assessment, rater, "4", send=False)  # type: ignore[arg-type]
    clicks = [(browser, own.public_id) for browser in devices(world, world.client(world.alice), MANY // 2)]
    clicks += [(browser, view.public_id) for browser in devices(world, world.client(world.tess), MANY // 2)]
    together = threading.Barrier(MANY)

    def click(pair: tuple[Browser, str]) -> tuple[int, str]:
        browser, public_id = pair
        together.wait(30)
        reply = browser.post(f"/assessments/{public_id}/answer", data={"then": "send"})
        return reply.status_code, reply.location

    with ThreadPoolExecutor(MANY) as pool:
        replies = Counter(pool.map(click, clicks))
    assert replies == {(302, f"/assessments/{one}"): MANY // 2 for one in (own.public_id, view.public_id)}
    verbs = Counter(entry.verb for entry in world.rows(TrailEntry))
    assert (verbs["assessment sent"], verbs["occasion released"]) == (2, 1)
    results = world.rows(Result)
    assert Counter((result.measure, result.relation) for result in results) == {
        (f"kam-behaviours/{measure}", relation): 1 for measure in ("B1", "B5") for relation in ("self", "observer")
    }
    assert {standing.result_id for standing in world.rows(Standing)} == {result.id for result in results}


def test_sending_while_the_worker_closes_the_window_is_refused_or_counts(world: World) -> None:
    """The worker has begun to release: who sends at this moment must not end up sent and without results."""
    assessment = occasion(world, world.alice, closes_on=world.today)
    world.answer_all(assessment, world.alice, send=False)
    actor = world.actor(world.alice)
    outcome: list[str] = []

    def send() -> None:
        try:
            with world.writing() as session:
                services.submit(session, assessment.public_id, actor=actor, at=world.now)
            outcome.append("sent")
        except Closed as closed:
            outcome.append(closed.why)

    sender = threading.Thread(target=send)
    occasion_id = world.rows(Assessment)[0].occasion_id
    with world.writing() as session:
        assert releasing.release_closed(session, occasion_id, at=at_instant(world.now.business + timedelta(days=2)))
        session.flush()
        sender.start()
        if session.get_bind().dialect.name == "postgresql":
            waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while not session.scalar(waits):
                pass
    sender.join(30)
    assert outcome == ["over"]
    assert world.rows(Assessment)[0].submitted_at is None
