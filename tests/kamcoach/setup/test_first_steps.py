"""The administrator's first page: steps that tick themselves, in the order in which they are needed."""

from datetime import timedelta

from flask import Flask

from kamcoach.database import writing
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.services import add_person
from kamcoach.permissions.roles import Role
from kamcoach.trail.models import TrailEntry
from tests.factories.clock import TestClock
from tests.factories.doors import main_of
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Browser, Someone, World, counting

pytestmark = ON_ONE_ENGINE


def _steps(world: World) -> str:
    return main_of(world.client(world.ann).get("/administration"))


def _state(page: str, title: str) -> str:
    """The state that stands beside a step."""
    before = page.split(title, maxsplit=1)[0]
    return max(("Done", "Next", "Later"), key=before.rfind)


def test_a_fresh_installation_says_what_comes_first(app: Flask, clock: TestClock) -> None:
    with app.app_context(), writing() as session:
        made = add_person(
            session,
            name="First",
            email="first@example.com",
            country="PH",
            time_zone="Asia/Manila",
            roles=[Role.ADMINISTRATOR],
            actor=None,
            at=clock.moment(),
        )
        first = Someone(made.id, made.public_id, "First", "first@example.com")
    world = World.__new__(World)
    world.app, world.clock = app, clock
    app.test_client_class = Browser
    page = main_of(world.client(first).get("/administration"))
    assert _state(page, "Import your people") == "Next"
    assert {_state(page, title) for title in ("Let mail leave", "Plan the first training")} == {"Later"}
    assert "0 of 8 first steps are done" in page
    assert "nothing waits" in page


def test_steps_tick_themselves(world: World) -> None:
    page = _steps(world)
    assert _state(page, "Import your people") == "Done"
    assert _state(page, "Name somebody for HR") == "Done"
    assert "Without a manager: 1" in page, "Charlie has none"
    world.line("manager", world.charlie, world.mona)
    assert _state(_steps(world), "Give every trainee a coach and a manager") == "Done"
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=30))
    assert _state(_steps(world), "Plan the first training") == "Done"
    assert _state(_steps(world), "Enrol people") != "Done"
    world.enrol(cohort, world.alice, world.bob)
    assert _state(_steps(world), "Enrol people") == "Done"


def test_it_costs_the_same_for_many_people(world: World) -> None:
    browser = world.client(world.ann)
    browser.get("/administration")  # what a process reads once
    _, few = counting(world.app, lambda: browser.get("/administration"))
    for number in range(8):
        world.person(f"Person {number}", Role.TRAINEE)
    _, many = counting(world.app, lambda: browser.get("/administration"))
    assert len(few) == len(many) <= 4


def test_everybody_is_invited_once(world: World) -> None:
    browser = world.client(world.ann)
    people = 8
    assert f"{people} people have neither a password nor an invitation" in _steps(world)
    assert browser.post("/administration/invitations").location == "/administration"
    assert {mail.kind for mail in world.rows(OutboxMessage)} == {"invitation"}
    assert f"{people} invitations are on their way" in main_of(browser.get("/administration"))
    browser.post("/administration/invitations")
    assert len(world.rows(OutboxMessage)) == people, "a second press mails nobody again"
    assert len(world.rows(TrailEntry, TrailEntry.verb == "invitation link made")) == people


def test_the_disabled_are_not_invited(world: World) -> None:
    browser = world.client(world.ann)
    browser.post(f"/administration/people/{world.tess.public_id}/door", data={"do": "disable"})
    browser.post("/administration/invitations")
    assert world.tess.id not in {mail.person_id for mail in world.rows(OutboxMessage)}


def test_a_worker_that_does_not_run_is_noticed(world: World) -> None:
    world.tick()
    assert "nothing waits" in _steps(world)
    world.client(world.ann).post("/administration/invitations")
    world.clock.forward(hours=1)
    assert "The worker seems not to run" in _steps(world)


def test_only_administrators(world: World) -> None:
    for person in (world.alice, world.bob, world.mona, world.hugh):
        assert world.client(person).get("/administration").status_code == 403
        assert world.client(person).post("/administration/invitations").status_code == 403
    assert world.rows(OutboxMessage) == []


def test_every_page_of_a_person_is_listed_on_their_own(world: World) -> None:
    page = main_of(world.client(world.ann).get("/me"))
    for path in ("/administration", "/trainings", "/administration/people", "/library"):
        assert f'href="{path}"' in page
