"""Another observer for an enrolment: GET and POST /enrolments/<id>/observer, and what follows a line by itself."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from assessments.refusals import Refused
from kamcoach.assessing.models import Assessment
from kamcoach.reinforcement.observers import name_observer
from kamcoach.training.models import Enrolment
from tests.factories.browsing import form_of, links, problems, said
from tests.factories.handover import hand_over
from tests.factories.world import Someone, Thing, World


def name(world: World, enrolment: Thing, observer: Someone | None, by: Someone | None = None) -> TestResponse:
    """Send the form."""
    browser = world.client(by or world.bob)
    data = {"observer": observer.public_id if observer else ""}
    reply: TestResponse = browser.post(f"/enrolments/{enrolment.public_id}/observer", data=data)
    return reply


def observer_of(world: World, enrolment: Thing) -> tuple[int | None, str]:
    """Who observes, and by which line."""
    row = world.rows(Enrolment, Enrolment.id == enrolment.id)[0]
    return row.observer_id, row.observer_as or ""


def seats(world: World) -> list[tuple[int | None, str, bool]]:
    """Rater, line and whether it has ended, of each observer's seat."""
    found = world.rows(Assessment, Assessment.relation == "observer")
    return [(seat.rater_id, seat.standing_as, seat.ended_on is not None) for seat in found]


def test_what_is_open_gets_the_observer_who_is_named_later(world: World) -> None:
    enrolment, own = world.baseline(world.alice, world.bob)
    bob = world.client(world.bob)
    page = bob.get(f"/people/{world.alice.public_id}").text
    url = f"/enrolments/{enrolment.public_id}/observer"
    assert any(link == url for link in links(page).values())
    assert "Nobody is named yet." in said(bob.get(url).text)
    reply = name(world, enrolment, world.tess)
    assert "Tess observes Alice from now on." in said(bob.get(reply.location).text) or reply.status_code == 302
    assert (observer_of(world, enrolment), seats(world)) == ((world.tess.id, ""), [(world.tess.id, "", False)])
    name(world, enrolment, world.tess)  # twice is harmless
    assert seats(world) == [(world.tess.id, "", False)]
    world.answer_all(own, world.alice)
    world.answer_all(world.assessment(enrolment, "baseline", world.tess), world.tess)
    assert world.client(world.bob).get(f"/assessments/{own.public_id}").status_code == 200


def test_another_observer_takes_over_and_the_former_ones_draft_is_shown_to_nobody(world: World) -> None:
    enrolment, _ = world.baseline(world.alice, world.bob, observer=world.tess)
    view = world.assessment(enrolment, "baseline", world.tess)
    world.answer_all(view, world.tess, note="Of Tess alone.", send=False)
    name(world, enrolment, world.bob)
    assert seats(world) == [(world.tess.id, "", True), (world.bob.id, "coach", False)]
    assert world.client(world.tess).get(f"/assessments/{view.public_id}/answer").status_code == 404
    bobs = world.assessment(enrolment, "baseline", world.bob)
    world.see(bobs, world.bob)
    assert "Of Tess alone." not in world.client(world.bob).get(f"/assessments/{bobs.public_id}/answer").text
    name(world, enrolment, world.tess)
    world.tick()
    assert seats(world) == [(world.tess.id, "", False), (world.bob.id, "", True)]
    assert "Of Tess alone." in world.client(world.tess).get(f"/assessments/{view.public_id}/answer").text


def test_what_an_observer_has_sent_stays_and_nobody_is_asked_twice(world: World) -> None:
    enrolment, _ = world.baseline(world.alice, world.bob, observer=world.tess)
    world.answer_all(world.assessment(enrolment, "baseline", world.tess), world.tess)
    name(world, enrolment, world.mona)
    assert seats(world) == [(world.tess.id, "", False)]
    assert observer_of(world, enrolment) == (world.mona.id, "manager")


def test_nobody_may_observe_and_what_was_sent_is_released(world: World) -> None:
    enrolment, own = world.baseline(world.alice, world.bob, observer=world.tess)
    world.answer_all(own, world.alice)
    assert world.client(world.bob).get(f"/assessments/{own.public_id}").status_code == 404
    name(world, enrolment, None)
    assert seats(world) == [(world.tess.id, "", True)]
    assert world.client(world.bob).get(f"/assessments/{own.public_id}").status_code == 200


def test_nobody_observes_themself(world: World) -> None:
    enrolment, _ = world.baseline(world.alice, world.bob, observer=world.tess)
    reply = name(world, enrolment, world.alice)
    assert reply.status_code == 422
    assert problems(reply.text) == {"observer": "Choose somebody else: nobody observes themself."}
    assert form_of(reply.text, holding="observer")["observer"] == world.alice.public_id
    with pytest.raises(Refused), world.writing() as session:
        name_observer(session, enrolment.id, world.alice.id, actor=world.actor(world.bob), at=world.now)
    assert seats(world) == [(world.tess.id, "", False)]


def test_only_who_may_enrol_names_an_observer(world: World) -> None:
    enrolment, _ = world.baseline(world.alice, world.bob)
    url = f"/enrolments/{enrolment.public_id}/observer"
    for person, code in ((world.alice, 403), (world.mona, 403), (world.dora, 404), (world.bob, 200), (world.ann, 200)):
        assert world.client(person).get(url).status_code == code
    assert name(world, enrolment, world.tess, by=world.dora).status_code == 404
    assert seats(world) == [(None, "", False)]
    assert world.client(world.bob).get("/enrolments/AbsentAbsent1234/observer").status_code == 404


def test_the_task_follows_the_line_for_what_opens_later_too(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=40))
    enrolment = world.enrol(cohort, world.alice, world.bob, observer=world.bob)
    assert (observer_of(world, enrolment), seats(world)) == ((world.bob.id, "coach"), [])
    hand_over(world, "coach", world.alice, world.dora, world.today + timedelta(days=5))
    world.clock.forward(days=4)
    world.tick()
    assert observer_of(world, enrolment) == (world.bob.id, "coach")
    world.live(1)
    assert observer_of(world, enrolment) == (world.dora.id, "coach")
    world.clock.forward(days=20)
    world.tick()
    assert seats(world) == [(world.dora.id, "coach", False)]


def test_without_anybody_in_the_line_the_seat_stays_free_until_somebody_is(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=40))
    world.enrol(cohort, world.alice, world.bob, observer=world.bob)
    hand_over(world, "coach", world.alice, None)
    world.clock.forward(days=25)
    world.tick()
    assert seats(world) == [(None, "coach", False)]
    hand_over(world, "coach", world.alice, world.dora)
    world.tick()
    assert seats(world) == [(world.dora.id, "coach", False)]
