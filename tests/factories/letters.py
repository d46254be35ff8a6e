"""Letters that wait in the outbox, for tests of what becomes of them."""

from datetime import timedelta

from kamcoach.database import reading
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.permissions.roles import Role
from kamcoach.signin import services as signin
from kamcoach.worker import COMPOSERS
from tests.factories.world import Someone, World


def invite(world: World, *people: Someone) -> None:
    """Queue an invitation for each."""
    for person in people:
        with world.writing() as session:
            signin.mail_link(session, session.get_one(Person, person.id), "invitation", actor=None, at=world.now)


def crowd(world: World, number: int) -> list[Someone]:
    """More people."""
    return [world.person(f"Trainee {index}", Role.TRAINEE) for index in range(number)]


def remind(world: World, number: int) -> set[str]:
    """Let the baselines of some people fall due, Bob observing them; the pages that their letters lead to."""
    cohort, paths = world.cohort(world.bob, first_day=world.today + timedelta(days=10)), set()
    for person in crowd(world, number):
        world.line("coach", person, world.bob)
        enrolment = world.enrol(cohort, person, world.bob, observer=world.bob)
        for rater in (person, world.bob):
            paths.add(f"/assessments/{world.assessment(enrolment, 'baseline', rater).public_id}/answer")
    due = world.follow_up(enrolment, "baseline").due_on
    world.clock.forward(days=(due - world.today).days)
    return paths


def states(world: World) -> list[str]:
    """The state of every message, in the order in which they were queued."""
    return [message.state for message in world.rows(OutboxMessage)]


def letter(world: World, message: OutboxMessage) -> tuple[str, str] | None:
    """What a message says when it is sent now, as title and sentences; None when its reason is gone."""
    with world.app.test_request_context(), reading() as session:
        made = COMPOSERS[message.kind](session, message.about, world.now)
        return (made.title, " ".join(made.lines)) if made else None
