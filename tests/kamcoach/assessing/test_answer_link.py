"""A mailed link opens one short questionnaire of one's own, and nothing else of the site."""

import logging
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from kamcoach.assessing import links
from kamcoach.assessing.models import Answer, AnswerLink, Assessment, Occasion
from kamcoach.people.models import Person
from kamcoach.trail.models import TrailEntry
from tests.factories.doors import main_of
from tests.factories.mailed import link_of, short_questions
from tests.factories.world import Browser, World, counting


def stranger(world: World) -> Browser:
    """A browser without any session or token, as a mail program opens one."""
    browser = world.app.test_client()
    assert isinstance(browser, Browser)
    return browser


def tap(browser: Browser, path: str, item: str, value: str, *, base: int = 0, note: str = "") -> TestResponse:
    """Tap an answer."""
    fields = {"item": item, "value": value, "base": str(base), "note": note, "operation": f"tap-{item}-{value}-{base}"}
    reply: TestResponse = browser.post(path, data=fields)
    return reply


def answers(world: World) -> dict[str, str | None]:
    """What is stored, by item."""
    return {answer.item: answer.value for answer in world.rows(Answer)}


def is_over(reply: TestResponse) -> bool:
    """Whether it is the one page of a link that is over."""
    return reply.status_code == 404 and "This link is over" in reply.text


def test_three_taps_answer_two_questions_and_send_them_without_signing_in(world: World) -> None:
    due, browser = short_questions(world, world.alice), stranger(world)
    path = link_of(world, due)
    page = browser.get(path)
    assert page.status_code == 200
    assert "Question 1 of 2" in page.text
    assert "Since the training, have you reached a top decision maker" in page.text
    assert page.text.count('name="value"') == 6
    first = tap(browser, path, "B1", "used", note="The plant manager.")
    assert "Question 2 of 2" in browser.get(first.location).text
    second = tap(browser, path, "B5", "forgot")
    shown = browser.get(second.location).text
    assert "Is this what you mean?" in shown
    assert "The plant manager." in shown
    assert answers(world) == {"B1": "used", "B5": "forgot"}
    sent = browser.post(path, data={"then": "send"}, follow_redirects=True)
    assert "Sent. Thank you." in sent.text
    (row,) = world.rows(Assessment, Assessment.id == due.id)
    assert row.submitted_at == world.now.business
    assert [entry.verb for entry in world.rows(TrailEntry)].count("answered by link") == 1
    assert browser.get(path).status_code == 200
    assert browser.post(path, data={"then": "send"}).status_code == 200, "sent twice is sent once"


def test_opening_it_changes_nothing_however_often(world: World) -> None:
    path = link_of(world, short_questions(world, world.alice))
    with world.reading() as session:
        before = session.scalar(select(func.count()).select_from(TrailEntry))
    browser = stranger(world)
    for address in (path, path + "?item=B5", path + "?item=all", path + "?item=nonsense"):
        assert browser.get(address).status_code == 200
        assert browser.head(address).status_code == 200
    assert answers(world) == {}
    assert world.scalar(select(func.count()).select_from(TrailEntry)) == before


def test_no_other_page_opens_with_it(world: World) -> None:
    due, browser = short_questions(world, world.alice), stranger(world)
    path = link_of(world, due)
    assert browser.get(path).status_code == 200
    tap(browser, path, "B1", "used")
    for other in ("/", "/me", "/progress", f"/assessments/{due.public_id}", f"/assessments/{due.public_id}/answer"):
        reply = browser.get(other)
        assert reply.status_code == 302
        assert "/sign-in" in reply.location
    assert "nav-main" not in browser.get(path).text


def test_every_way_to_be_over_is_the_same_page(world: World) -> None:
    due = short_questions(world, world.alice)
    path = link_of(world, due)
    over = main_of(stranger(world).get("/a/absent"))

    def shows_nothing() -> None:
        for reply in (stranger(world).get(path), tap(stranger(world), path, "B1", "used")):
            assert is_over(reply)
            assert main_of(reply) == over

    altered = path[:-1] + ("A" if path[-1] != "A" else "B")
    assert is_over(stranger(world).get(altered))
    with world.writing() as session:
        session.get_one(Person, world.alice.id).disabled_at = world.now.wall
    shows_nothing()
    with world.writing() as session:
        session.get_one(Person, world.alice.id).disabled_at = None
        session.get_one(Assessment, due.id).ended_on = world.today
    shows_nothing()
    with world.writing() as session:
        session.get_one(Assessment, due.id).ended_on = None
        session.execute(update(Occasion).values(withdrawn_at=world.now.business))
    shows_nothing()
    with world.writing() as session:
        session.execute(update(Occasion).values(withdrawn_at=None))
    assert stranger(world).get(path).status_code == 200
    world.clock.business += timedelta(days=8)
    shows_nothing()
    world.clock.business -= timedelta(days=8)
    world.client(world.ann).post(f"/administration/people/{world.alice.public_id}/links")
    shows_nothing()
    assert answers(world) == {}


def test_who_is_signed_in_goes_to_the_usual_page_and_anybody_else_sees_this_one_only(world: World) -> None:
    due = short_questions(world, world.alice)
    path = link_of(world, due)
    own = world.client(world.alice).get(path)
    assert own.status_code == 302
    assert own.location == f"/assessments/{due.public_id}/answer"
    bobs = world.client(world.bob)
    page = bobs.get(path)
    assert page.status_code == 200
    assert "Bob" not in re.sub(r"your coach Bob", "", page.text)
    assert tap(bobs, path, "B1", "used").status_code == 302
    assert bobs.get(f"/assessments/{due.public_id}/answer").status_code == 404
    assert "Bob" in bobs.get("/me").text, "still himself everywhere else"


def test_a_post_needs_the_path_and_nothing_of_the_browser(world: World) -> None:
    """No cookie carries the right, so there is nothing that another site could use."""
    path = link_of(world, short_questions(world, world.alice))
    victim = stranger(world)
    victim.get(path)
    guessed = path.rsplit("/", 1)[0] + "/" + "A" * 16
    assert is_over(tap(victim, guessed, "B1", "used"))
    assert answers(world) == {}
    assert tap(stranger(world), path, "B1", "used").status_code == 302


def test_what_cannot_be_stored_is_422_with_the_note_kept(world: World) -> None:
    path = link_of(world, short_questions(world, world.alice))
    for fields, sentence in (
        ({"value": "9"}, "Choose one of the answers offered."),
        ({"value": ""}, "Please choose an answer."),
        ({"value": "used", "note": "x" * 5000}, "Nothing was cut."),
    ):
        given = {"item": "B1", "base": "0", "operation": "operation-1", "note": "My note."} | fields
        reply = stranger(world).post(path, data=given)
        assert reply.status_code == 422
        assert sentence in reply.text
        assert given["note"][:200] in reply.text
    assert stranger(world).post(path, data={"item": "B2", "value": "used"}).status_code == 404, "it is not asked"
    assert answers(world) == {}


def test_an_answer_that_was_changed_elsewhere_is_shown_and_not_overwritten(world: World) -> None:
    path = link_of(world, short_questions(world, world.alice))
    tap(stranger(world), path, "B1", "used")
    reply = tap(stranger(world), path, "B1", "forgot")
    assert reply.status_code == 409
    assert "You changed this on another device at" in reply.text
    assert answers(world) == {"B1": "used"}
    assert tap(stranger(world), path, "B1", "forgot", base=1).status_code == 302
    assert answers(world) == {"B1": "forgot"}
    assert tap(stranger(world), path, "B1", "forgot", base=1).status_code == 302, "the same tap twice is one"


def test_words_may_stay_empty_and_the_rest_may_not(world: World) -> None:
    path = link_of(world, short_questions(world, world.alice, instrument="day-one", asked=None))
    browser = stranger(world)
    sent_early = browser.post(path, data={"then": "send"})
    assert "item=use" in sent_early.location
    goes_on = tap(browser, path, "use", "3")
    assert "item=goal" in goes_on.location
    assert "In your own words" in browser.get(goes_on.location).text
    further = tap(browser, path, "goal", "", note="Ask first.")
    assert "item=if-then" in further.location
    assert "item=all" in tap(browser, path, "if-then", "").location
    browser.post(path, data={"then": "send"})
    assert set(answers(world)) == {"use", "goal"}
    assert world.rows(Assessment)[0].submitted_at is not None


def test_only_few_questions_about_oneself_get_a_link_and_each_has_one(world: World) -> None:
    enrolment, own = world.baseline(world.alice, world.bob, observer=world.tess)
    observers = world.assessment(enrolment, "baseline", world.tess)
    many = short_questions(world, world.alice, asked=[f"B{n}" for n in range(1, 10)])
    few = short_questions(world, world.charlie)
    with world.writing() as session:
        found = {one: links.link_for(session, one.id, at=world.now) for one in (own, observers, many, few)}
        assert links.link_for(session, few.id, at=world.now) == found[few]
    assert [one for one, link in found.items() if link] == [few]
    assert len(world.rows(AnswerLink)) == 1


def test_neither_logs_nor_referrers_hold_the_link(world: World, caplog: pytest.LogCaptureFixture) -> None:
    path = link_of(world, short_questions(world, world.alice))
    with caplog.at_level(logging.DEBUG):
        page = stranger(world).get(path)
        tap(stranger(world), path, "B1", "used")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    said = [f"{record.getMessage()} {record.__dict__}" for record in caplog.records if record.name == "kamcoach"]
    assert len(said) == 2
    assert [line for line in said if path.split("/")[-1][:16] in line] == []
    assert world.alice.public_id in said[0], "who answered is known"


def test_links_are_ended_by_administrators_only(world: World) -> None:
    due = short_questions(world, world.alice)
    path, ends = link_of(world, due), f"/administration/people/{world.alice.public_id}/links"
    for one, status in ((None, 302), (world.alice, 403), (world.bob, 403), (world.hugh, 403)):
        assert world.client(one).post(ends).status_code == status
    assert world.client(world.ann).post("/administration/people/absent/links").status_code == 404
    assert stranger(world).get(path).status_code == 200
    said = world.client(world.ann).post(ends, follow_redirects=True)
    assert "1 link of Alice ended." in said.text
    again = world.client(world.ann).post(ends, follow_redirects=True)
    assert "No link of Alice would open anything." in again.text


def test_a_page_of_it_costs_few_queries(world: World) -> None:
    path = link_of(world, short_questions(world, world.alice))
    browser = stranger(world)
    browser.get(path)
    reply, statements = counting(world.app, lambda: browser.get(path))
    assert reply.status_code == 200
    assert len(statements) <= 8
