"""Recording who attended: POST /cohorts/<id>/finish. It dates the half year of those who did."""

from datetime import date, timedelta

from sqlalchemy import select
from werkzeug.test import TestResponse

from assessments.scheduling.plan import ASKING
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement.models import FollowUp
from kamcoach.trail.models import TrailEntry
from kamcoach.training.models import Cohort, Enrolment
from tests.factories.browsing import form_of, said, without_tokens
from tests.factories.world import Browser, Thing, World

SPRING = ["day-one", "talk-after", "week-one", "plus-30", "then-test", "pulse-60"]
AFTER = [*SPRING, "plus-90", "pulse-120", "plus-180", "plus-365"]


def finish(browser: Browser, cohort: Thing, *attended: Thing) -> TestResponse:
    """Send the form."""
    fields = {"attended": [one.public_id for one in attended]}
    reply: TestResponse = browser.post(f"/cohorts/{cohort.public_id}/finish", data=fields)
    return reply


def steps_after(world: World, enrolment: Thing) -> dict[str, date]:
    """The planned days of the steps after the training that ask something, and of the manager's talk."""
    query = select(FollowUp.step, FollowUp.planned_on).where(FollowUp.enrolment_id == enrolment.id, FollowUp.days >= 0)
    query = query.where(FollowUp.kind.in_((*ASKING, "talk")))
    with world.reading() as session:
        return {row.step: row.planned_on for row in session.execute(query.order_by(FollowUp.days, FollowUp.id))}


def two_days(world: World) -> tuple[Thing, Thing, Thing]:
    """A training today and tomorrow; Alice and Erin are enrolled."""
    erin = world.person("Erin", Role.TRAINEE)
    world.line("coach", erin, world.bob)
    cohort = world.cohort(world.bob, first_day=world.today, last_day=world.today + timedelta(days=1))
    return cohort, world.enrol(cohort, world.alice, world.bob), world.enrol(cohort, erin, world.bob)


def test_only_who_attended_gets_dates_and_they_count_from_the_last_day(world: World) -> None:
    cohort, alices, erins = two_days(world)
    world.clock.forward(days=1)
    bob = world.client(world.bob)
    form = form_of(bob.get(f"/cohorts/{cohort.public_id}/finish").text, holding="attended")
    assert set(form.getlist("attended")) == {alices.public_id, erins.public_id}  # ticked: most people come

    reply = finish(bob, cohort, alices)
    assert (reply.status_code, reply.location) == (302, f"/cohorts/{cohort.public_id}")
    assert "Finished. The half year of 1 person is planned." in said(bob.get(reply.location).text)
    last_day = date(2026, 3, 3)
    days = dict(zip(AFTER, (1, 7, 8, 30, 37, 60, 90, 120, 180, 365), strict=True))
    assert steps_after(world, alices) == {step: last_day + timedelta(days=count) for step, count in days.items()}
    assert steps_after(world, erins) == {}
    assert [one.attended for one in world.rows(Enrolment)] == [True, False]
    (entry,) = world.rows(TrailEntry, TrailEntry.verb == "cohort finished")
    assert entry.details == f'{{"attended":["{alices.public_id}"],"enrolled":2}}'


def test_finishing_twice_dates_nothing_twice_and_says_so(world: World) -> None:
    cohort, alices, erins = two_days(world)
    world.clock.forward(days=1)
    bob = world.client(world.bob)
    assert finish(bob, cohort, alices).status_code == 302
    for again in (finish(bob, cohort, alices, erins), bob.get(f"/cohorts/{cohort.public_id}/finish")):
        assert again.status_code == 409
        assert "This cohort is finished already." in said(again.text)
    assert list(steps_after(world, alices)) == AFTER
    assert steps_after(world, erins) == {}


def test_before_its_last_day_a_training_is_not_over_where_the_owner_is(world: World) -> None:
    cohort, alices, _ = two_days(world)
    bob = world.client(world.bob)
    world.clock.set(world.now.business.replace(hour=15, minute=59))  # 23:59 in Manila, the eve of the last day
    for reply in (bob.get(f"/cohorts/{cohort.public_id}/finish"), finish(bob, cohort, alices)):
        assert reply.status_code == 409
        assert "The training is not over yet." in said(reply.text)
    assert world.cohort_row(cohort).finished_at is None
    world.clock.forward(minutes=1)
    assert finish(bob, cohort, alices).status_code == 302


def test_nobody_attended_is_an_answer_too(world: World) -> None:
    cohort, alices, _ = two_days(world)
    world.clock.forward(days=1)
    bob = world.client(world.bob)
    reply = finish(bob, cohort)
    assert "Finished. The half year of 0 people is planned." in said(bob.get(reply.location).text)
    assert steps_after(world, alices) == {}
    assert world.cohort_row(cohort).finished_at is not None


def test_late_attendance_drops_what_can_no_longer_be_asked(world: World) -> None:
    cohort, alices, _ = two_days(world)
    world.clock.forward(days=60)
    assert finish(world.client(world.bob), cohort, alices).status_code == 302
    assert list(steps_after(world, alices)) == AFTER[5:]  # the first week, the talk and day 30 have passed


def test_an_enrolment_of_another_cohort_cannot_be_ticked(world: World) -> None:
    cohort, _, _ = two_days(world)
    other = world.cohort(world.dora, first_day=world.today)
    charlies = world.enrol(other, world.charlie, world.dora)
    world.clock.forward(days=1)
    assert finish(world.client(world.bob), cohort, charlies).status_code == 422
    assert world.cohort_row(cohort).finished_at is None
    assert steps_after(world, charlies) == {}


def test_only_its_owner_and_administrators_finish_a_cohort(world: World) -> None:
    cohort, alices, _ = two_days(world)
    world.clock.forward(days=1)
    doras = world.cohort(world.dora, first_day=world.today)
    world.enrol(doras, world.alice, world.ann)  # Bob has people in it, and still does not run it
    bob = world.client(world.bob)
    theirs, absent = finish(bob, doras), finish(bob, Thing(0, "AbsentAbsent1234"))
    assert (theirs.status_code, absent.status_code) == (404, 404)
    assert without_tokens(theirs.text) == without_tokens(absent.text)
    for who in (world.alice, world.mona, world.tess, world.hugh):
        assert finish(world.client(who), cohort).status_code == 403
    assert finish(world.client(), cohort).location == "/sign-in"
    assert all(one.finished_at is None for one in world.rows(Cohort))
    assert finish(world.client(world.ann), cohort, alices).status_code == 302
