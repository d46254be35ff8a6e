"""Alice after a training that ended on Wednesday 1 April 2026, with her half year planned, and what Bob does to it."""

from datetime import UTC, date, datetime

from werkzeug.test import TestResponse

from kamcoach.reinforcement.models import FollowUp
from tests.factories.world import Browser, Someone, Thing, World

LAST_DAY = date(2026, 4, 1)


def at(month: int, day: int, hour: int = 1) -> datetime:
    """An instant of 2026 in UTC; one o'clock is nine in the morning in Manila."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def half_year(world: World, person: Someone | None = None, *, observer: Someone | None = None) -> Thing:
    """An enrolment whose training ended today."""
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    enrolment = world.enrol(cohort, person or world.alice, world.bob, observer=observer)
    world.clock.set(at(4, 1))
    world.finish(cohort, world.bob)
    return enrolment


def window(follow_up: FollowUp) -> tuple[date, date, date]:
    """From when it is open, when it is due, until when it is open."""
    return follow_up.opens_on, follow_up.due_on, follow_up.closes_on


def move(browser: Browser, follow_up: FollowUp, day: date | str, reason: str = "The plant is shut.") -> TestResponse:
    """Send the form that moves it."""
    fields = {"due_on": str(day), "reason": reason}
    reply: TestResponse = browser.post(f"/follow-ups/{follow_up.public_id}/move", data=fields)
    return reply


def waive(browser: Browser, follow_up: FollowUp, reason: str = "On leave until June.") -> TestResponse:
    """Send the form that waives it."""
    reply: TestResponse = browser.post(f"/follow-ups/{follow_up.public_id}/waive", data={"reason": reason})
    return reply


def hold(browser: Browser, follow_up: FollowUp, day: date | str) -> TestResponse:
    """Send the form that says when it was held."""
    reply: TestResponse = browser.post(f"/follow-ups/{follow_up.public_id}/held", data={"held_on": str(day)})
    return reply


def undo(browser: Browser, follow_up: FollowUp) -> TestResponse:
    """Press the button that takes it back."""
    reply: TestResponse = browser.post(f"/follow-ups/{follow_up.public_id}/undo")
    return reply
