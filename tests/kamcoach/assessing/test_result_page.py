"""What came out: scores with their coverage, changes against the baseline, and the reason where there is no figure."""

from datetime import date, timedelta

from tests.factories.browsing import parsed, said, words
from tests.factories.world import ITEMS, Thing, World
from tests.kamcoach.assessing.saving import occasion, save

TRAINING = date(2026, 3, 12)


def profile(html: str) -> dict[str, list[str]]:
    """The cells of the profile by the first words of the behaviour."""
    rows = [row for row in parsed(html).iter("tr") if row.find("th[@scope='row']") is not None]
    return {words(row[0]): [words(cell) for cell in row[1:]] for row in rows}


def enrolled(world: World, *, observer: bool = False) -> Thing:
    """Alice in a training on 12 March, finished; her baseline is open."""
    cohort = world.cohort(world.bob, first_day=TRAINING)
    return world.enrol(cohort, world.alice, world.bob, observer=world.tess if observer else None)


