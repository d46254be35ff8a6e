"""The preparation sheet on the page of a session that is ahead."""

from datetime import UTC, datetime

from kamcoach.assessing import services as assessing
from tests.factories.answering import save_all
from tests.factories.browsing import said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.sessions import held, planned, promise, trained
from tests.factories.world import World, counting

pytestmark = ON_ONE_ENGINE


def sheet(world: World, made: str) -> str:
    """The section, as Bob reads it."""
    page = said(world.client(world.bob).get(f"/sessions/{made}").text)
    assert "Before you meet Alice" in page
    return page.split("Before you meet Alice ")[1].split("Print this sheet")[0].strip()


def test_it_says_what_happened_since_and_what_to_ask(world: World) -> None:
    enrolment = trained(world)
    held(world, planned(world, days=1))
    world.clock.set(datetime(2026, 3, 22, 1, tzinfo=UTC))
    world.tick()
    with world.writing() as session:
        weeks = world.assessment(enrolment, "week-one", world.alice)
        actor = world.actor(world.alice)
        said_so = {"B1": "none", "B5": "stopped"}
        save_all(session, weeks.public_id, said_so, note="The rule on visits.", by="week", actor=actor, at=world.now)
        assessing.submit(session, weeks.public_id, actor=actor, at=world.now)
    world.clock.set(datetime(2026, 4, 12, 1, tzinfo=UTC))
    world.tick()
    for rater in (world.alice, world.tess):
        world.answer_all(world.assessment(enrolment, "plus-30", rater), rater, "4")
    promise(world)
    text = sheet(world, planned(world).public_id)
    assert text.startswith("Since your last session on Friday 13 March.")
    assert "Needs and worries: not known yet" in text
    assert "Whom do you meet this week?" in text, "what the instrument lets the coach ask"
    assert "When the quarterly review with Rosa Cruz comes" in text
    assert "Needs and worries: My manager, a rule or a system stopped me The rule on visits." in text
    assert "What the observer saw" in text
    assert "After 30 days Sunday 12 April" in text
    assert "The day after closed Wednesday 18 March without an answer" in text
    assert "Baseline" not in text, "that was before the last session"


def test_who_still_has_to_rate_blind_finds_no_value_on_it(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today)
    enrolment = world.enrol(cohort, world.alice, world.bob, observer=world.bob)
    world.finish(cohort, world.bob)
    world.clock.set(datetime(2026, 4, 2, 1, tzinfo=UTC))
    world.tick()
    world.answer_all(world.assessment(enrolment, "plus-30", world.alice), world.alice, "5")
    made = planned(world).public_id
    text = sheet(world, made)
    assert "You still owe what you saw of Alice." in text
    assert "5.0" not in text and "What the observer saw" not in text and "What was in the way" not in text
    assert "Needs and worries" in text and "After 30 days" in text, "the dates are known to both"
    world.answer_all(world.assessment(enrolment, "plus-30", world.bob), world.bob, "3")
    text = sheet(world, made)
    assert "You still owe" not in text and "5.0 after" in text


def test_the_first_one_and_an_empty_one_say_so(world: World) -> None:
    text = sheet(world, planned(world).public_id)
    assert text == (
        "Your first session. The last six weeks are shown. "
        "Commitments None was open. The last five minutes are for the first one."
    )


def test_only_who_leads_it_has_it_and_only_before(world: World) -> None:
    made = planned(world)
    assert "Before you meet" not in world.client(world.alice).get(f"/sessions/{made.public_id}").text
    held(world, made)
    assert "Before you meet" not in world.client(world.bob).get(f"/sessions/{made.public_id}").text


def test_it_costs_the_same_after_many_sessions(world: World) -> None:
    def cost() -> int:
        bob, made = world.client(world.bob), planned(world, days=2)
        bob.get(f"/sessions/{made.public_id}")
        return len(counting(world.app, lambda: bob.get(f"/sessions/{made.public_id}"))[1])

    trained(world)
    few = cost()
    for _ in range(5):
        held(world, planned(world))
    assert cost() == few
    assert few <= 24
