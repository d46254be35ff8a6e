"""A reinforcement plan: its steps in order of time, the minutes they take of whom, what is asked and why."""

import pytest

from assessments.scheduling.plan import Plan, Step
from tests.factories.browsing import parsed, words
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World
from tests.kamcoach.library.shipped import cited, ids, lacking, library, on_one_line, plans, staff, text_of

pytestmark = ON_ONE_ENGINE

RATERS = {
    "self": "the person",
    "observer": "an observer",
    "manager": "the manager",
    "coach": "the coach",
    "mentor": "the mentor",
}
TIMELINE = "timeline timeline-wide"


def day(days: int, step: Step) -> str:
    """A day of a step in words."""
    if days == 0:
        return "the first training day" if step.days < 0 else "the last training day"
    when = "before" if days < 0 else "after"
    return f"{abs(days)} {'day' if abs(days) == 1 else 'days'} {when}"


def told(step: Step) -> str:
    """What must be said of a step."""
    who = ", ".join(RATERS[rater] for rater in step.raters).capitalize()
    minutes = f"{step.minutes} {'minute' if step.minutes == 1 else 'minutes'}{' a week' * (step.kind == 'boosters')}"
    text = f"{day(step.days, step)} {step.title} {step.why} {who}, {minutes}. "
    text += f"Open from {day(step.opens, step)} to {day(step.closes, step)}."
    if step.repeats:
        text += f" It comes {step.repeats.times} times, every {step.repeats.every} days."
    if step.items == "focus":
        text += " Only the behaviours that the person works on."
    if step.instrument:
        text += f" {'What is talked about' if step.kind == 'talk' else 'What is asked'} : {step.title}"
    if step.prompts:
        text += " What is talked about, one a meeting: " + " ".join(step.prompts)
    return on_one_line(text)


def steps(page: str) -> list[str]:
    """What is said of each step, in their order."""
    (timeline,) = (one for one in parsed(page).iter("ol") if one.get("class") == TIMELINE)
    return [on_one_line(" ".join(step.itertext())) for step in timeline if step.tag == "li"]


def minutes(plan: Plan, rater: str) -> int:
    """How long a plan takes of somebody."""
    return sum(step.minutes for step in plan.dated() if rater in step.raters and step.kind != "boosters")


def test_every_plan_shows_its_steps_in_order_with_day_window_minutes_and_reason(world: World) -> None:
    for plan in plans():
        reply = world.client(world.alice).get(f"/library/plans/{plan.code}")
        assert reply.status_code == 200, plan.code
        assert steps(reply.text) == [told(step) for step in plan.steps]


def test_every_plan_says_how_much_time_it_takes_of_whom(world: World) -> None:
    for plan in plans():
        page = text_of(world.client(world.bob).get(f"/library/plans/{plan.code}").text)
        for rater, name in RATERS.items():
            sentence = f"{name.capitalize()} {minutes(plan, rater)} minutes in all"
            assert (sentence in page) == (minutes(plan, rater) > 0), f"{plan.code}: {sentence}"
        assert f"Version {plan.code}, {plan.version}" in page


def test_every_plan_says_where_it_comes_from_and_every_step_has_its_place(world: World) -> None:
    for plan in plans():
        page = world.client(world.bob).get(f"/library/plans/{plan.code}").text
        assert lacking(page, [f"{key} {library().digest[key]['says']}" for key in cited(plan)]) == []
        assert {step.code for step in plan.steps} <= set(ids(page))


def test_what_is_asked_leads_to_its_instrument(world: World) -> None:
    bob = world.client(world.bob)
    for plan in plans():
        (timeline,) = (
            one
            for one in parsed(bob.get(f"/library/plans/{plan.code}").text).iter("ol")
            if one.get("class") == TIMELINE
        )
        found = {words(link): link.get("href", "") for link in timeline.iter("a")}
        for step in plan.steps:
            if step.instrument:
                what = "What is talked about" if step.kind == "talk" else "What is asked"
                assert found[f"{what}: {step.title}"] == f"/library/instruments/{step.instrument}"
                assert bob.get(f"/library/instruments/{step.instrument}").status_code == 200


def test_the_newest_version_is_the_one_that_is_shown(world: World) -> None:
    newest = max(one.version for one in library().plans.values() if one.code == "standard")
    assert newest > 1
    page = text_of(world.client(world.bob).get("/library/plans/standard").text)
    assert f"standard, {newest}" in page


def test_plans_are_open_to_everybody_who_is_signed_in(world: World) -> None:
    for who in (world.alice, *staff(world)):
        assert world.client(who).get("/library/plans/standard").status_code == 200, who.name
    assert world.client().get("/library/plans/standard").location == "/sign-in?next=/library/plans/standard"


@pytest.mark.parametrize("code", ["absent", "sales-leader", "%00", "Standard", "x" * 3000])
def test_what_is_not_there_is_not_found(world: World, code: str) -> None:
    assert world.client(world.bob).get(f"/library/plans/{code}").status_code == 404
