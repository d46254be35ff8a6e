"""Roles: given and taken by administrators, never the last administrator's."""

from kamcoach.people.models import RoleGrant
from kamcoach.permissions.roles import Role
from kamcoach.trail.models import TrailEntry
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Someone, World

pytestmark = ON_ONE_ENGINE


def address(person: Someone) -> str:
    """Where the roles of a person are sent to."""
    return f"/administration/people/{person.public_id}/roles"


def roles(world: World, person: Someone) -> list[str]:
    """The roles of a person."""
    return [grant.role for grant in world.rows(RoleGrant, RoleGrant.person_id == person.id)]


def test_a_person_gets_exactly_the_chosen_roles_and_may_use_them_at_once(world: World) -> None:
    alice = world.client(world.alice)
    assert alice.get("/queue").status_code == 403
    page = world.client(world.ann).post(
        address(world.alice), data={"roles": ["coach", "manager"]}, follow_redirects=True
    )
    assert "Roles of Alice saved." in page.text
    assert roles(world, world.alice) == ["coach", "manager"]
    assert alice.get("/queue").status_code == 200
    (entry,) = world.rows(TrailEntry, TrailEntry.verb == "roles changed")
    assert entry.actor == world.ann.public_id
    assert entry.details == '{"after":["coach","manager"],"before":["trainee"]}'


def test_a_role_that_is_taken_away_closes_its_pages_at_once(world: World) -> None:
    bob = world.client(world.bob)
    assert bob.get("/queue").status_code == 200
    assert world.client(world.ann).post(address(world.bob), data={}).status_code == 302
    assert bob.get("/queue").status_code == 403
    assert roles(world, world.bob) == []


def test_the_last_administrator_keeps_the_role_until_there_is_another(world: World) -> None:
    browser = world.client(world.ann)
    refused = browser.post(address(world.ann), data={"roles": ["coach"]})
    assert refused.status_code == 409
    assert "Make somebody else administrator first." in refused.text
    assert roles(world, world.ann) == ["administrator"]
    world.person("Olga", Role.ADMINISTRATOR)
    assert browser.post(address(world.ann), data={"roles": ["coach"]}).status_code == 302
    assert browser.get("/administration/people").status_code == 403


def test_an_unknown_role_is_422_beside_the_field_with_the_choice_kept(world: World) -> None:
    page = world.client(world.ann).post(address(world.alice), data={"roles": ["king", "coach"]})
    assert page.status_code == 422
    assert 'class="field-error" id="roles-error1"' in page.text
    boxes = [box.split(">")[0] for box in page.text.split("<input")]
    assert [box for box in boxes if "checked" in box and 'value="coach"' not in box] == []
    assert [box for box in boxes if "checked" in box] != []
    assert roles(world, world.alice) == ["trainee"]


def test_the_same_roles_again_change_nothing(world: World) -> None:
    browser = world.client(world.ann)
    for _ in range(2):
        assert browser.post(address(world.alice), data={"roles": ["coach"]}).status_code == 302
    assert len(world.rows(TrailEntry, TrailEntry.verb == "roles changed")) == 1


def test_only_administrators_change_roles_and_looking_changes_nothing(world: World) -> None:
    for someone, status in ((world.alice, 403), (world.mona, 403), (None, 302)):
        browser = world.client(someone)
        assert browser.post(address(world.alice), data={"roles": ["administrator"]}).status_code == status
        assert browser.get(f"/administration/people/{world.alice.public_id}").status_code == status
    ann = world.client(world.ann)
    assert ann.get(f"/administration/people/{world.alice.public_id}").status_code == 200
    assert ann.get(address(world.alice)).status_code == 405
    assert ann.post("/administration/people/nobody/roles", data={}).status_code == 404
    assert roles(world, world.alice) == ["trainee"]
