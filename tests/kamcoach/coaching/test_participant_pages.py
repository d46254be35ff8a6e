"""The pages of a participant cost at most six queries, the look-up of the session among them, whatever lies behind.

Two pages gather from others besides: Today asks each source of cards (tasks, boosters with a deck, the trio with its
names, sessions, commitments), Progress names the people of a trio. They cost as many more as there are sources, and no
more after years.
"""

from kamcoach.assessing.models import Assessment
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World, counting
from tests.kamcoach.coaching.history import live_through

pytestmark = ON_ONE_ENGINE

MOST = {"answer": 6, "show": 6, "me": 6, "progress": 8, "today": 12}


def test_no_page_of_a_participant_takes_more_queries_however_long_the_history(world: World) -> None:
    seen: list[dict[str, int]] = []
    for year in (2026, 2027):
        live_through(world, world.alice, year, observer=world.tess)
        _, open_one = world.baseline(world.alice, world.dora, observer=world.tess)
        world.answer_all(open_one, world.alice, send=False)
        seen.append(costs(world, open_one.public_id))
    assert set(seen[0]) == set(MOST)
    assert {page: count for page, count in seen[0].items() if count > MOST[page]} == {}
    assert seen[0] == seen[1]


def costs(world: World, open_one: str) -> dict[str, int]:
    """The number of queries of each page, after a first look at it."""
    alice = world.client(world.alice)
    sent = world.rows(Assessment, Assessment.rater_id == world.alice.id, Assessment.submitted_at.is_not(None))[-1]
    pages = {
        "today": "/",
        "answer": f"/assessments/{open_one}/answer",
        "show": f"/assessments/{sent.public_id}",
        "progress": "/progress",
        "me": "/me",
    }
    found = {}
    for name, url in pages.items():
        assert alice.get(url).status_code == 200, name
        reply, statements = counting(world.app, lambda url=url: alice.get(url))  # type: ignore[misc]
        assert reply.status_code == 200
        found[name] = len(statements)
    return found
