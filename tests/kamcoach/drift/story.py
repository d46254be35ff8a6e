"""Alice's half year after a training, measured as a test wants it: Tess observes, Bob coaches, Mona manages."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from kamcoach.assessing import services as assessing
from kamcoach.drift.models import DriftMark, Task
from kamcoach.reinforcement.models import FollowUp
from tests.factories.answering import save_all
from tests.factories.world import Someone, Thing, World

LAST_DAY = date(2026, 3, 12)
STEPS = {"plus-30": 30, "pulse-60": 60, "plus-90": 90, "pulse-120": 120, "plus-180": 180}


def trained(world: World, *, observer: bool = True) -> Thing:
    """Alice was trained on 12 March, with B1 and B5 in focus."""
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    enrolment = world.enrol(cohort, world.alice, world.bob, observer=world.tess if observer else None)
    go_to(world, 0)
    world.finish(cohort, world.bob)
    return enrolment


def go_to(world: World, day: int) -> None:
    """Nine in the morning in Manila, so many days after the training; the worker runs."""
    world.clock.set(datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 1, tzinfo=UTC) + timedelta(days=day))
    world.tick()


def measure(world: World, enrolment: Thing, step: str, own: str, seen: str = "") -> None:
    """Alice (and Tess, with `seen`) answer a step with one value throughout; without Tess its window runs out."""
    go_to(world, STEPS[step])
    world.answer_all(world.assessment(enrolment, step, world.alice), world.alice, own)
    if seen:
        world.answer_all(world.assessment(enrolment, step, world.tess), world.tess, seen)
    world.tick()
    if world.follow_up(enrolment, step).read_at is None:
        world.clock.set(datetime.combine(world.follow_up(enrolment, step).closes_on, datetime.min.time(), UTC))
        world.clock.forward(days=1)
        world.tick()


def fall(world: World, values: str, *, observer: bool = True) -> Thing:
    """The measures after the training in order, one digit each, by Alice and Tess alike."""
    enrolment = trained(world, observer=observer)
    for step, value in zip(STEPS, values, strict=False):
        measure(world, enrolment, step, value, value if observer else "")
    return enrolment


def marks(world: World) -> list[tuple[str, str, bool]]:
    """Every mark: behaviour, word, and whether it holds now."""
    return [(one.measure, one.word, one.ended_at is None) for one in world.rows(DriftMark)]


def added(world: World, enrolment: Thing) -> list[FollowUp]:
    """What the engine added for itself."""
    return list(world.rows(FollowUp, FollowUp.enrolment_id == enrolment.id, FollowUp.measure.is_not(None)))


def week_one(world: World, answers: Mapping[str, tuple[str, str]], *, person: Someone | None = None) -> Thing:
    """Alice answers the question of the first week: value and note by behaviour."""
    enrolment = trained(world)
    go_to(world, 8)
    sheet = world.assessment(enrolment, "week-one", world.alice)
    answer(world, sheet, answers)
    world.tick()
    return enrolment


def answer(world: World, sheet: Thing, answers: Mapping[str, tuple[str, str]]) -> None:
    """Answer item by item, and send."""
    actor = world.actor(world.alice)
    with world.writing() as session:
        for number, (item, (value, note)) in enumerate(answers.items()):
            by = f"answer-{number}"
            save_all(session, sheet.public_id, {item: value}, note=note, by=by, actor=actor, at=world.now)
        assessing.submit(session, sheet.public_id, actor=actor, at=world.now)


def stopped(world: World, words: str = "Prices go through legal for three weeks.") -> Task:
    """The task that waits for Alice's yes."""
    week_one(world, {"B1": ("stopped", words), "B5": ("used", "")})
    (task,) = world.rows(Task)
    return task
