"""Words and choices on a phone: saved while one writes, counted, there after a reload, both shown in a conflict."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from kamcoach.assessing.models import Answer
from tests.browser.conftest import Stage
from tests.factories.world import Thing

pytestmark = pytest.mark.browser

_LAST_DAY = date(2026, 3, 12)
_GOAL = "Her plant manager by the end of April."
_SAVED = re.compile(r"^Saved \d\d:\d\d$")


@pytest.fixture
def enrolment(stage: Stage) -> Thing:
    """Alice's training ended on 12 March; she works on B1 and B5."""
    world = stage.world
    cohort = world.cohort(world.bob, first_day=_LAST_DAY)
    made = world.enrol(cohort, world.alice, world.bob)
    world.live((_LAST_DAY - world.today).days)
    world.finish(cohort, world.bob)
    return made


def _open(stage: Stage, enrolment: Thing, step: str, days: int) -> Page:
    stage.world.live(days)
    asked = stage.world.assessment(enrolment, step, stage.world.alice)
    page = stage.page(stage.world.alice)
    page.goto(f"/assessments/{asked.public_id}/answer")
    return page


def _progress(page: Page, done: int, of: int) -> None:
    expect(page.locator("#progress-text")).to_have_text(f"{done} of {of} answered")


def test_words_are_saved_while_they_are_written_and_the_form_can_be_sent_without_the_others(
    stage: Stage, enrolment: Thing
) -> None:
    page = _open(stage, enrolment, "day-one", 1)
    page.get_by_label("In your own words; it may stay empty.").first.fill(_GOAL)
    expect(page.locator("#goal-saved")).to_have_text(_SAVED)
    _progress(page, 1, 3)
    page.reload()
    expect(page.locator("#goal-note")).to_have_value(_GOAL)
    _progress(page, 1, 3)
    page.locator("#use .share .pt").nth(3).click()
    expect(page.locator("#use-saved")).to_have_text(_SAVED)
    page.get_by_role("button", name="Check and send").click()
    expect(page.get_by_role("heading", name="What you said")).to_be_visible()
    expect(page.get_by_text(_GOAL)).to_be_visible()


def test_emptied_words_are_no_answer_any_more(stage: Stage, enrolment: Thing) -> None:
    page = _open(stage, enrolment, "day-one", 1)
    page.locator("#goal-note").fill(_GOAL)
    _progress(page, 1, 3)
    page.locator("#goal-note").fill("")
    _progress(page, 0, 3)


def test_words_changed_in_two_tabs_are_both_shown_and_one_is_taken(stage: Stage, enrolment: Thing) -> None:
    first = _open(stage, enrolment, "day-one", 1)
    second = first.context.new_page()
    second.goto(first.url)
    first.locator("#goal-note").fill(_GOAL)
    expect(first.locator("#goal-saved")).to_have_text(_SAVED)
    stage.expected = r"status of 409"
    second.locator("#goal-note").fill("Another goal.")
    conflict = second.locator("#goal-saved .conflict-here")
    expect(conflict).to_contain_text(f"There it says: “{_GOAL}”.")
    conflict.get_by_role("button", name="Take the other").click()
    expect(second.locator("#goal-note")).to_have_value(_GOAL)
    _progress(second, 1, 3)
    assert [row.note for row in stage.world.rows(Answer)] == [_GOAL]


def test_a_barrier_takes_one_tap_for_each_behaviour_of_the_focus(stage: Stage, enrolment: Thing) -> None:
    page = _open(stage, enrolment, "week-one", 8)
    _progress(page, 0, 2)
    page.locator("#B1").get_by_text("There was no occasion").click()
    page.locator("#B5").get_by_text("My manager, a rule or a system stopped me").click()
    _progress(page, 2, 2)
    expect(page.locator("#B5-saved")).to_have_text(_SAVED)
    assert {row.item: row.value for row in stage.world.rows(Answer)} == {"B1": "none", "B5": "stopped"}
    page.get_by_role("button", name="Check and send").click()
    expect(page.get_by_role("heading", name="Every answer")).to_be_visible()
    expect(page.get_by_role("heading", name="The profile")).to_have_count(0)
