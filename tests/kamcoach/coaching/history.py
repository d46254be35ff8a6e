"""Years of trainings in a few lines, for pages that must cost the same however much lies behind."""

from datetime import UTC, date, datetime, timedelta

from kamcoach.reinforcement import services as reinforcement
from tests.factories.world import Someone, World

ANSWERED = ("baseline", "plus-30", "pulse-60", "plus-90")


def live_through(world: World, person: Someone, year: int, *, observer: Someone | None = None) -> None:
    """One training in the spring of a year, answered for three months, with a talk held and a move."""
    first_day = date(year, 3, 12)
    world.clock.set(datetime(year, 3, 2, 1, tzinfo=UTC))
    cohort = world.cohort(world.bob, first_day=first_day)
    enrolment = world.enrol(cohort, person, world.bob, observer=observer)
    bob = world.actor(world.bob)
    for step, days in zip(ANSWERED, (0, 30, 60, 90), strict=True):
        world.clock.set(datetime(year, 3, 12, 1, tzinfo=UTC) + timedelta(days=days))
        world.tick()
        for rater in (person, observer):
            if rater is not None:
                world.answer_all(world.assessment(enrolment, step, rater), rater, note="Seen on Tuesday.")
        if days == 0:
            world.finish(cohort, world.bob)
            with world.writing() as session:
                talk = reinforcement.lock(session, world.follow_up(enrolment, "talk-after").id)
                reinforcement.hold(session, talk, world.today, actor=bob, at=world.now)
                later = reinforcement.lock(session, world.follow_up(enrolment, "plus-180").id)
                day = later.due_on + timedelta(days=1)
                reinforcement.move(session, later, day, "After the fair.", actor=bob, at=world.now)
