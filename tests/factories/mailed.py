"""Short questionnaires and the links that open them, as letters carry them."""

from collections.abc import Sequence
from datetime import timedelta

from kamcoach.assessing import links
from kamcoach.assessing.models import Assessment
from kamcoach.assessing.opening import Asking, Seat, Window, open_occasion
from kamcoach.library import queries as library
from tests.factories.world import ZONE, Someone, Thing, World


def short_questions(
    world: World,
    person: Someone,
    *,
    instrument: str = "week-one",
    asked: Sequence[str] | None = ("B1", "B5"),
    days: int = 7,
) -> Thing:
    """An open assessment of a person about themself, with the behaviours asked, for so many days."""
    window = Window(world.today, world.today + timedelta(days=1), world.today + timedelta(days=days), ZONE)
    with world.writing() as session:
        version = library.newest(session, "instruments", instrument)
        assert version is not None
        asking = Asking(version, title="Account talks, Manila", series="a series", phase="single", asked=asked, day=7)
        seats = [Seat("self", person.id)]
        made = open_occasion(
            session, person_id=person.id, asking=asking, window=window, seats=seats, actor=None, at=world.now
        )
        session.flush()
        occasion_id = made.id
    (found,) = world.rows(Assessment, Assessment.occasion_id == occasion_id)
    return Thing(found.id, found.public_id)


def link_of(world: World, assessment: Thing) -> str:
    """The path in the letter of an assessment."""
    with world.writing() as session:
        link = links.link_for(session, assessment.id, at=world.now)
        path = links.path_of(session, link, at=world.now)
    assert path is not None
    return path
