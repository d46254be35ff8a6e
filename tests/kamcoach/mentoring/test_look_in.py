"""A mentor's look at the plan of an account: /mentoring, /mentoring/<person>, and the usual form."""

from datetime import date, timedelta

import pytest

from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.reinforcement.models import FollowUp
from tests.factories.browsing import links, problems, said, without_tokens
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.portfolio import account
from tests.factories.world import World, counting
from tests.kamcoach.mentoring.looking import COMMENT, accompanied, answer, begin, looked, sheet_of
from tests.kamcoach.reinforcement.planned import at, half_year


def test_a_review_of_the_plan_is_begun_answered_and_done(world: World) -> None:
    enrolment, dairy = half_year(world), accompanied(world)
    review = world.follow_up(enrolment, "mentor-review-1")
    assert (review.kind, review.occasion_id, review.due_on) == ("review", None, date(2026, 7, 30))
    world.clock.set(at(7, 20))
    tess = world.client(world.tess)
    assert "1 look is due" in said(tess.get("/mentoring").text)
    assert "open, due Thursday 30 July" in said(tess.get("/mentoring").text)
    sheet = sheet_of(world, begin(tess, world.alice, dairy))
    review = world.follow_up(enrolment, "mentor-review-1")
    assert (review.occasion_id is not None, review.opened_on) == (True, date(2026, 7, 20))
    (occasion,) = world.rows(Occasion, Occasion.id == review.occasion_id)
    assert (occasion.due_on, occasion.closes_on, occasion.blind) == (date(2026, 7, 30), date(2026, 8, 27), False)
    page = said(tess.get(f"/assessments/{sheet.public_id}/answer").text)
    assert "The plan of Dairy & Sons, with Alice" in page
    assert "Who sees this: Tess; Alice once it is sent, and whoever is their mentor later." in page
    answer(world, sheet, world.tess)
    timeline = said(world.client(world.bob).get(f"/people/{world.alice.public_id}").text)
    assert "the mentor looked on Monday 20 July" in timeline
    assert "No look is due." in said(tess.get("/mentoring").text)
    assert "Last look on 20 July 2026, at the plan of Dairy & Sons." in said(tess.get("/mentoring").text)


def test_looking_now_without_a_plan_and_going_on_with_what_was_begun(world: World) -> None:
    dairy = accompanied(world)
    tess = world.client(world.tess)
    first = begin(tess, world.alice, dairy)
    assert begin(tess, world.alice, dairy).location == first.location, "a double click begins one look"
    assert len(world.rows(Assessment, Assessment.relation == "mentor")) == 1
    (occasion,) = world.rows(Occasion)
    assert occasion.closes_on == world.today + timedelta(days=28)
    assert "You have begun a look at the plan of Dairy & Sons." in said(
        tess.get(f"/mentoring/{world.alice.public_id}").text
    )
    assert "The plan of Dairy & Sons, with Alice" in said(tess.get("/").text)
    other = account(world, "Quarry", world.alice)
    assert begin(tess, world.alice, other).location != first.location


def test_who_reads_a_look(world: World) -> None:
    sheet = looked(world, accompanied(world))
    url = f"/assessments/{sheet.public_id}"
    for reader in (world.tess, world.alice):
        page = world.client(reader).get(url)
        assert page.status_code == 200
        assert COMMENT in said(page.text)
    for other in (world.bob, world.mona, world.charlie, world.dora, world.hugh, world.ann):
        assert world.client(other).get(url).status_code == 404
    coach = said(world.client(world.bob).get(f"/people/{world.alice.public_id}").text)
    assert "Their mentor last looked in on 2 March 2026." in coach
    assert "growers" not in coach
    nobody_else = [world.client(one).get("/overview/assessments").text for one in (world.hugh,)]
    assert "Dairy" not in nobody_else[0]
    # the mentor changes: the one sees it no more, the other from now on
    world.end_line("mentor", world.alice, world.today)
    finn = world.person("Finn")
    world.line("mentor", world.alice, finn, since=world.today)
    assert world.client(world.tess).get(url).status_code == 404
    assert world.client(finn).get(url).status_code == 200
    assert world.client(world.alice).get(url).status_code == 200


def test_a_former_mentor_goes_on_with_nothing(world: World) -> None:
    dairy, tess = accompanied(world), world.client(world.tess)
    sheet = sheet_of(world, begin(tess, world.alice, dairy))
    world.end_line("mentor", world.alice, world.today)
    assert tess.get(f"/assessments/{sheet.public_id}/answer").status_code == 404
    assert begin(tess, world.alice, dairy).status_code == 404
    assert "You accompany nobody yet." in said(tess.get("/mentoring").text)


@ON_ONE_ENGINE
def test_a_mentor_of_the_accounts_own_team_is_refused_in_words(world: World) -> None:
    dairy = accompanied(world)
    own = account(world, "Quarry", world.alice, world.tess)
    tess = world.client(world.tess)
    reply = begin(tess, world.alice, own)
    assert reply.status_code == 422
    assert problems(reply.text)["account"].startswith("You work on this account yourself.")
    mill = account(world, "Mill", world.charlie)
    for wrong in ("", mill, "AbsentAbsent1234"):
        assert begin(tess, world.alice, wrong).status_code == 422
    assert world.rows(Occasion) == []
    assert begin(tess, world.alice, dairy).status_code == 302


@ON_ONE_ENGINE
def test_a_look_is_due_when_the_last_one_is_half_a_year_ago(world: World) -> None:
    dairy = accompanied(world, days=179)
    tess = world.client(world.tess)
    assert "No look is due." in said(tess.get("/mentoring").text)
    assert "You can look in at any time." in said(tess.get(f"/mentoring/{world.alice.public_id}").text)
    world.clock.forward(days=3)
    assert "1 look is due" in said(tess.get("/mentoring").text)
    assert "A first look is due." in said(tess.get(f"/mentoring/{world.alice.public_id}").text)
    looked(world, dairy)
    assert "No look is due." in said(tess.get("/mentoring").text)
    world.clock.forward(days=185)
    tess = world.client(world.tess)
    assert "1 look is due" in said(tess.get("/mentoring").text)
    page = tess.get(f"/mentoring/{world.alice.public_id}").text
    assert "The last look is more than six months ago." in said(page)
    assert COMMENT in said(page)


@ON_ONE_ENGINE
def test_what_became_of_a_comment_is_told_and_shown_before_the_next_look(world: World) -> None:
    sheet = looked(world, accompanied(world))
    alice, tess = world.client(world.alice), world.client(world.tess)
    assert "What became of the comment is not told yet." in said(tess.get("/mentoring").text)
    page = alice.get("/mentor").text
    assert COMMENT in said(page)
    url = links(page)["Say what became of it: Dairy & Sons"]
    assert url == f"/mentor/looks/{sheet.public_id}"
    refused = alice.post(url, data={"text": "  "})
    assert (refused.status_code, set(problems(refused.text))) == (422, {"text"})
    assert alice.post(url, data={"text": "Met the growers <8 March>."}).location == "/mentor"
    assert alice.post(url, data={"text": "Met the growers <8 March>, twice."}).location == "/mentor"
    before = said(tess.get(f"/mentoring/{world.alice.public_id}").text)
    assert "Met the growers <8 March>, twice." in before
    assert "What became of the comment is told." in said(tess.get("/mentoring").text)
    for other in (world.tess, world.bob, world.charlie):
        assert world.client(other).get(url).status_code == 404
        assert world.client(other).post(url, data={"text": "x"}).status_code == 404


@ON_ONE_ENGINE
@pytest.mark.parametrize("who", ["charlie", "dora", "bob", "mona", "hugh", "ann"])
def test_only_the_mentor_looks_in(world: World, who: str) -> None:
    dairy = accompanied(world)
    url, nowhere = f"/mentoring/{world.alice.public_id}", "/mentoring/AbsentAbsent1234"
    browser = world.client(getattr(world, who))
    assert browser.get("/mentoring").status_code == browser.get(url).status_code == 403
    assert begin(browser, world.alice, dairy).status_code == 403
    tess = world.client(world.tess)
    stranger = tess.get(f"/mentoring/{world.charlie.public_id}")
    assert stranger.status_code == 404
    assert without_tokens(stranger.text) == without_tokens(tess.get(nowhere).text)
    assert begin(tess, world.charlie, dairy).status_code == 404
    assert tess.get(f"{url}/look").status_code == 405
    assert world.rows(Occasion) == []


@ON_ONE_ENGINE
def test_the_page_of_many_people_costs_a_constant_number_of_queries(world: World) -> None:
    looked(world, accompanied(world))
    tess = world.client(world.tess)
    tess.get("/mentoring")
    _, few = counting(world.app, lambda: tess.get("/mentoring"))
    cohort = world.cohort(world.bob, first_day=world.today)
    for number in range(4):
        person = world.person(f"Trainee {number}")
        world.line("mentor", person, world.tess, since=date(2025, 1, 1))
        world.enrol(cohort, person, world.bob)
    world.finish(cohort, world.bob)
    reply, many = counting(world.app, lambda: tess.get("/mentoring"))
    assert "You accompany 5 people." in said(reply.text)
    assert len(world.rows(FollowUp, FollowUp.kind == "review")) == 8
    assert len(many) - len(few) <= 2, "the trainings of follow-ups, once for all"
