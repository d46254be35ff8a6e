"""What sticks, on the pages of the coach and of the person: only with a second source, and never to who owes."""

from datetime import date, timedelta

import pytest
from flask import Flask

from kamcoach.training.models import Cohort
from tests.factories.browsing import said
from tests.factories.engines import SqliteEngine
from tests.factories.world import Someone, Thing, World

TRAINING = date(2026, 3, 12)
OWES = "What sticks is shown once you have sent what you owe"


@pytest.fixture
def app(sqlite: SqliteEngine) -> Flask:
    """SQLite alone: whole years and whole pages; who may read what is tested on both engines in assessing/."""
    sqlite.reset()
    sqlite.app.extensions.pop("kamcoach.facts", None)
    return sqlite.app


def train(world: World, observer: Someone | None = None, *, day: date = TRAINING) -> Thing:
    """Alice enrolled with a focus on B1 and B5."""
    return world.enrol(world.cohort(world.bob, first_day=day), world.alice, world.bob, observer=observer)


def go_on(world: World, to: int) -> None:
    """To so many days after the training, which takes place on the way; the worker runs on both days."""
    before = (TRAINING - world.today).days
    if before >= 0:
        world.clock.forward(days=before)
        world.tick()
        cohort = world.rows(Cohort)[0]
        world.finish(Thing(cohort.id, cohort.public_id), world.bob)
    world.clock.forward(days=to - (world.today - TRAINING).days)
    world.tick()


def rate(world: World, enrolment: Thing, step: str, **values: str) -> None:
    """Each by name gives one value to everything."""
    for name, value in values.items():
        rater: Someone = getattr(world, name)
        world.answer_all(world.assessment(enrolment, step, rater), rater, value)


def pages(world: World) -> dict[str, str]:
    """What Bob and Alice read of Alice."""
    url = {"bob": f"/people/{world.alice.public_id}", "alice": "/progress"}
    return {name: said(world.client(getattr(world, name)).get(path).text) for name, path in url.items()}


def test_with_a_second_source_it_sticks_and_the_figures_stand_beside_it(world: World) -> None:
    enrolment = train(world, world.tess)
    rate(world, enrolment, "baseline", alice="2", tess="2")
    go_on(world, 30)
    rate(world, enrolment, "plus-30", alice="4", tess="4")
    for text in pages(world).values():
        assert "Top decision makers: not known yet 2.0 before, 4.0 after. Observer 4.0 on Saturday 11 April." in text
        assert "1 measure of their own after the training; two are needed." in text
    go_on(world, 60)
    rate(world, enrolment, "pulse-60", alice="4", tess="3")
    for text in pages(world).values():
        assert "Top decision makers: sticking 2.0 before, 4.0 and 4.0 after. Observer 3.0 on Monday 11 May." in text


def test_alone_it_is_self_reported(world: World) -> None:
    enrolment = train(world)
    rate(world, enrolment, "baseline", alice="2")
    go_on(world, 30)
    rate(world, enrolment, "plus-30", alice="4")
    go_on(world, 60)
    rate(world, enrolment, "pulse-60", alice="5")
    for text in pages(world).values():
        assert "self-reported 2.0 before, 4.0 and 5.0 after. Nobody else has rated it yet" in text
        assert "sticking" not in text


def test_what_falls_is_asked_about_with_the_level_it_had(world: World) -> None:
    enrolment = train(world, world.tess)
    rate(world, enrolment, "baseline", alice="2", tess="2")
    for day, step, value in ((30, "plus-30", "5"), (60, "pulse-60", "4"), (90, "plus-90", "3")):
        go_on(world, day)
        rate(world, enrolment, step, alice=value, tess=value)
    assert "ask: lower than it was 2.0 before, 4.0 and 3.0 after." in pages(world)["bob"]
    assert (
        "The first two measures average 4.5, the one since is 3.0. What the observer said is averaged in."
        in pages(world)["bob"]
    )
    go_on(world, 120)
    rate(world, enrolment, "pulse-120", alice="3", tess="3")
    assert "fading 2.0 before, 3.0 and 3.0 after." in pages(world)["alice"]
    assert "The first two measures average 4.5, the last two are 3.0 and 3.0." in pages(world)["alice"]


def test_who_owes_a_blind_rating_sees_none_of_it(world: World) -> None:
    enrolment = train(world, world.bob)
    rate(world, enrolment, "baseline", alice="2", bob="2")
    go_on(world, 30)
    rate(world, enrolment, "plus-30", alice="4", bob="4")
    go_on(world, 60)
    rate(world, enrolment, "pulse-60", alice="5")
    bobs = pages(world)["bob"]
    assert OWES in bobs
    for figure in ("2.0", "4.0", "5.0", "sticking", "self-reported", "not known yet"):
        assert figure not in bobs
    assert "Observer 4.0" in pages(world)["alice"] and "3.0" not in pages(world)["alice"]
    rate(world, enrolment, "pulse-60", bob="4")
    assert "sticking 2.0 before, 4.0 and 5.0 after." in pages(world)["bob"]


def test_the_person_too_answers_first(world: World) -> None:
    enrolment = train(world, world.tess)
    rate(world, enrolment, "baseline", alice="2", tess="2")
    go_on(world, 30)
    rate(world, enrolment, "plus-30", alice="4", tess="4")
    go_on(world, 60)
    assert OWES in pages(world)["alice"] and "4.0" not in pages(world)["alice"]
    go_on(world, 100)
    assert OWES in pages(world)["alice"]  # the pulse has closed, and the measure of day 90 is open


def test_a_new_coach_reads_it_and_the_former_one_no_longer(world: World) -> None:
    enrolment = train(world)
    rate(world, enrolment, "baseline", alice="2")
    go_on(world, 30)
    rate(world, enrolment, "plus-30", alice="4")
    world.end_line("coach", world.alice, world.today)
    world.line("coach", world.alice, world.dora, since=world.today)
    url = f"/people/{world.alice.public_id}"
    assert "2.0 before, 4.0 after." in said(world.client(world.dora).get(url).text)
    assert world.client(world.bob).get(url).status_code == 404


def test_a_late_baseline_claims_nothing(world: World) -> None:
    enrolment = train(world, world.tess)
    world.clock.forward(days=(TRAINING - world.today).days - 1)
    rate(world, enrolment, "baseline", alice="2", tess="2")
    go_on(world, 30)
    rate(world, enrolment, "plus-30", alice="4", tess="4")
    go_on(world, 60)
    rate(world, enrolment, "pulse-60", alice="4", tess="4")
    assert "not known yet 4.0 and 4.0 after." in pages(world)["bob"]
    assert "The baseline came after its time, so no change is claimed." in pages(world)["bob"]


def test_before_anything_was_measured_the_page_says_what_will_stand_there(world: World) -> None:
    train(world)
    assert "what sticks" not in pages(world)["alice"]
    go_on(world, 5)
    assert "Two measures after the training tell what sticks." in pages(world)["alice"]
    assert timedelta(days=5) == world.today - TRAINING
