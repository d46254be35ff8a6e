"""The then-test: how it was before the training, as the person sees it a month after (method.md §1.1)."""

from datetime import UTC, datetime

from kamcoach.assessing.models import Assessment, Occasion, Result, Standing
from kamcoach.notifications.models import OutboxMessage
from kamcoach.reinforcement import services as reinforcement
from kamcoach.training.models import Cohort
from tests.factories.browsing import parsed, said
from tests.factories.smtp import Sink
from tests.factories.world import Thing, World
from tests.kamcoach.notifications.conftest import sink  # noqa: F401
from tests.kamcoach.reinforcement.planned import move

FOUR_WEEKS = "last four weeks"


def after_a_month(world: World) -> Thing:
    """Alice, observed by Tess, five weeks after her training; her baseline said 3 everywhere."""
    enrolment, baseline = world.baseline(world.alice, world.bob, observer=world.tess)
    world.answer_all(baseline, world.alice)
    world.clock.set(datetime(2026, 3, 12, 1, tzinfo=UTC))
    cohort = world.rows(Cohort)[0]
    world.finish(Thing(cohort.id, cohort.public_id), world.bob)
    world.clock.set(datetime(2026, 4, 20, 1, tzinfo=UTC))
    world.tick()
    return enrolment


def test_it_is_asked_of_the_person_alone_on_the_focus_once(world: World) -> None:
    enrolment = after_a_month(world)
    follow_up = world.follow_up(enrolment, "then-test")
    (occasion,) = world.rows(Occasion, Occasion.id == follow_up.occasion_id)
    assert (occasion.phase, occasion.day, occasion.asked) == ("then", 37, ["B1a", "B1b", "B5"])
    seats = world.rows(Assessment, Assessment.occasion_id == occasion.id)
    assert [(seat.relation, seat.rater_id) for seat in seats] == [("self", world.alice.id)]


def test_the_page_asks_about_the_time_before_and_never_about_the_last_four_weeks(world: World) -> None:
    then = world.assessment(after_a_month(world), "then-test", world.alice)
    alice = world.client(world.alice)
    page = alice.get(f"/assessments/{then.public_id}/answer").text
    assert "as it was before With what you know now" in said(page)
    assert [one.get("data-item") for one in parsed(page).iter("fieldset")] == ["B1a", "B1b", "B5"]
    assert said(page).count("before the training") >= 4 and "those four weeks" in said(page)
    sent = alice.post(f"/assessments/{then.public_id}/answer", data={"then": "send", "operation": "x" * 8})
    pages = [page, sent.text]
    world.answer_all(then, world.alice, "2")
    pages.append(alice.get(f"/assessments/{then.public_id}").text)
    pages.append(world.client(world.bob).get(f"/assessments/{then.public_id}").text)
    assert [html for html in pages if FOUR_WEEKS in said(html)] == []
    assert "What Alice said of the time before" in said(pages[-1])


def test_what_it_says_is_no_change_and_the_page_claims_none(world: World) -> None:
    then = world.assessment(after_a_month(world), "then-test", world.alice)
    world.answer_all(then, world.alice, "1")
    text = said(world.client(world.alice).get(f"/assessments/{then.public_id}").text)
    assert "What you said of the time before" in text and "Before, as seen now" in text
    assert "Change" not in text and "no baseline" not in text


def test_it_is_neither_a_standing_nor_a_baseline(world: World) -> None:
    enrolment = after_a_month(world)
    world.answer_all(world.assessment(enrolment, "then-test", world.alice), world.alice, "1")
    (result,) = world.rows(Result, Result.value == 1.0, Result.measure == "kam-behaviours/B5")
    assert world.rows(Standing, Standing.result_id == result.id) == []
    world.answer_all(world.assessment(enrolment, "plus-30", world.alice), world.alice, "4")
    later = world.assessment(enrolment, "plus-30", world.alice)
    text = said(world.client(world.alice).get(f"/assessments/{later.public_id}").text)
    assert "4.0 3.0 +1.0" in text


def test_it_stands_in_the_timeline_and_on_today_under_its_own_name(world: World) -> None:
    after_a_month(world)
    alice = world.client(world.alice)
    assert "How it was before, seen from now, due today" in said(alice.get("/progress").text)
    today = said(alice.get("/").text)
    assert "The nine behaviours, as it was before" in today
    assert "Before the training Programme of Bob on 2026-03-12, Manila, as seen afterwards" in today


def test_nobody_is_chased_for_it(world: World) -> None:
    after_a_month(world)
    assert "as it was" not in (text := said(world.client(world.bob).get("/queue").text))
    assert "How it was before" not in text and "After 30 days" in text


def test_it_stays_in_its_window(world: World) -> None:
    enrolment = after_a_month(world)
    page = move(world.client(world.bob), world.follow_up(enrolment, "then-test"), "2026-06-01")
    assert page.status_code == 422 and "so that everybody is asked at the same distance" in said(page.text)


def test_the_reminder_says_what_it_is_about(world: World, sink: Sink) -> None:  # noqa: F811
    enrolment = after_a_month(world)
    with world.writing() as session:
        row = reinforcement.lock(session, world.follow_up(enrolment, "plus-30").id)
        reinforcement.waive(session, row, "Leave.", actor=world.actor(world.bob), at=world.now)
    letters = [letter for letter in sink.received if "as it was before" in str(letter["Subject"])]
    assert letters and len(world.rows(OutboxMessage, OutboxMessage.kind == "reminder")) >= 1
    text = letters[-1].get_body(("plain",))
    assert text is not None
    words = " ".join(text.get_content().split())
    assert "A look back to the time before" in words and "is due." in words
    assert FOUR_WEEKS not in words


def test_who_owes_it_does_not_read_what_was_seen_of_them_before(world: World) -> None:
    enrolment = after_a_month(world)
    view = world.assessment(enrolment, "plus-30", world.tess)
    world.answer_all(view, world.tess)
    world.answer_all(world.assessment(enrolment, "plus-30", world.alice), world.alice)
    alice = world.client(world.alice)
    assert alice.get(f"/assessments/{view.public_id}").status_code == 404
    world.answer_all(world.assessment(enrolment, "then-test", world.alice), world.alice)
    assert alice.get(f"/assessments/{view.public_id}").status_code == 200
