"""Planning a cohort of 1,000: finished in one write, dated by the worker in parts. The floor stores as many rows, in
as many writes, and works nothing out."""

import time
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import delete, func, insert, select

from kamcoach.database import new_public_id, reading, writing
from kamcoach.people.models import Person
from kamcoach.reinforcement import jobs, planning
from kamcoach.reinforcement.dating import Almanac
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training import services as training
from kamcoach.training.models import Enrolment
from tests.bench.measuring import Line
from tests.bench.stage import stage
from tests.factories.world import Thing, World

PEOPLE = 1_000
_MOST_SECONDS, _MOST_MS = 10.0, 100.0
_COUNTRIES = (("PH", "Asia/Manila"), ("DE", "Europe/Berlin"), ("US", "America/New_York"), ("CN", "Asia/Shanghai"))


def measure(engine: str, *, people: int = PEOPLE) -> Iterator[Line]:
    """Seconds until everybody has every date, and the milliseconds of the longest write."""
    with stage(engine, people=1, sheets=2) as at:
        world = at.world
        cohort = _enrolled(world, people)
        began = time.monotonic()
        writes = [_finish(world, cohort), *_dates(world)]
        product = time.monotonic() - began
        floor = _floor(world)
        name = f"plan a cohort of {people}"
        whole = Line(name, engine, 1, product, floor, "s", product / floor, f"<= {_MOST_SECONDS:.0f} s")
        whole.reached = product <= _MOST_SECONDS
        yield whole
        usual = 1000 * sorted(writes)[int(0.95 * (len(writes) - 1))]
        yield Line(f"{name}, a write (p95)", engine, 1, usual, _MOST_MS, "ms", usual / _MOST_MS, "near 100 ms")


def _enrolled(world: World, people: int) -> Thing:
    """A cohort whose training is over, its people enrolled and dated as far as the training."""
    with world.writing() as session:
        rows = [_person(world, number) for number in range(people)]
        session.execute(insert(Person), rows)
        ids = session.scalars(select(Person.id).where(Person.name.like("Planned %"))).all()
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    actor, days = world.actor(world.bob), {}
    for start in range(0, len(ids), planning.ENROLLED_AT_ONCE):
        days = dict.fromkeys(ids[start : start + planning.ENROLLED_AT_ONCE], world.today)
        with world.writing() as session:
            focus = ("B1", "B5")
            training.enrol_many(session, cohort.id, days, observer_as="", focus=focus, actor=actor, at=world.now)
    list(_dates(world))
    world.clock.forward(days=11)
    return cohort


def _person(world: World, number: int) -> dict[str, object]:
    country, zone = _COUNTRIES[number % len(_COUNTRIES)]
    known = {"public_id": new_public_id(), "name": f"Planned {number:05}", "country": country, "time_zone": zone}
    return known | {"created_at": world.now.business, "locale": "en", "theme": "auto"}


def _finish(world: World, cohort: Thing) -> float:
    actor, began = world.actor(world.bob), time.monotonic()
    with world.writing() as session:
        ids = session.scalars(select(Enrolment.id).where(Enrolment.cohort_id == cohort.id)).all()
        planning.finish_cohort(session, cohort.id, attended=ids, actor=actor, at=world.now)
    return time.monotonic() - began


def _dates(world: World) -> Iterator[float]:
    """What the worker's job does, with the seconds of each of its writes."""
    almanac = Almanac()
    with world.app.app_context():
        with reading() as session:
            planning.look_up_waiting(session, almanac, at=world.now)
        while True:
            began = time.monotonic()
            with writing() as session:
                people = planning.date_waiting(session, almanac, most=jobs.DATED_AT_ONCE, at=world.now)
            if not people:
                return
            yield time.monotonic() - began


def _floor(world: World) -> float:
    """Store the same rows once more, after they were taken away, in as many writes."""
    with world.writing() as session:
        after = FollowUp.days >= 0
        rows = [dict(row._mapping) for row in session.execute(select(FollowUp.__table__).where(after))]
        people = session.scalar(select(func.count(func.distinct(FollowUp.person_id))).where(after)) or 1
        session.execute(delete(FollowUp).where(after))
    step = -(-len(rows) // -(-people // jobs.DATED_AT_ONCE))
    began = time.monotonic()
    for start in range(0, len(rows), step):
        with world.writing() as session:
            session.execute(insert(FollowUp.__table__), rows[start : start + step])
    return time.monotonic() - began
