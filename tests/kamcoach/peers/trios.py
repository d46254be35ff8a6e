"""A cohort of Bob's with people in it, its trios, and the meetings of its half year (the training ended on 2 March)."""

from collections.abc import Mapping

from kamcoach.notifications.models import OutboxMessage
from kamcoach.peers import jobs, queries, services
from kamcoach.people.models import Person, Unit
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.models import Cohort
from tests.factories.world import Someone, Thing, World


def people(world: World, count: int) -> dict[str, Someone]:
    """Alice and more of Bob's people, so many in all, in units that take turns."""
    found = {"Alice": world.alice}
    with world.writing() as session:
        units = [Unit(name=f"Sales {name}") for name in ("North", "South", "West")]
        session.add_all(units)
        session.flush()
        ids = [unit.id for unit in units]
    for number in range(2, count + 1):
        one = world.person(f"P{number:02}", Role.TRAINEE)
        world.line("coach", one, world.bob)
        found[one.name] = one
    with world.writing() as session:
        for number, one in enumerate(found.values()):
            session.get_one(Person, one.id).unit_id = ids[number % 3]
    return found


def enrolled(world: World, some: Mapping[str, Someone]) -> tuple[Thing, dict[str, Thing]]:
    """A cohort whose training is today, and their enrolments."""
    cohort = world.cohort(world.bob, first_day=world.today)
    return cohort, {name: world.enrol(cohort, one, world.bob) for name, one in some.items()}


def form(world: World, cohort: Thing, groups: Mapping[int, list[str]], enrolments: Mapping[str, Thing]) -> None:
    """Let Bob put people into trios, without the page."""
    wanted = {enrolments[name].public_id: number for number, names in groups.items() for name in names}
    actor = world.actor(world.bob)
    with world.writing() as session:
        row = session.get_one(Cohort, cohort.id)
        services.form(session, row, wanted, suggestion=1, actor=actor, at=world.now)


def standing(world: World, cohort: Thing) -> dict[int, list[str]]:
    """Who is in which trio now."""
    with world.reading() as session:
        return {row.number: list(row.names) for row in queries.trios_of(session, cohort.id, at=world.now)}


def work(world: World) -> tuple[int, int]:
    """Let the worker do its part for trios: places changed, letters queued."""
    with world.app.app_context():
        return jobs.settle_trios(world.now), jobs.tell_of_meetings(world.now)


def meeting(world: World, enrolment: Thing, number: int = 1) -> FollowUp:
    """The step of a meeting."""
    return world.follow_up(enrolment, f"trio-{number}")


def told(world: World) -> list[int]:
    """To whom a letter about a meeting was queued, in order."""
    return [message.person_id for message in world.rows(OutboxMessage, OutboxMessage.kind == "trio")]
