"""A cohort leaves with its people, focus and observers; how the follow-ups stand is their coach's to take."""

from datetime import timedelta

from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.exports import csv_rows, take
from tests.factories.world import Thing, World

pytestmark = ON_ONE_ENGINE


def finished_cohort(world: World) -> Thing:
    """Dora's cohort with Alice, whom Bob coaches, and Charlie, whom she coaches; finished today."""
    cohort = world.cohort(world.dora, first_day=world.today)
    world.enrol(cohort, world.alice, world.bob, observer=world.tess)
    world.enrol(cohort, world.charlie, world.dora, focus=["B9"])
    world.finish(cohort, world.dora)
    return cohort


def test_who_runs_it_takes_everybody_along_and_the_steps_of_whom_they_coach(world: World) -> None:
    cohort = finished_cohort(world)
    alice, charlie = csv_rows(take(world, world.dora, "cohort", cohort=cohort.public_id))
    assert (alice["Name"], alice["Observer"], alice["Attended"]) == ("Alice", "Tess", "yes")
    assert alice["Focus"].count(",") == 1
    assert alice["Enrolled on"] == str(world.today)
    steps = [heading.removesuffix(": due") for heading in alice if heading.endswith(": due")]
    assert len(steps) > 5
    assert {alice[step] for step in steps} == {""}, "Bob's"
    assert set(charlie[step] for step in steps) <= {"planned", "open", "due today", "late", "closed without an answer"}
    assert charlie[f"{steps[-1]}: due"] > str(world.today + timedelta(days=80))


def test_who_has_people_in_it_takes_those(world: World) -> None:
    cohort = finished_cohort(world)
    (alice,) = csv_rows(take(world, world.bob, "cohort", cohort=cohort.public_id))
    assert alice["Name"] == "Alice"
    assert "planned" in alice.values()


def test_an_administrator_takes_the_list_without_the_steps(world: World) -> None:
    cohort = finished_cohort(world)
    alice, charlie = csv_rows(take(world, world.ann, "cohort", cohort=cohort.public_id))
    assert list(alice) == list(charlie) == ["Name", "Focus", "Observer", "Enrolled on", "Attended"]


def test_what_was_answered_is_done_with_its_day_and_never_the_answer(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    enrolment = world.enrol(cohort, world.alice, world.bob)
    world.answer_all(world.assessment(enrolment, "baseline", world.alice), world.alice, "5", note="SECRET-NOTE")
    reply = take(world, world.bob, "cohort", cohort=cohort.public_id)
    (alice,) = csv_rows(reply)
    done = [heading for heading, cell in alice.items() if cell == "done"]
    assert len(done) == 1
    assert alice[f"{done[0]}: done"] == str(world.today)
    assert "SECRET-NOTE" not in reply.text


def test_the_page_has_the_buttons_when_somebody_is_enrolled(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    path = f"/cohorts/{cohort.public_id}"
    assert "/exports/" not in world.client(world.bob).get(path).text.split("<main")[1]
    world.enrol(cohort, world.alice, world.bob)
    page = world.client(world.bob).get(path).text
    assert 'formaction="/exports/cohort.csv"' in page
    assert f'<input type="hidden" name="cohort" value="{cohort.public_id}">' in page
