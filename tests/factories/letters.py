"""Letters that wait in the outbox, for tests of what becomes of them."""

from dataclasses import replace

from flask import Flask

from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.permissions.roles import Role
from kamcoach.signin import services as signin
from tests.factories.smtp import Sink
from tests.factories.world import Someone, World

EIGHT = "eight in the morning of the due day in Manila"


def deliver_to(app: Flask, sink: Sink) -> None:
    """Let the application of a test send its mail to a sink."""
    app.extensions["kamcoach.settings"] = replace(app.extensions["kamcoach.settings"], smtp_url=sink.url)


def invite(world: World, *people: Someone) -> None:
    """Queue an invitation for each."""
    for person in people:
        with world.writing() as session:
            signin.mail_link(session, session.get_one(Person, person.id), "invitation", actor=None, at=world.now)


def crowd(world: World, number: int) -> list[Someone]:
    """More people."""
    return [world.person(f"Trainee {index}", Role.TRAINEE) for index in range(number)]


def remind(world: World, number: int) -> set[str]:
    """Let the baselines of some people fall due, Bob observing them; the addresses that must get a reminder of each."""
    people = crowd(world, number)
    paths = set()
    for person in people:
        world.line("coach", person, world.bob)
        enrolment, own = world.baseline(person, world.bob, observer=world.bob)
        paths |= {f"/assessments/{own.public_id}/answer"}
        paths |= {f"/assessments/{world.assessment(enrolment, 'baseline', world.bob).public_id}/answer"}
    due = world.follow_up(enrolment, "baseline").due_on
    world.clock.forward(days=(due - world.today).days)
    return paths


def states(world: World) -> list[str]:
    """The state of every message, in the order in which they were queued."""
    return [message.state for message in world.rows(OutboxMessage)]
