"""The day after a training and its first week: answers in words and by choice, from the worker to the page."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from kamcoach.assessing.models import Answer, Occasion, Result
from kamcoach.notifications.models import OutboxMessage
from kamcoach.reinforcement.mails import reminder
from tests.factories.browsing import said
from tests.factories.world import Browser, Thing, World
from tests.kamcoach.assessing.saving import answers, save

GOAL = "By the end of April I have met her plant manager."


@pytest.fixture
def enrolment(world: World) -> Thing:
    """Alice's training of 12 March is over; she works on B1 and B5."""
    cohort = world.cohort(world.bob, first_day=datetime(2026, 3, 12, tzinfo=UTC).date())
    made = world.enrol(cohort, world.alice, world.bob)
    world.clock.set(datetime(2026, 3, 12, 9, tzinfo=UTC))
    world.finish(cohort, world.bob)
    world.clock.set(datetime(2026, 3, 13, 1, tzinfo=UTC))
    world.tick()
    return made


@pytest.fixture
def day_one(world: World, enrolment: Thing) -> Thing:
    """What Alice is asked on the day after."""
    return world.assessment(enrolment, "day-one", world.alice)


def send(browser: Browser, assessment: Thing, **fields: str) -> int:
    """Send the page as a browser without JavaScript does; the status of the reply."""
    bases = {f"{item}-base": "0" for item in ("use", "goal", "if-then")}
    data = bases | fields | {"then": "send", "operation": "whole-page"}
    return int(browser.post(f"/assessments/{assessment.public_id}/answer", data=data).status_code)


def test_the_day_after_is_no_part_of_the_curve_and_asks_three_questions(world: World, day_one: Thing) -> None:
    occasion = world.scalar(select(Occasion).where(Occasion.day == 1))
    assert (occasion.phase, occasion.asked, occasion.measured_by) == ("single", None, None)
    page = said(world.client(world.alice).get(f"/assessments/{day_one.public_id}/answer").text)
    assert "3 questions, about 3 minutes" in page
    assert "last four weeks only" not in page
    assert "In your own words; it may stay empty." in page


def test_words_are_saved_as_they_are_typed_and_count_as_answered_while_there_are_any(
    world: World, day_one: Thing
) -> None:
    alice = world.client(world.alice)
    assert save(alice, day_one, "goal", value="", note=GOAL).json["revision"] == 1
    assert answers(world, day_one) == {"goal": ("written", GOAL, 1)}
    page = said(alice.get(f"/assessments/{day_one.public_id}/answer").text)
    assert "1 of 3 answered" in page and GOAL in page
    assert save(alice, day_one, "goal", value="", note="", base=1, operation="second-save").status_code == 200
    assert answers(world, day_one) == {"goal": (None, "", 2)}


def test_no_tick_can_be_smuggled_into_an_answer_in_words(world: World, day_one: Thing) -> None:
    reply = save(world.client(world.alice), day_one, "goal", value="3", note=GOAL)
    assert reply.status_code == 422
    assert answers(world, day_one) == {}


def test_words_may_stay_empty_and_a_scale_may_not(world: World, day_one: Thing) -> None:
    alice = world.client(world.alice)
    assert send(alice, day_one, **{"goal-note": GOAL}) == 422
    assert send(alice, day_one, **{"use-value": "4", "goal-base": "1", "goal-note": GOAL}) == 302
    assert answers(world, day_one)["goal"][1] == GOAL


def test_what_was_said_is_shown_and_only_what_has_a_value_becomes_a_result(world: World, day_one: Thing) -> None:
    alice = world.client(world.alice)
    assert send(alice, day_one, **{"use-value": "4", "goal-note": GOAL, "if-then-note": "When she calls…"}) == 302
    assert [(one.measure, one.value) for one in world.rows(Result)] == [("day-one/use", 4.0)]
    for reader in (world.alice, world.bob):
        page = said(world.client(reader).get(f"/assessments/{day_one.public_id}").text)
        assert GOAL in page and "In words" in page
        assert "Mean on the scale 1 to 4." in page
        assert "Change" not in page, "a reaction is compared with no baseline"


def test_two_devices_that_wrote_different_words_show_both(world: World, day_one: Thing) -> None:
    alice = world.client(world.alice)
    save(alice, day_one, "goal", value="", note=GOAL)
    reply = alice.post(
        f"/assessments/{day_one.public_id}/answer",
        data={"goal-base": "0", "goal-note": "Another goal.", "operation": "other-device", "then": "later"},
    )
    assert reply.status_code == 409
    page = said(reply.text)
    assert GOAL in page and "Another goal." in page and "In words" in page


def test_the_first_week_asks_about_the_focus_alone_and_a_choice_is_stored_and_never_scored(
    world: World, enrolment: Thing
) -> None:
    world.clock.set(datetime(2026, 3, 20, 1, tzinfo=UTC))
    world.tick()
    week_one = world.assessment(enrolment, "week-one", world.alice)
    alice = world.client(world.alice)
    page = said(alice.get(f"/assessments/{week_one.public_id}/answer").text)
    assert "2 questions" in page
    assert "My manager, a rule or a system stopped me" in page
    assert save(alice, week_one, "B1", value="stopped", note="Prices go through legal.").status_code == 200
    assert save(alice, week_one, "B5", value="sometimes", operation="other-save").status_code == 422
    assert save(alice, week_one, "B2", value="used", operation="third-save").status_code == 404
    assert save(alice, week_one, "B5", value="used", operation="fourth-save").status_code == 200
    sent = alice.post(f"/assessments/{week_one.public_id}/answer", data={"then": "send", "operation": "whole-page"})
    assert sent.status_code == 302
    assert world.rows(Result, Result.measure.like("week-one/%")) == []
    shown = said(alice.get(f"/assessments/{week_one.public_id}").text)
    assert "I used it, and it worked" in shown and "Prices go through legal." in shown
    assert "your manager gets it as a task" in shown, "what follows from a choice stands beside it"


def test_the_reminder_of_a_reaction_speaks_of_questions_and_not_of_four_weeks(world: World, day_one: Thing) -> None:
    (message,) = world.rows(OutboxMessage, OutboxMessage.kind == "reminder")
    assert message.person_id == world.alice.id
    with world.app.test_request_context(), world.reading() as session:
        letter = reminder(session, message.about, world.now)
    assert letter is not None
    assert "a few questions are due" in letter.lines[0]
    assert "four weeks" not in " ".join(letter.lines)


def test_both_answers_of_a_page_keep_their_revision(world: World, day_one: Thing) -> None:
    alice = world.client(world.alice)
    save(alice, day_one, "use", value="2")
    save(alice, day_one, "goal", value="", note=GOAL, operation="other-save")
    assert {row.item: row.revision for row in world.rows(Answer)} == {"use": 1, "goal": 1}
