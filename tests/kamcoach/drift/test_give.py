"""What stopped somebody reaches their manager only with their yes, in their words; they see what becomes of it."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from kamcoach.drift.mails import task_given
from kamcoach.drift.models import Task
from kamcoach.notifications.models import OutboxMessage
from kamcoach.worker import tick
from tests.factories.browsing import said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Someone, World
from tests.kamcoach.drift.story import stopped

WORDS = "Prices go through legal for three weeks."
TITLE = "Clear the way for Alice: Top decision makers"


def give(world: World, task: Task, by: Someone, to: str = "manager") -> TestResponse:
    """Press one of the two buttons."""
    reply: TestResponse = world.client(by).post(f"/tasks/{task.public_id}/give", data={"to": to})
    return reply


def post(world: World, who: Someone, task: Task, act: str, **fields: str) -> TestResponse:
    """Do something with a task."""
    reply: TestResponse = world.client(who).post(f"/tasks/{task.public_id}/{act}", data=fields)
    return reply


def see(world: World, who: Someone, path: str) -> str:
    """What a page says to somebody."""
    return said(world.client(who).get(path).text)


def the(world: World, task: Task) -> Task:
    """The task as it is now."""
    return world.rows(Task, Task.id == task.id)[0]


def test_with_her_yes_it_is_the_managers_and_she_sees_what_becomes_of_it(world: World) -> None:
    task = stopped(world)
    page = f"/tasks/{task.public_id}"
    assert world.client(world.mona).get(page).status_code == 404
    assert WORDS in see(world, world.alice, "/") and "Give it to Mona" in see(world, world.alice, "/")
    world.clock.forward(days=3)
    assert give(world, task, world.alice).status_code == 302
    assert the(world, task).owner_id == world.mona.id
    assert the(world, task).due_on == world.today + timedelta(days=14), "her two weeks begin with the yes"
    assert TITLE in see(world, world.mona, "/team") and TITLE in see(world, world.mona, "/tasks")
    assert WORDS in see(world, world.mona, page)
    assert post(world, world.mona, task, "done", note="Legal answers within three days now.").status_code == 302
    assert "Legal answers within three days now." in see(world, world.alice, "/tasks")
    assert "Done Monday 23 March" in see(world, world.alice, page).replace("Done", "Done ")
    assert TITLE not in see(world, world.mona, "/team")


@ON_ONE_ENGINE
def test_the_manager_is_told_once_and_not_in_her_words(world: World) -> None:
    task = stopped(world)
    give(world, task, world.alice)
    (queued,) = world.rows(OutboxMessage, OutboxMessage.kind == "task")
    assert queued.person_id == world.mona.id
    with world.reading() as session:
        letter = task_given(session, queued.about, world.now)
    assert letter is not None and letter.title == TITLE and letter.path == f"/tasks/{task.public_id}"
    assert WORDS not in " ".join(letter.lines)


@ON_ONE_ENGINE
def test_taken_back_it_is_nobodys_and_no_letter_leaves(world: World) -> None:
    task = stopped(world)
    give(world, task, world.alice)
    assert post(world, world.alice, task, "back").status_code == 302
    assert the(world, task).owner_id is None
    assert world.client(world.mona).get(f"/tasks/{task.public_id}").status_code == 404
    world.clock.forward(days=3)  # it was a holiday, and no mail leaves then
    with world.app.app_context():
        tick(world.now, is_demo=True)
    assert [one.state for one in world.rows(OutboxMessage, OutboxMessage.kind == "task")] == ["dropped"]
    assert post(world, world.alice, task, "back").status_code == 409


@ON_ONE_ENGINE
def test_rather_to_the_coach(world: World) -> None:
    task = stopped(world)
    assert give(world, task, world.alice, "coach").status_code == 302
    assert the(world, task).owner_id == world.bob.id
    assert world.client(world.mona).get(f"/tasks/{task.public_id}").status_code == 404
    assert TITLE in see(world, world.bob, "/tasks")
    assert world.rows(OutboxMessage, OutboxMessage.kind == "task") == []


@ON_ONE_ENGINE
def test_without_a_manager_the_coach_is_offered_alone(world: World) -> None:
    world.end_line("manager", world.alice, world.today)
    task = stopped(world)
    page = see(world, world.alice, "/")
    assert "Give it to your coach" in page and "Mona" not in page
    assert give(world, task, world.alice).status_code == 409
    assert the(world, task).owner_id is None


@ON_ONE_ENGINE
def test_when_the_manager_changes_it_waits_for_a_yes_again(world: World) -> None:
    task = stopped(world)
    give(world, task, world.alice)
    world.end_line("manager", world.alice, world.today)
    nina = world.person("Nina")
    world.line("manager", world.alice, nina, since=world.today)
    for former_or_new in (world.mona, nina):
        assert world.client(former_or_new).get(f"/tasks/{task.public_id}").status_code == 404
    assert "Give it to Nina" in see(world, world.alice, "/")
    assert give(world, task, world.alice).status_code == 302
    assert the(world, task).owner_id == nina.id


@ON_ONE_ENGINE
def test_a_card_that_nobody_acts_on_leaves_today_and_stays_on_the_list(world: World) -> None:
    stopped(world)
    for days, stays in ((28, True), (1, False)):
        world.clock.forward(days=days)
        assert ("Something stopped you" in see(world, world.alice, "/")) == stays
    assert "Clear the way: Top decision makers" in see(world, world.alice, "/tasks")


@ON_ONE_ENGINE
def test_nobody_else_may_say_yes(world: World) -> None:
    task = stopped(world)
    for who in (world.bob, world.mona, world.charlie, world.hugh, world.tess, world.ann):
        assert give(world, task, who).status_code == 404, who.name
        assert post(world, who, task, "back").status_code == 404, who.name
    assert the(world, task).owner_id is None
    assert world.client().post(f"/tasks/{task.public_id}/give", data={"to": "manager"}).status_code == 302


@ON_ONE_ENGINE
def test_hr_and_strangers_never_see_it_and_a_get_changes_nothing(world: World) -> None:
    task = stopped(world)
    give(world, task, world.alice)
    for who in (world.charlie, world.dora, world.hugh, world.tess, world.ann):
        assert world.client(who).get(f"/tasks/{task.public_id}").status_code == 404, who.name
        assert WORDS not in see(world, who, "/tasks")
    assert world.client(world.mona).get(f"/tasks/{task.public_id}/done").status_code == 405
    assert the(world, task).done_on is None


@ON_ONE_ENGINE
@pytest.mark.parametrize("to", ["", "hr", "manager coach"])
def test_to_whom_must_be_one_of_the_two(world: World, to: str) -> None:
    task = stopped(world)
    assert give(world, task, world.alice, to).status_code == 400
    assert the(world, task).owner_id is None


@ON_ONE_ENGINE
def test_given_twice_is_refused(world: World) -> None:
    task = stopped(world)
    assert [give(world, task, world.alice, to).status_code for to in ("manager", "coach")] == [302, 409]
    assert the(world, task).owner_id == world.mona.id
