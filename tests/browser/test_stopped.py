"""What stopped somebody becomes their manager's task: with a yes, in their words, and they see what became of it."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Stage

pytestmark = pytest.mark.browser

_WORDS = "Every price goes through legal for three weeks."
_OUTCOME = "Legal answers within three days now."


def test_what_stopped_her_becomes_her_managers_task_and_she_sees_what_became_of_it(stage: Stage) -> None:
    world, last_day = stage.world, date(2026, 3, 12)
    cohort = world.cohort(world.bob, first_day=last_day)
    enrolment = world.enrol(cohort, world.alice, world.bob)
    world.live((last_day - world.today).days)
    world.finish(cohort, world.bob)
    world.live(8)
    asked = world.assessment(enrolment, "week-one", world.alice)
    alice = stage.page(world.alice)
    alice.goto(f"/assessments/{asked.public_id}/answer")
    alice.locator("#B1").get_by_text("My manager, a rule or a system stopped me").click()
    alice.locator("#B1").locator("summary").click()
    alice.locator("#B1-note").fill(_WORDS)
    expect(alice.locator("#B1-saved")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    alice.locator("#B5").get_by_text("I used it, and it worked").click()
    alice.get_by_role("button", name="Check and send").click()
    expect(alice.get_by_role("heading", name="Every answer")).to_be_visible()
    world.tick()
    alice.goto("/")
    expect(alice.get_by_text(_WORDS)).to_be_visible()
    alice.get_by_role("button", name="Give it to Mona").click()
    expect(alice.get_by_role("status")).to_contain_text("It is given. You see here what becomes of it.")
    mona = stage.page(world.mona)
    mona.goto("/team")
    mona.get_by_role("link", name="Clear the way for Alice: Top decision makers").click()
    expect(mona.get_by_text(_WORDS)).to_be_visible()
    mona.get_by_label("What became of it?").fill(_OUTCOME)
    mona.get_by_role("button", name="It is done").click()
    expect(mona.get_by_role("status")).to_contain_text("Done.")
    alice.goto("/tasks")
    expect(alice.get_by_text(_OUTCOME)).to_be_visible()
