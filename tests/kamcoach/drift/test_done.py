"""Doing a task: by whom it is to do, with a note, and taking it back; the list costs the same however long it is."""

from kamcoach.drift.models import Task
from tests.factories.browsing import problems, said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World, counting
from tests.kamcoach.drift.story import week_one
from tests.kamcoach.drift.test_give import post, see, the


def two(world: World) -> tuple[Task, Task]:
    """A cue for Alice to choose, and a rehearsal for Bob."""
    week_one(world, {"B1": ("forgot", "Monday was full."), "B5": ("unsure", "How do I begin?")})
    cue, rehearse = world.rows(Task)
    return cue, rehearse


def test_each_does_their_own_and_the_other_sees_it(world: World) -> None:
    cue, rehearse = two(world)
    assert post(world, world.alice, cue, "done", note="A card on the screen.").status_code == 302
    assert post(world, world.bob, rehearse, "done").status_code == 302
    assert [one.done_on for one in world.rows(Task)] == [world.today] * 2
    assert "A card on the screen." in see(world, world.bob, f"/tasks/{cue.public_id}")
    assert "Rehearse with your coach: Needs and worries" in see(world, world.alice, "/tasks")


@ON_ONE_ENGINE
def test_who_may_see_it_may_not_do_it(world: World) -> None:
    cue, rehearse = two(world)
    assert post(world, world.bob, cue, "done").status_code == 404
    assert post(world, world.alice, rehearse, "done").status_code == 404
    for who in (world.mona, world.charlie, world.hugh):
        assert post(world, who, cue, "done").status_code == 404
    assert [one.done_on for one in world.rows(Task)] == [None, None]


@ON_ONE_ENGINE
def test_it_is_taken_back_and_what_was_done_twice_is_refused(world: World) -> None:
    cue, _ = two(world)
    done = world.client(world.alice)
    page = said(done.post(f"/tasks/{cue.public_id}/done", data={"note": "A card."}, follow_redirects=True).text)
    assert "Done. Undo" in page
    assert done.post(f"/tasks/{cue.public_id}/done").status_code == 409
    assert done.post(f"/tasks/{cue.public_id}/open").status_code == 302
    assert the(world, cue).done_on is None
    assert done.post(f"/tasks/{cue.public_id}/open").status_code == 409


@ON_ONE_ENGINE
def test_a_note_that_is_too_long_is_kept_on_the_page(world: World) -> None:
    cue, _ = two(world)
    reply = post(world, world.alice, cue, "done", note="Long. " * 100)
    assert reply.status_code == 422
    assert problems(reply.text)["note"] == "Use at most 500 characters."
    assert "Long. Long." in reply.text and the(world, cue).done_on is None


@ON_ONE_ENGINE
def test_a_new_coach_takes_over_what_is_the_coachs(world: World) -> None:
    _, rehearse = two(world)
    world.end_line("coach", world.alice, world.today)
    world.line("coach", world.alice, world.dora, since=world.today)
    assert world.client(world.bob).get(f"/tasks/{rehearse.public_id}").status_code == 404
    assert post(world, world.dora, rehearse, "done").status_code == 302


@ON_ONE_ENGINE
def test_an_empty_list_says_what_would_stand_there(world: World) -> None:
    assert "No task is yours today." in see(world, world.charlie, "/tasks")


@ON_ONE_ENGINE
def test_the_list_and_the_page_of_today_cost_the_same_with_one_task_and_with_fifty(world: World) -> None:
    cue, _ = two(world)
    alice = world.client(world.alice)

    def cost(path: str) -> int:
        alice.get(path)
        return len(counting(world.app, lambda: alice.get(path))[1])

    before = cost("/tasks"), cost("/")
    with world.writing() as session:
        for number in range(50):
            session.add(
                Task(
                    kind="cue",
                    person_id=world.alice.id,
                    owner_id=world.alice.id,
                    enrolment_id=cue.enrolment_id,
                    measure="B5",
                    words=f"Word {number}",
                    created_at=world.now.business,
                    due_on=world.today,
                )
            )
    assert (cost("/tasks"), cost("/")) == before
    assert before[0] <= 3
