"""What observers saw, for tests of what comes after."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from kamcoach.assessing.observed import events_of
from kamcoach.assessing.observing import Event, add_event
from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor

if TYPE_CHECKING:
    from tests.factories.scene import Scene
    from tests.factories.world import Thing

EVENTS = ("Review with the plant manager.", "Call about the delayed audit.")


def see_two_events(session: Session, assessment: str, actor: Actor, at: Moment) -> None:
    """Enter the two events that an observer needs, of a week and of a day ago; a second time nothing happens."""
    for days, what in zip((7, 1), EVENTS, strict=True):
        event = Event(actor.today(at) - timedelta(days=days), "meeting", what)
        add_event(session, assessment, event, actor=actor, at=at)


def observers_begin(scene: "Scene", whole: "Thing", begun: "Thing") -> None:
    """Tess has entered two events of Alice and one of Erin."""
    world = scene.world
    tess = world.actor(world.tess)
    world.see(whole, world.tess)
    scene.ids |= {"tess's open view": whole.public_id, "tess's begun view": begun.public_id}
    with world.writing() as session:
        event = Event(tess.today(world.now), "plan_review", "Went through the plan & the <mill>.")
        add_event(session, begun.public_id, event, actor=tess, at=world.now)
        scene.ids["tess's event"] = events_of(session, whole.id)[0].public_id
        scene.ids["an event of erin's"] = events_of(session, begun.id)[0].public_id
