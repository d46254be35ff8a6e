"""Days away: /people/<id>/away to enter, /absences/<id>/remove. One's own, a coach's people's, for administrators
anybody's; what was planned for these days goes to others, and nothing is lost unseen."""

from datetime import date

import pytest
from werkzeug.test import TestResponse

from kamcoach.people.models import Absence
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from kamcoach.trail.models import TrailEntry
from tests.factories.browsing import form_of, parsed, problems, said, without_tokens
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Browser, Someone, Thing, World
from tests.kamcoach.reinforcement.planned import at, half_year, waive, window


def enter(browser: Browser, person: Someone, first: date | str, last: date | str, **more: str) -> TestResponse:
    """Send the form."""
    fields = {"first_day": str(first), "last_day": str(last), **more}
    reply: TestResponse = browser.post(f"/people/{person.public_id}/away", data=fields)
    return reply


def remove(browser: Browser, absence: Absence) -> TestResponse:
    """Press the button."""
    reply: TestResponse = browser.post(f"/absences/{absence.public_id}/remove")
    return reply


def days(world: World) -> list[tuple[date, date]]:
    return [(one.first_day, one.last_day) for one in world.rows(Absence)]


def moved(world: World, enrolment: Thing) -> dict[str, tuple[date, date, date]]:
    """The windows of what absences have moved."""
    ids = {event.follow_up_id for event in world.rows(FollowUpEvent, FollowUpEvent.kind == "away")}
    rows = world.rows(FollowUp, FollowUp.enrolment_id == enrolment.id)
    return {row.step: window(row) for row in rows if row.id in ids}


def test_what_lies_in_the_days_moves_inside_its_window_and_comes_back_when_they_are_removed(world: World) -> None:
    enrolment = half_year(world)
    before = {step: window(world.follow_up(enrolment, step)) for step in ("pulse-60", "plus-30", "pulse-120")}
    # the pulse after 60 days: Sunday 31 May, so Monday 1 June; the measure after 30 days: Friday 1 May, a holiday
    assert before["pulse-60"] == (date(2026, 5, 30), date(2026, 6, 1), date(2026, 6, 22))
    assert before["plus-30"] == (date(2026, 4, 30), date(2026, 5, 4), date(2026, 5, 21))
    alice = world.client(world.alice)
    assert enter(alice, world.alice, "2026-05-25", "2026-06-05").location == "/me"
    assert enter(alice, world.alice, "2026-05-04", "2026-05-06").location == "/me"
    after = moved(world, enrolment)
    assert after["pulse-60"] == (date(2026, 6, 6), date(2026, 6, 8), date(2026, 6, 22)), "opens when she is back"
    assert after["plus-30"] == (date(2026, 4, 30), date(2026, 5, 7), date(2026, 5, 21)), "keeps its window"
    assert "pulse-120" not in after
    events = world.rows(FollowUpEvent)
    assert {(event.kind, event.by_id) for event in events} == {("away", world.alice.id)}
    was = next(event for event in events if event.follow_up_id == world.follow_up(enrolment, "plus-30").id)
    assert was.before["due_on"] == "2026-05-04"
    html = world.client(world.bob).get(f"/people/{world.alice.public_id}").text
    assert "Moved from Monday 4 May because of days away, entered or removed by Alice" in said(html)
    for absence in world.rows(Absence):
        assert remove(alice, absence).location == "/me"
    assert {step: window(world.follow_up(enrolment, step)) for step in before} == before
    verbs = [entry.verb for entry in world.rows(TrailEntry)]
    assert (verbs.count("absence entered"), verbs.count("absence removed")) == (2, 2)


def test_a_step_waits_for_the_return_and_is_then_asked(world: World) -> None:
    enrolment = half_year(world)
    enter(world.client(world.alice), world.alice, "2026-05-25", "2026-06-05")
    world.clock.set(at(6, 5))
    world.tick()
    assert world.follow_up(enrolment, "pulse-60").occasion_id is None
    world.clock.set(at(6, 8))
    world.tick()
    assert world.follow_up(enrolment, "pulse-60").opened_on == date(2026, 6, 8)


def test_two_absences_and_what_a_coach_decided_meanwhile(world: World) -> None:
    enrolment = half_year(world)
    alice = world.client(world.alice)
    enter(alice, world.alice, "2026-06-01", "2026-06-03")
    enter(alice, world.alice, "2026-06-04", "2026-06-05")
    assert window(world.follow_up(enrolment, "pulse-60"))[1] == date(2026, 6, 8)
    first, _ = world.rows(Absence)
    remove(alice, first)
    assert window(world.follow_up(enrolment, "pulse-60"))[1] == date(2026, 6, 1), "back past both moves"
    enter(alice, world.alice, "2026-06-01", "2026-06-03")
    bob, follow_up = world.client(world.bob), world.follow_up(enrolment, "pulse-60")
    form = {"due_on": "2026-06-18", "reason": "She asked for it."}
    assert bob.post(f"/follow-ups/{follow_up.public_id}/move", data=form).status_code == 302
    for absence in world.rows(Absence):
        remove(alice, absence)
    assert window(world.follow_up(enrolment, "pulse-60"))[1] == date(2026, 6, 18), "what Bob decided stays"


def test_what_was_planned_around_days_away_comes_back_too(world: World) -> None:
    world.clock.set(at(3, 30))
    enter(world.client(world.alice), world.alice, "2026-05-25", "2026-06-05")
    enter(world.client(world.alice), world.alice, "2026-04-30", "2026-05-22")
    enrolment = half_year(world)
    planned = {step: window(world.follow_up(enrolment, step)) for step in ("pulse-60", "plus-30")}
    assert planned["pulse-60"] == (date(2026, 6, 6), date(2026, 6, 8), date(2026, 6, 22))
    assert planned["plus-30"] == (date(2026, 4, 30), date(2026, 5, 4), date(2026, 5, 21)), "the window of everybody"
    for absence in world.rows(Absence):
        remove(world.client(world.alice), absence)
    assert window(world.follow_up(enrolment, "pulse-60")) == (date(2026, 5, 30), date(2026, 6, 1), date(2026, 6, 22))


def test_windows_that_would_be_lost_are_listed_before_anything_is_entered(world: World) -> None:
    enrolment = half_year(world)
    alice = world.client(world.alice)
    reply = enter(alice, world.alice, "2026-05-27", "2026-06-24")
    assert reply.status_code == 200
    assert "Nothing has changed yet." in said(reply.text)
    assert "Short pulse after 60 days" in said(reply.text)
    assert "After 90 days" not in said(reply.text)
    assert (days(world), world.rows(FollowUpEvent)) == ([], [])
    form = form_of(reply.text, holding="seen")
    other = enter(alice, world.alice, "2026-05-27", "2026-06-25", seen=form["seen"])
    assert "Nothing has changed yet." in said(other.text), "it confirms these days and no others"
    assert alice.post(f"/people/{world.alice.public_id}/away", data=dict(form.items())).location == "/me"
    assert days(world) == [(date(2026, 5, 27), date(2026, 6, 24))]
    assert world.follow_up(enrolment, "pulse-60").due_on == date(2026, 6, 1), "it stays, and closes"


def test_an_absence_that_swallows_the_plan_is_refused_with_what_to_do(world: World) -> None:
    enrolment = half_year(world)
    world.clock.set(at(5, 27))
    bob = world.client(world.bob)
    for follow_up in world.rows(FollowUp, FollowUp.enrolment_id == enrolment.id, FollowUp.closes_on > date(2026, 8, 1)):
        waive(bob, follow_up)
    left = {"first_day": "2026-05-27", "last_day": "2026-08-05"}
    reply = bob.post(f"/people/{world.alice.public_id}/away", data=left)
    assert reply.status_code == 422
    assert problems(reply.text)["first_day"].startswith("Nothing of “Programme of Bob on 2026-04-01, Manila” would be")
    assert "waive what remains or end the enrolment first" in said(reply.text)
    assert form_of(reply.text, holding="first_day")["last_day"] == "2026-08-05"
    assert (days(world), moved(world, enrolment)) == ([], {})


@ON_ONE_ENGINE
@pytest.mark.parametrize(
    ("first", "last", "field", "sentence"),
    [
        ("2026-03-10", "2026-03-09", "last_day", "This lies before the first day."),
        ("2026-03-10", "2027-03-10", "last_day", "At most 365 days can be entered."),
        ("2026-02-10", "2026-03-01", "last_day", "These days are over."),
        ("2026-03-12", "2026-03-18", "first_day", "16 March 2026 to 20 March 2026 is entered already."),
        ("2026-02-30", "", "first_day", "February 2026 has 28 days."),
    ],
)
def test_days_that_cannot_be_are_refused_beside_the_field(
    world: World, first: str, last: str, field: str, sentence: str
) -> None:
    alice = world.client(world.alice)
    enter(alice, world.alice, "2026-03-16", "2026-03-20")
    reply = enter(alice, world.alice, first, last)
    assert reply.status_code == 422
    assert problems(reply.text)[field].startswith(sentence)
    kept = form_of(reply.text, holding="first_day")
    assert (kept["first_day"], kept["last_day"]) == (first, last)
    assert len(days(world)) == 1


@ON_ONE_ENGINE
def test_ones_own_stand_on_the_page_you_and_a_removal_can_be_undone(world: World) -> None:
    alice = world.client(world.alice)
    assert "No days are entered." in said(alice.get("/me").text)
    enter(alice, world.alice, "2026-03-16", "2026-03-20")
    html = alice.get("/me").text
    assert "You are away from 16 March 2026 to 20 March 2026." in said(html)
    assert "16 March 2026 – 20 March 2026" in said(html)
    remove(alice, world.rows(Absence)[0])
    html = alice.get("/me").text
    undo = next(one for one in parsed(html).iter("form") if "Undo" in "".join(one.itertext()))
    assert days(world) == []
    alice.post(undo.get("action"), data=dict(form_of(html, holding="first_day").items()))
    assert days(world) == [(date(2026, 3, 16), date(2026, 3, 20))]


@ON_ONE_ENGINE
def test_who_may_enter_and_remove_and_that_a_get_does_neither(world: World) -> None:
    url, nowhere = f"/people/{world.alice.public_id}/away", "/people/AbsentAbsent1234/away"
    for who in (world.alice, world.bob, world.ann):
        browser = world.client(who)
        assert browser.get(f"{url}?first_day=2026-03-16&last_day=2026-03-20").status_code == 200
        assert enter(browser, world.alice, "2026-03-16", "2026-03-20").status_code == 302
        absence = world.rows(Absence)[0]
        assert absence.entered_by_id == who.id
        assert browser.get(f"/absences/{absence.public_id}/remove").status_code == 405
        for other in (world.charlie, world.dora, world.mona, world.tess, world.hugh):
            stranger = world.client(other)
            theirs, absent = stranger.get(url), stranger.get(nowhere)
            assert (theirs.status_code, absent.status_code) == (404, 404)
            assert without_tokens(theirs.text) == without_tokens(absent.text)
            assert enter(stranger, world.alice, "2026-03-23", "2026-03-23").status_code == 404
            assert remove(stranger, absence).status_code == 404
        assert len(days(world)) == 1
        remove(browser, absence)
        assert remove(browser, absence).status_code == 404
    assert days(world) == []
    world.end_line("coach", world.alice, world.today)
    assert enter(world.client(world.bob), world.alice, "2026-03-16", "2026-03-20").status_code == 404
