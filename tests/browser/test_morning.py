"""A coach's morning: twelve people with mixed reasons, cleared in a few clicks."""

import time
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect

from kamcoach.permissions.roles import Role
from tests.browser.conftest import DESK, PHONE, Stage
from tests.factories.coaching import waive_rest

pytestmark = pytest.mark.browser

MOST_CLICKS = 25
_LATE, _DUE = ("Ada", "Ben", "Cleo", "Dan"), ("Eve", "Fay", "Gus")
_SILENT, _TALKS = ("Hal", "Ida"), ("Jon", "Kim", "Lea")
_GROUPS = (
    (_LATE, date(2026, 3, 12), ("plus-30", "plus-90")),
    (_DUE, date(2026, 3, 15), ("plus-30", "plus-90")),
    (_SILENT, date(2026, 3, 27), ("week-one", "plus-30")),
    (_TALKS, date(2026, 4, 6), ("talk-after", "plus-30")),
)
"""Who, the last day of their training, and what is left of their half year: on 14 April each needs a minute."""


class Clicks:
    """Counts what a hand does on the page: a click each, and a field that is typed into."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def tick(self, *names: str) -> None:
        """Choose people."""
        for name in names:
            self.page.get_by_label(f"Choose {name}", exact=True).check()
            self.count += 1

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.count += 1

    def fill(self, label: str, text: str) -> None:
        """Type into a field."""
        self.page.get_by_label(label, exact=True).fill(text)
        self.count += 1


@pytest.fixture
def morning(stage: Stage) -> Stage:
    """Tuesday 14 April, nine in the morning: twelve people, all of them in the queue."""
    world = stage.world
    world.end_line("coach", world.alice, world.today)
    for names, last_day, keep in _GROUPS:
        people = [world.person(name, Role.TRAINEE) for name in names]
        for person in people:
            world.line("coach", person, world.bob, since=date(2026, 1, 1))
        stage.clock.set(datetime(last_day.year, last_day.month, last_day.day, 1, tzinfo=UTC))
        cohort = world.cohort(world.bob, first_day=last_day)
        enrolled = [world.enrol(cohort, person, world.bob) for person in people]
        world.finish(cohort, world.bob)
        for enrolment in enrolled:
            waive_rest(world, enrolment, *keep, since=-30)
    for day in (10, 14):
        stage.clock.set(datetime(2026, 4, day, 1, tzinfo=UTC))
        stage.tick()
    return stage


def test_twelve_people_are_cleared_in_a_few_clicks(morning: Stage) -> None:
    page = morning.page(morning.world.bob, width=PHONE)
    page.goto("/queue")
    rows = page.locator(".row-q")
    expect(rows).to_have_count(12)
    expect(page.get_by_text("12 are worth your first")).to_be_visible()
    began, hand = time.monotonic(), Clicks(page)
    hand.tick(*_LATE)
    expect(page.locator(".task-bar.bulk")).to_be_in_viewport()  # at the thumb, wherever the list is
    hand.press("Nudge")
    expect(page.get_by_text("4 reminders leave, to Ada, Ben, Cleo, Dan.")).to_be_visible()
    hand.tick(*_TALKS)
    hand.press("Talk held…")
    hand.press("Mark as held")
    expect(page.get_by_text("Marked as held: Jon")).to_be_visible()
    hand.tick(*_SILENT)
    hand.press("We spoke…")
    hand.fill("What was in the way", "Stocktaking; both are back.")
    hand.press("Note it")
    expect(page.get_by_text("Noted that you spoke: Hal")).to_be_visible()
    hand.tick(*_DUE)
    hand.press("Move…")
    hand.fill("New day", "2026-04-20")
    hand.fill("Why", "The fair.")
    hand.press("Move")
    expect(page.get_by_text("Nobody needs you today.")).to_be_visible()
    expect(rows).to_have_count(4)  # the nudged can wait
    print(f"{hand.count} clicks, {time.monotonic() - began:.1f} s")
    assert hand.count <= MOST_CLICKS
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back: Eve, Fay, Gus.")).to_be_visible()
    expect(rows).to_have_count(7)


def test_one_press_beside_a_name_nudges_that_one_alone(morning: Stage) -> None:
    page = morning.page(morning.world.bob, width=DESK)
    page.goto("/queue")
    page.get_by_label("Choose Ben", exact=True).check()
    page.locator(".row-q", has_text="Ada").get_by_role("button").click()
    expect(page.get_by_text("One reminder leaves, to Ada.")).to_be_visible()
