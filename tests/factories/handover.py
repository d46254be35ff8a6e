"""Occasions whose seats a line gave, and lines that change."""

from collections.abc import Sequence
from datetime import date, timedelta

from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.assessing.opening import Asking, Seat, Window, open_occasion
from kamcoach.library import queries as library
from kamcoach.people.lines import change_line
from kamcoach.people.models import Person
from tests.factories.world import ZONE, Someone, Thing, World

ASKED = ("B1a", "B1b", "B5")


def rating(world: World, subject: Someone, seats: Sequence[Seat], *, days: int = 60) -> Thing:
    """An occasion about somebody with these seats, open from today on."""
    with world.writing() as session:
        instrument = library.newest(session, "instruments", "kam-behaviours")
        assert instrument is not None
        asking = Asking(instrument, "Spring ratings", "of the spring", "single", asked=ASKED)
        last = world.today + timedelta(days=days)
        window = Window(world.today, last, last, ZONE)
        made = open_occasion(
            session, person_id=subject.id, asking=asking, window=window, seats=seats, actor=None, at=world.now
        )
        return Thing(made.id, made.public_id)


def seats_of(world: World, occasion: Thing) -> list[tuple[str, int | None, date | None]]:
    """Relation, rater and end of each seat, in the order in which they were given."""
    seats = world.rows(Assessment, Assessment.occasion_id == occasion.id)
    return [(seat.relation, seat.rater_id, seat.ended_on) for seat in seats]


def seat(world: World, occasion: Thing, rater: Someone) -> Thing:
    """The seat of a rater."""
    found = world.rows(Assessment, Assessment.occasion_id == occasion.id, Assessment.rater_id == rater.id)[0]
    return Thing(found.id, found.public_id)


def hand_over(world: World, kind: str, person: Someone, holder: Someone | None, on: date | None = None) -> None:
    """Ann lets somebody else manage or coach a person, from today or a later day on."""
    with world.writing() as session:
        below = session.get_one(Person, person.id)
        above = session.get_one(Person, holder.id) if holder else None
        change_line(session, below, kind, above, on=on or world.today, actor=world.actor(world.ann), at=world.now)


def is_released(world: World, occasion: Thing) -> bool:
    """Whether its results are out."""
    return world.rows(Occasion, Occasion.id == occasion.id)[0].released_at is not None
