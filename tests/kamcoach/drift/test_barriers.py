"""Each thing that stopped somebody leads where the method says, once (method.md §1.8)."""

from datetime import timedelta

import pytest

from kamcoach.drift import jobs
from kamcoach.drift.models import Task
from kamcoach.reinforcement.models import FollowUp
from kamcoach.sessions.models import Commitment
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World
from tests.kamcoach.drift.story import answer, fall, go_to, trained, week_one


def test_each_answer_of_the_first_week_leads_somewhere(world: World) -> None:
    enrolment = week_one(world, {"B1": ("forgot", "Monday was full."), "B5": ("unsure", "")})
    cue, rehearse = world.rows(Task)
    assert (cue.kind, cue.owner_id, cue.measure, cue.words) == ("cue", world.alice.id, "B1", "Monday was full.")
    assert (rehearse.kind, rehearse.owner_id, rehearse.measure) == ("rehearse", world.bob.id, "B5")
    assert {one.enrolment_id for one in (cue, rehearse)} == {enrolment.id}
    assert {one.due_on for one in (cue, rehearse)} == {world.today + timedelta(days=14)}


@pytest.mark.parametrize(
    ("barrier", "kind", "owner"),
    [("none", "look", "alice"), ("vain", "talk", "bob"), ("stopped", "clear", None), ("used", None, None)],
)
@ON_ONE_ENGINE
def test_where_the_others_lead(world: World, barrier: str, kind: str | None, owner: str | None) -> None:
    week_one(world, {"B1": (barrier, "So it was."), "B5": ("used", "")})
    found = [(task.kind, task.owner_id) for task in world.rows(Task)]
    assert found == ([(kind, getattr(world, owner).id if owner else None)] if kind else [])


@ON_ONE_ENGINE
def test_what_was_answered_but_not_sent_leads_nowhere(world: World) -> None:
    enrolment = trained(world)
    go_to(world, 8)
    sheet = world.assessment(enrolment, "week-one", world.alice)
    world.answer_all(sheet, world.alice, "stopped", send=False)
    world.tick()
    assert world.rows(Task) == []


@ON_ONE_ENGINE
def test_the_question_about_a_drop_leads_on_too_and_only_once(world: World) -> None:
    enrolment = fall(world, "443")
    world.clock.forward(days=1)
    world.tick()
    (asked,) = world.rows(FollowUp, FollowUp.kind == "ask", FollowUp.occasion_id.is_not(None))
    answer(world, world.assessment(enrolment, asked.step, world.alice), {"B1": ("stopped", "The new approval path.")})
    for _ in range(2):
        world.tick()
    (task,) = world.rows(Task)
    assert (task.kind, task.owner_id, task.words) == ("clear", None, "The new approval path.")


def test_a_promise_that_something_stopped_leads_on_once(world: World) -> None:
    with world.writing() as session:
        for barrier in ("forgot", None):
            session.add(
                Commitment(
                    person_id=world.alice.id,
                    measure="B5",
                    event="the plan review",
                    with_whom="Ms Cruz",
                    event_on=world.today,
                    will_do="I ask what line 2 costs her",
                    know_by="she names a figure",
                    made_at=world.now.business,
                    kept="no",
                    barrier=barrier,
                    check_note="It slipped my mind.",
                    checked_at=world.now.business,
                )
            )
    with world.app.app_context():
        assert [jobs.lead_promises(world.now) for _ in range(2)] == [1, 0]
    (task,) = world.rows(Task)
    assert (task.kind, task.owner_id, task.words) == ("cue", world.alice.id, "It slipped my mind.")
