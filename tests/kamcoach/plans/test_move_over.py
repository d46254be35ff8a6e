"""Moving people over to another plan: the difference first; what is open or done stays."""

from datetime import date, timedelta

from kamcoach.permissions.roles import Role
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from kamcoach.trail.models import TrailEntry
from kamcoach.training.models import Enrolment, Programme
from tests.factories.browsing import form_of, said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Browser, Thing, World
from tests.kamcoach.plans.writing import begin, publish, save
from tests.kamcoach.reinforcement.planned import LAST_DAY, at, half_year

pytestmark = ON_ONE_ENGINE


def own_plan(world: World) -> None:
    """A plan of the organisation's own: a pulse later, one gone, one new, another session, plus-90 on another day."""
    ann = world.client(world.ann)
    path = begin(world, ann)
    assert save(ann, path, "pulse-120", days=130, opens=129, closes=150).status_code == 302
    assert save(ann, path, "plus-90", days=95, opens=94).status_code == 302
    assert save(ann, path, "first-session", title="Meet your coach").status_code == 302
    assert save(ann, path, "week-one", title="A week later").status_code == 302
    ann.post(f"{path}/steps/pulse-60/remove")
    ann.post(f"{path}/steps", data={"kind": "pulse", "day": "70"})
    assert publish(ann, path).status_code == 302


def cohort_of(world: World, enrolment: Thing) -> str:
    with world.reading() as session:
        cohort_id = session.get_one(Enrolment, enrolment.id).cohort_id
    return f"/cohorts/{world.cohort_row(Thing(cohort_id, '')).public_id}"


def confirm(browser: Browser, cohort: str, **more: str) -> tuple[int, str]:
    """Look at the difference, then press the button."""
    form = form_of(browser.get(f"{cohort}/plan?to=own-standard").text, holding="shown")
    reply = browser.post(f"{cohort}/plan", data=form | more if more else form)
    return reply.status_code, said(reply.text) if reply.status_code != 302 else ""


def due(world: World) -> dict[str, tuple[date, bool]]:
    """When each step is due, and whether it is waived."""
    return {one.step: (one.due_on, one.waived_at is not None) for one in world.rows(FollowUp)}


def test_the_difference_is_shown_then_only_what_lies_ahead_changes(world: World) -> None:
    enrolment = half_year(world)
    world.clock.set(at(4, 9))
    world.tick()  # the first week is open, the first session too
    own_plan(world)
    before, bob = due(world), world.client(world.bob)
    cohort = cohort_of(world, enrolment)
    page = said(bob.get(f"{cohort}/plan?to=own-standard").text)
    for words in (
        "1 person: Half a year, and a look back after one, version 4",
        "Comes: Pulse, 70 days after",
        "Moves: Short pulse after 120 days, from 120 days after to 130 days after",
        "Goes: Short pulse after 60 days, 60 days after",
    ):
        assert words in page
    assert "After 90 days" not in page and "Meet your coach" not in page and "A week later" not in page
    assert due(world) == before  # looking changes nothing

    assert confirm(bob, cohort) == (302, "")
    after = due(world)
    changed = {step for step in after if after[step] != before.get(step)}
    assert changed == {"pulse-70", "pulse-120", "pulse-60"}
    assert after["pulse-120"] == (LAST_DAY + timedelta(days=131), False)  # day 130 is a Sunday
    assert after["pulse-60"] == (before["pulse-60"][0], True)
    assert world.follow_up(enrolment, "week-one").occasion_id is not None
    events = world.rows(FollowUpEvent)
    assert {(one.kind, one.by_id) for one in events} == {("replanned", world.bob.id)}
    assert len(events) == 2
    assert [one.object_id for one in world.rows(TrailEntry, TrailEntry.verb == "plan replaced")] == [
        enrolment.public_id
    ]
    assert "None: everybody is on this version." in said(bob.get(f"{cohort}/plan?to=own-standard").text)
    timeline = said(bob.get(f"/people/{world.alice.public_id}").text)
    assert "Changed with the plan by Bob" in timeline
    pulse = world.follow_up(enrolment, "pulse-60")
    assert bob.post(f"/follow-ups/{pulse.public_id}/undo").status_code == 409


def test_back_again_brings_back_what_was_dropped(world: World) -> None:
    enrolment = half_year(world)
    before = due(world)
    own_plan(world)
    bob, cohort = world.client(world.bob), cohort_of(world, enrolment)
    confirm(bob, cohort)
    form = form_of(bob.get(f"{cohort}/plan").text, holding="shown")
    assert bob.post(f"{cohort}/plan", data=form).status_code == 302
    after = due(world)
    assert {step: after[step] for step in before} == before
    assert after["pulse-70"][1]


def test_what_changed_since_it_was_shown_is_shown_again(world: World) -> None:
    enrolment = half_year(world)
    own_plan(world)
    bob, cohort = world.client(world.bob), cohort_of(world, enrolment)
    form = form_of(bob.get(f"{cohort}/plan?to=own-standard").text, holding="shown")
    world.clock.set(at(6, 1))
    world.tick()  # the pulse that would go has opened
    before, bob = due(world), world.client(world.bob)  # the session of two months ago is over
    reply = bob.post(f"{cohort}/plan", data=form)
    assert reply.status_code == 409
    assert "Nobody was moved" in said(reply.text)
    assert due(world) == before
    assert confirm(bob, cohort)[0] == 302
    assert not due(world)["pulse-60"][1]


def test_who_is_not_trained_yet_gets_the_rest_by_the_new_plan(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    enrolment = world.enrol(cohort, world.alice, world.bob)
    own_plan(world)
    page = f"/cohorts/{cohort.public_id}"
    bob = world.client(world.bob)
    assert "only what is dated later follows the new plan" in said(bob.get(f"{page}/plan?to=own-standard").text)
    assert confirm(bob, page)[0] == 302
    world.clock.set(at(4, 1))
    world.finish(cohort, world.bob)
    assert {"pulse-70", "pulse-120"} <= due(world).keys()
    assert "pulse-60" not in due(world)
    assert world.follow_up(enrolment, "plus-90").days == 95


def test_only_administrators_give_a_programme_another_plan(world: World) -> None:
    enrolment = half_year(world)
    own_plan(world)
    cohort = cohort_of(world, enrolment)
    assert confirm(world.client(world.bob), cohort, for_all="yes")[0] == 302
    assert [one.plan_code for one in world.rows(Programme)] == ["standard"]
    ann = world.client(world.ann)
    back = form_of(ann.get(f"{cohort}/plan").text, holding="shown")
    assert ann.post(f"{cohort}/plan", data=back).status_code == 302
    assert confirm(ann, cohort, for_all="yes")[0] == 302
    assert [one.plan_code for one in world.rows(Programme)] == ["own-standard"]


def test_who_runs_the_cohort_moves_it_and_nobody_else(world: World) -> None:
    enrolment = half_year(world)
    cohort = cohort_of(world, enrolment)
    for who in (world.alice, world.mona, world.tess, world.hugh):
        assert world.client(who).get(f"{cohort}/plan").status_code == 403
    erin = world.person("Erin", Role.COACH)
    for path in (f"{cohort}/plan", "/cohorts/AbsentAbsent1234/plan"):
        assert world.client(erin).get(path).status_code == 404
        assert world.client(erin).post(path).status_code == 404
    assert world.client(world.bob).get(f"{cohort}/plan?to=absent").status_code == 404
    assert world.rows(FollowUpEvent) == []
