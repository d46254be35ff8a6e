"""A session from invitation to commitment: planned by the coach, noted while the two talk, checked on the evening."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from kamcoach.database import reading
from kamcoach.notifications.models import OutboxMessage
from kamcoach.sessions.models import CoachingSession, Commitment, SessionNote
from kamcoach.worker import COMPOSERS
from tests.browser.conftest import DESK, Stage
from tests.factories.sessions import planned

pytestmark = pytest.mark.browser

_SAVED = re.compile(r"^Saved \d\d:\d\d$")
_REFUSED = r"^Failed to load resource: the server responded with a status of 409"


def _say(page: Page, part: str, kind: str, text: str) -> None:
    page.locator(f"#{part}-{kind}").fill(text)
    expect(page.locator(f"#{part}-{kind}-saved")).to_have_text(_SAVED)


def test_from_the_invitation_to_the_answer_of_the_evening(stage: Stage) -> None:
    world = stage.world
    stage.clock.set(datetime(2026, 3, 3, 1, tzinfo=UTC))
    coach = stage.page(world.bob, width=DESK)
    coach.goto(f"/people/{world.alice.public_id}")
    coach.get_by_role("link", name="Plan a session").click()
    coach.get_by_label("Day").fill("2026-03-04")
    coach.get_by_label("Begins at").fill("15:00")
    coach.get_by_label("Place").fill("Room 4")
    coach.get_by_role("button", name="Plan it and invite both").dblclick()
    expect(coach.get_by_role("heading", name="Session with Alice")).to_be_visible()
    (made,) = world.rows(CoachingSession)

    stage.tick()
    person = stage.page(world.alice)
    person.goto("/demo/mail?who=me")
    person.get_by_role("link", name="Session with Bob: Wednesday 4 March, 15:00–15:30").click()
    expect(person.get_by_text("The invitation for your calendar comes with this mail.")).to_be_visible()
    assert b"METHOD:REQUEST" in _invitation(stage, made)
    person.goto(f"/sessions/{made.public_id}")
    expect(person.get_by_text("Wednesday 4 March, 15:00–15:30. Room 4")).to_be_visible()

    stage.go_to(datetime(2026, 3, 4, 7, 2, tzinfo=UTC))
    coach.reload()
    _say(coach, "fact", "shared", "She said it twice.")
    coach.locator("#fact summary").click()
    _say(coach, "fact", "private", "He looked tired.")
    coach.get_by_label("When …").fill("the quarterly review")
    coach.get_by_label("With whom").fill("Rosa Cruz")
    coach.get_by_label("Day of the event").fill("2026-03-06")
    coach.get_by_label("… I will …").fill("ask what worries her most")
    coach.get_by_label("I will know by …").fill("her own words in my notes")
    coach.get_by_role("button", name="Write the commitment down").click()
    expect(coach.get_by_text("On the evening of Friday 6 March Alice is asked")).to_be_visible()
    coach.get_by_role("button", name="It took place").click()
    expect(coach.get_by_text("The session with Alice took place.")).to_be_visible()
    person.reload()
    expect(person.get_by_text("She said it twice.")).to_be_visible()
    assert "tired" not in person.content()

    stage.go_to(datetime(2026, 3, 6, 9, 0, tzinfo=UTC))
    (promised,) = world.rows(Commitment)
    person.goto("/demo/mail?who=me")
    person.get_by_role("link", name="What became of your commitment?").click()
    person.goto(f"/commitments/{promised.public_id}")
    person.get_by_role("button", name="In part").click()
    person.get_by_role("button", name="I was unsure how").click()
    expect(person.get_by_text("Kept in part: unsure how")).to_be_visible()
    (promised,) = world.rows(Commitment)
    assert (promised.kept, promised.barrier) == ("partly", "unsure")


def _invitation(stage: Stage, made: CoachingSession) -> bytes:
    """The part of Alice's letter that is for her calendar; a demo's mailbox shows the text only."""
    message = stage.world.rows(OutboxMessage, OutboxMessage.person_id == stage.world.alice.id)[-1]
    assert message.about["session"] == made.public_id
    with stage.world.app.app_context(), reading() as session:
        letter = COMPOSERS[message.kind](session, message.about, stage.world.now)
    assert letter is not None
    assert letter.calendar is not None
    return letter.calendar.content


@pytest.mark.parametrize(("choice", "stays"), [("Keep mine", "Two."), ("Take the other", "One.")])
def test_two_tabs_that_disagree_show_both_texts(stage: Stage, choice: str, stays: str) -> None:
    stage.expected = _REFUSED
    made = planned(stage.world)
    browser = stage.context(stage.world.bob)
    first, second = browser.new_page(), browser.new_page()
    for page in (first, second):
        page.goto(f"/sessions/{made.public_id}")
    _say(first, "review", "shared", "One.")
    second.locator("#review-shared").fill("Two.")
    conflict = second.locator("#review-shared-saved .conflict-here")
    expect(conflict).to_contain_text("There it says: One.")
    assert [note.text for note in stage.world.rows(SessionNote)] == ["One."]
    conflict.get_by_role("button", name=choice).click()
    expect(second.locator("#review-shared-saved")).to_have_text(_SAVED)
    expect(second.locator("#review-shared")).to_have_value(stays)
    assert [note.text for note in stage.world.rows(SessionNote)] == [stays]
