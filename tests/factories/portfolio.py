"""Key accounts of tests, made through the product's own services."""

from typing import TYPE_CHECKING

from kamcoach.portfolio import services
from tests.factories.world import Someone, Thing, World

if TYPE_CHECKING:
    from tests.factories.scene import Scene


def account(world: World, name: str, lead: Someone, *members: Someone) -> Thing:
    """A key account with its lead and members from today on."""
    with world.writing() as session:
        actor = world.actor(lead)
        made = services.create_account(session, name=name, lead_id=lead.id, actor=actor, at=world.now)
        for one in members:
            services.add_member(
                session, made.public_id, one.id, one.public_id, part="member", on=world.today, actor=actor, at=world.now
            )
        return Thing(made.id, made.public_id)


def key_accounts(scene: "Scene") -> None:
    """Alice leads the dairy and has closed the quarry; Charlie leads the mill."""
    world = scene.world
    alice = world.actor(world.alice)
    dairy, quarry = account(world, "Dairy & Sons", world.alice, world.bob), account(world, "Quarry", world.alice)
    mill = account(world, "The <mill>", world.charlie)
    with world.writing() as session:
        contact = services.add_contact(
            session, dairy.public_id, name="Rosa Delgado", position="Plant director", actor=alice, at=world.now
        )
        left = services.add_contact(session, dairy.public_id, name="Ben", position="", actor=alice, at=world.now)
        services.set_left(session, dairy.public_id, left.public_id, True, actor=alice, at=world.now)
        services.set_closed(session, quarry.public_id, True, actor=alice, at=world.now)
        scene.ids["dairy's contact"] = contact.public_id
    scene.ids |= {"dairy": dairy.public_id, "mill": mill.public_id, "quarry": quarry.public_id}
