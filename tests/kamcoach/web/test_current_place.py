"""The navigation says where a page belongs, also pages that are no place of their own."""

import pytest

from tests.factories.browsing import parsed
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World

pytestmark = ON_ONE_ENGINE


@pytest.mark.parametrize(
    ("who", "path", "said"),
    [
        ("hugh", "/overview", {"Overview": "page"}),
        ("hugh", "/heatmap", {"Overview": "true"}),
        ("hugh", "/cycles/new", {"Cycles": "true"}),
        ("bob", "/programmes/new", {"Trainings": "true"}),
        ("alice", "/actions", {}),
        ("ann", "/administration/people/import", {"People": "true"}),
        ("ann", "/me", {}),
        ("alice", "/progress", {"Progress": "page"}),
        ("alice", "/library", {"Library": "page"}),
    ],
)
def test_one_place_is_marked(world: World, who: str, path: str, said: dict[str, str]) -> None:
    page = world.client(getattr(world, who)).get(path)
    assert page.status_code == 200
    nav = parsed(page.text).find(".//nav[@class='nav-main']")
    assert nav is not None
    assert {link.text: now for link in nav.iter("a") if (now := link.get("aria-current"))} == said
