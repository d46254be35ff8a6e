"""Several changes of one follow-up at the same moment: one comes first, the others learn of it."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from werkzeug.test import TestResponse

from kamcoach.reinforcement.models import FollowUpEvent
from kamcoach.trail.models import TrailEntry
from tests.factories.browsing import problems
from tests.factories.world import World
from tests.kamcoach.reinforcement.planned import half_year, move, waive

MANY = 8


def together(acts: list[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Do all of it at the same moment."""
    barrier = threading.Barrier(len(acts))

    def do(act: Callable[[], TestResponse]) -> TestResponse:
        barrier.wait(30)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def test_of_eight_waivers_at_once_one_is_told_and_seven_learn_of_it(world: World) -> None:
    follow_up = world.follow_up(half_year(world), "plus-90")
    browsers = [world.client(world.bob) for _ in range(MANY)]
    replies = together([lambda browser=browser: waive(browser, follow_up) for browser in browsers])  # type: ignore[misc]
    assert Counter(reply.status_code for reply in replies) == {302: 1, 422: MANY - 1}
    refused = [problems(reply.text) for reply in replies if reply.status_code == 422]
    assert refused == [{"reason": "This follow-up is waived already."}] * (MANY - 1)
    assert len(world.rows(FollowUpEvent)) == 1


def test_a_move_and_a_waiver_at_once_end_in_what_was_acknowledged(world: World) -> None:
    enrolment = half_year(world)
    follow_up = world.follow_up(enrolment, "plus-90")
    one, other = world.client(world.bob), world.client(world.bob)
    day = date(2026, 7, 6)
    moved, waived = together([lambda: move(one, follow_up, day), lambda: waive(other, follow_up)])
    now = world.follow_up(enrolment, "plus-90")
    assert (waived.status_code, now.waived_at) == (302, world.now.business)
    assert now.due_on == (day if moved.status_code == 302 else follow_up.due_on)
    kinds = ["moved", "waived"] if moved.status_code == 302 else ["waived"]
    assert [event.kind for event in world.rows(FollowUpEvent)] == kinds
    verbs = [entry.verb for entry in world.rows(TrailEntry) if entry.verb.startswith("follow-up")]
    assert verbs == [f"follow-up {kind}" for kind in kinds]
