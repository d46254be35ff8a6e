"""The pages of a long list: the first, the last, two around the one that is shown."""

import re

import pytest

from tests.factories.browsing import said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World

pytestmark = ON_ONE_ENGINE

SHOWN = [
    (1, 1, ""),
    (1, 2, "1 2"),
    (1, 4, "1 2 3 4"),
    (1, 9, "1 2 3 … 9"),
    (4, 9, "1 2 3 4 5 6 … 9"),
    (5, 9, "1 … 3 4 5 6 7 … 9"),
    (9, 9, "1 … 7 8 9"),
    (100, 200, "1 … 98 99 100 101 102 … 200"),
]


@pytest.mark.parametrize(("page", "pages", "expected"), SHOWN)
def test_what_is_left_out_has_a_sign(world: World, page: int, pages: int, expected: str) -> None:
    with world.app.test_request_context():
        template = world.app.jinja_env.get_template("macros/pages.html")
        html = template.make_module({"url_for": world.app.url_for}).pages(page, pages, "people.index", {"search": "x"})  # type: ignore[attr-defined]
    assert " ".join(said(f"<main>{html}</main>").replace("…", "… ").split()) == expected
    assert re.findall(r'aria-current="page">(\d+)<', html) == ([str(page)] if pages > 1 else [])
    assert html.count("search=x") == len(re.findall(r"\d+", expected))
