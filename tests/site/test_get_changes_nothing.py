"""Only unsafe methods write: mail scanners and previews open every link there is."""

from kamcoach.people.models import Person
from tests.factories.world import World
from tests.site.conftest import Visits, contents


def test_no_get_changes_a_row_whoever_asks(visits: Visits) -> None:
    assert [row for row in visits.changed if row.startswith("GET")] == []


def test_no_get_of_a_demo_changes_a_row(demo_visits: Visits) -> None:
    assert [row for row in demo_visits.changed if row.startswith("GET")] == []


def test_the_snapshot_sees_one_changed_cell(world: World) -> None:
    before = contents(world.app)
    assert contents(world.app) == before
    with world.writing() as session:
        session.get_one(Person, world.alice.id).theme = "dark"
    assert contents(world.app) != before
