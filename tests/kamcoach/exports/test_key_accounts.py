"""Key accounts leave as the page shows them to whoever asks; one account with its team and contacts."""

from kamcoach.portfolio import services
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.exports import csv_rows, recorded, take
from tests.factories.portfolio import account
from tests.factories.world import Someone, Thing, World

pytestmark = ON_ONE_ENGINE


def dairy_of_alice(world: World) -> Thing:
    """An account with a team of two and a contact."""
    dairy = account(world, "=Dairy", world.alice, world.tess)
    with world.writing() as session:
        actor = world.actor(world.alice)
        services.add_contact(session, dairy.public_id, name="Rosa", position="+Director", actor=actor, at=world.now)
    return dairy


def test_the_list_is_that_of_the_page(world: World) -> None:
    dairy_of_alice(world)
    account(world, "Mill", world.charlie)
    seen = {
        who.name: [row["Key account"] for row in csv_rows(take(world, who, "key-accounts"))]
        for who in _everybody(world)
    }
    assert seen == {
        "Alice": ["'=Dairy"],
        "Bob": ["'=Dairy"],
        "Charlie": ["Mill"],
        "Mona": ["'=Dairy"],
        "Tess": ["'=Dairy"],
        "Hugh": ["'=Dairy", "Mill"],
        "Ann": ["'=Dairy", "Mill"],
    }
    (row,) = csv_rows(take(world, world.alice, "key-accounts"))
    assert row == {"Key account": "'=Dairy", "Lead": "Alice", "Team": "2", "Contacts": "1", "Closed on": ""}


def _everybody(world: World) -> tuple[Someone, ...]:
    return world.alice, world.bob, world.charlie, world.mona, world.tess, world.hugh, world.ann


def test_one_account_with_its_team_and_contacts(world: World) -> None:
    dairy = dairy_of_alice(world)
    rows = csv_rows(take(world, world.mona, "key-account", account=dairy.public_id))
    today = str(world.today)
    assert [tuple(row.values()) for row in rows] == [
        ("Our team", "Alice", "Lead", today, ""),
        ("Our team", "Tess", "Member", today, ""),
        ("Contact there", "Rosa", "'+Director", "", ""),
    ]


def test_a_strangers_account_is_what_was_never_there(world: World) -> None:
    dairy = dairy_of_alice(world)
    for one in (dairy.public_id, "AbsentAbsent1234"):
        assert take(world, world.charlie, "key-account", account=one).status_code == 404
    assert recorded(world) == []


def test_the_pages_have_the_buttons(world: World) -> None:
    dairy = dairy_of_alice(world)
    alice = world.client(world.alice)
    assert 'formaction="/exports/key-accounts.csv"' in alice.get("/accounts").text
    page = alice.get(f"/accounts/{dairy.public_id}").text
    assert f'<input type="hidden" name="account" value="{dairy.public_id}">' in page
    assert "/exports/key-accounts" not in world.client(world.charlie).get("/accounts").text
