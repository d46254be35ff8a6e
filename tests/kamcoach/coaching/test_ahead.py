"""What lies ahead for a coach's people: /queue/week and /queue/month."""

from datetime import UTC, date, datetime, timedelta

from kamcoach.permissions.roles import Role
from kamcoach.reinforcement.models import FollowUp
from tests.factories.browsing import links, parsed, said, words
from tests.factories.coaching import agree_on, promise
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World, counting

pytestmark = ON_ONE_ENGINE

TRAINING = date(2026, 3, 12)


def half_year(world: World) -> None:
    """Alice and Erin were trained on 12 March; it is Tuesday 14 April."""
    erin = world.person("Erin", Role.TRAINEE)
    world.line("coach", erin, world.bob)
    cohort = world.cohort(world.bob, first_day=TRAINING)
    for person in (world.alice, erin):
        world.enrol(cohort, person, world.bob)
    world.clock.set(datetime(2026, 3, 12, 1, tzinfo=UTC))
    world.finish(cohort, world.bob)
    world.clock.set(datetime(2026, 4, 14, 1, tzinfo=UTC))
    world.tick()


def days(html: str, heading: str, name: str) -> dict[str, list[str]]:
    """The entries of each day."""
    found = {}
    for item in parsed(html).iter("li"):
        head = next((one for one in item if one.tag == heading), None)
        if head is not None:
            found[words(head)] = [words(one) for one in item.iter("li") if one is not item]
    return {day: entries for day, entries in found.items() if entries or name in day}


def test_the_week_shows_day_by_day_what_is_due_for_whom(world: World) -> None:
    half_year(world)
    agree_on(world, world.alice, world.bob, datetime(2026, 4, 15, 6, tzinfo=UTC))
    agree_on(world, world.alice, world.dora, datetime(2026, 4, 15, 8, tzinfo=UTC))
    promise(world, world.alice, date(2026, 4, 17))
    page = world.client(world.bob).get("/queue/week").text
    assert days(page, "h2", "Today") == {
        "Monday 13 April": ["After 30 days Alice, Erin"],
        "Today, Tuesday 14 April": [],
        "Wednesday 15 April": ["Session at 14:00 Alice"],
        "Friday 17 April": ["Promise: the review with Mr Adeyemi Alice"],
    }
    later = world.client(world.bob).get(links(page)["The next week"]).text
    assert days(later, "h2", "Today") == {
        "Monday 20 April": ["How it was before, seen from now Alice, Erin"],
        "Thursday 23 April": ["Meet your trio Alice, Erin", "Session with your coach Alice, Erin"],
    }


def test_the_month_shows_the_same_in_days_of_a_grid(world: World) -> None:
    half_year(world)
    bob = world.client(world.bob)
    page = bob.get("/queue/month?of=2026-06").text
    assert "June 2026" in said(page)
    found = days(page, "h2", "x")
    assert found["Wed 10"] == ["After 90 days Alice, Erin"]
    assert len([one for one in parsed(page).iter("li") if (one.get("class") or "").startswith("has")]) == 30
    assert links(page)["Wed 10"] == "/queue/week?of=2026-06-10"
    empty = said(bob.get("/queue/month?of=2030-01").text)
    assert "Nothing is due for your people in this month." in empty


def test_who_still_rates_blind_is_not_told_of_a_question_about_a_drop(world: World) -> None:
    enrolment, _ = world.baseline(world.alice, world.bob, observer=world.bob)
    with world.writing() as session:
        row = session.get_one(FollowUp, world.follow_up(enrolment, "talk-before").id)
        row.kind, row.measure = "ask", "B5"
    url = f"/queue/week?of={world.follow_up(enrolment, 'talk-before').due_on}"
    assert "less than before" not in world.client(world.bob).get(url).text
    world.answer_all(world.assessment(enrolment, "baseline", world.bob), world.bob)
    assert "less than before" in world.client(world.bob).get(url).text


def test_a_day_that_is_none_is_not_there_and_other_roles_have_no_week(world: World) -> None:
    bob = world.client(world.bob)
    for path in ("week?of=2026-02-30", "week?of=soon", "month?of=2026-13", "month?of=1", "month?of=2026-05-01"):
        assert bob.get(f"/queue/{path}").status_code == 404
    for who in (world.alice, world.mona, world.hugh, world.ann):
        assert world.client(who).get("/queue/week").status_code == 403
        assert world.client(who).get("/queue/month").status_code == 403


def test_a_month_costs_the_same_for_more_people(world: World) -> None:
    half_year(world)

    def cost() -> int:
        bob = world.client(world.bob)
        bob.get("/queue/month")
        return len(counting(world.app, lambda: bob.get("/queue/month"))[1])

    few = cost()
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=9))
    for number in range(5):
        person = world.person(f"Person {number}", Role.TRAINEE)
        world.line("coach", person, world.bob)
        world.enrol(cohort, person, world.bob)
    assert cost() == few <= 9
