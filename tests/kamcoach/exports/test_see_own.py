"""The page of one's own exports: what waits, what is ready, what failed and why, and what would stand here."""

from sqlalchemy import update

from kamcoach.exports.models import Export
from tests.factories.browsing import said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.exports import exports_of
from tests.factories.world import World

pytestmark = ON_ONE_ENGINE


def test_each_state_in_words(world: World) -> None:
    ids = exports_of(world, world.hugh)
    page = world.client(world.hugh).get("/exports").text
    text = said(page)
    assert "Ready: 12,345 rows Fetch the file" in text
    assert "Being made: 4,000 of 12,345 rows" in text
    assert "Not made. It has more rows than a sheet of Excel holds. Take the CSV, or narrow it down." in text
    assert f'action="/exports/{ids["export"]}"' in page
    assert 'href="/exports">Look again' in page
    assert page.count("<form") - page.count('action="/demo') == 1, "only what is ready can be fetched"


def test_nobody_elses(world: World) -> None:
    exports_of(world, world.hugh)
    text = said(world.client(world.ann).get("/exports").text)
    assert "No file of yours waits here." in text
    assert "Look again" not in text


def test_an_export_of_a_dataset_that_is_no_more_is_left_out(world: World) -> None:
    ids = exports_of(world, world.hugh)
    with world.writing() as session:
        session.execute(update(Export).values(dataset="retired"))
    assert "No file of yours waits here." in world.client(world.hugh).get("/exports").text
    assert world.client(world.hugh).post(f"/exports/{ids['export']}").status_code == 404


def test_it_stands_among_the_pages_of_who_may_take_something_along(world: World) -> None:
    for one, there in ((world.hugh, True), (world.ann, True), (world.bob, True), (world.alice, False)):
        assert ('href="/exports"' in world.client(one).get("/me").text) is there, one.name
