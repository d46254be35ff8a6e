"""Writing a plan of the organisation's own, step by step."""

from kamcoach.plans.models import PlanDraft
from kamcoach.trail.models import TrailEntry
from tests.factories.browsing import form_of, problems, said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World
from tests.kamcoach.plans.writing import begin, drafted, save

pytestmark = ON_ONE_ENGINE


def test_a_copy_gets_a_code_of_its_own_and_a_second_copy_another(world: World) -> None:
    ann = world.client(world.ann)
    begin(world, ann)
    begin(world, ann)
    assert [one.code for one in world.rows(PlanDraft)] == ["own-standard", "own-standard-2"]
    assert [one.verb for one in world.rows(TrailEntry, TrailEntry.object_kind == "plan-draft")] == [
        "plan draft begun"
    ] * 2


def test_a_changed_step_is_stored_and_takes_its_place_by_its_day(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann)
    assert save(ann, path, "pulse-60", days=130, opens=129, closes=150, title="Later").status_code == 302
    plan = drafted(world)
    step = plan.step("pulse-60")
    assert (step.title, step.days, step.kind) == ("Later", 130, "pulse")
    assert [one.days for one in plan.steps] == sorted(one.days for one in plan.steps)
    assert world.rows(PlanDraft)[0].revision == 2
    assert "“Later” is saved." in said(ann.get(path).text)


WRONG: tuple[tuple[str, dict[str, str | int], str, str], ...] = (
    ("pulse-60", {"closes": 58}, "closes", "It closes before it opens."),
    ("pulse-60", {"days": 81}, "days", "outside the days on which it is open"),
    ("pulse-60", {"days": 20, "opens": 20}, "days", "Choose day 28 or later."),
    ("pulse-60", {"title": " "}, "title", "Give it a name."),
    ("pulse-60", {"days": "soon"}, "days", "Write a whole number such as 30."),
    ("pulse-60", {"days": ""}, "days", "Write a number."),
    ("pulse-60", {"minutes": 0}, "minutes", "from 1 to 240"),
    ("pulse-60", {"raters": "manager"}, "raters", "Choose one of the answers offered."),
    ("pulse-60", {"instrument": "talk-before"}, "instrument", "Choose one of the answers offered."),
    ("pulse-60", {"times": 3, "every": 0}, "times", "with at least one day in between"),
    ("pulse-60", {"times": 3000, "every": 1}, "times", "at most 60 times"),
    ("trio", {"prompts": " \n"}, "prompts", "at least one question"),
    ("baseline", {"closes": 3}, "closes", "on its first day (0) at the latest"),
    ("week-one", {"opens": -2}, "opens", "on its last day (0) at the earliest"),
)
"""A step, what is typed into its fields, the field beside which something must be said, and what."""


def test_each_rule_is_said_beside_its_field_and_the_input_stays(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann)
    before = drafted(world)
    for step, changes, field, words in WRONG:
        reply = save(ann, path, step, why="My words & mine.", **changes)
        assert reply.status_code == 422, changes
        assert words in problems(reply.text)[field], changes
        sent = form_of(reply.text, holding="why")
        assert sent["why"].strip() == "My words & mine."
        kept = changes.keys() - {"raters", "instrument", "prompts"}
        assert {name: sent[name] for name in kept} == {name: str(changes[name]) for name in kept}
    assert drafted(world) == before


def test_everything_that_is_wrong_is_said_at_once(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann)
    reply = save(ann, path, "pulse-60", title="", closes=3, minutes="x", raters="nobody")
    assert problems(reply.text).keys() == {"title", "closes", "minutes", "raters"}


def test_a_new_step_begins_with_what_its_kind_has_and_opens(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann)
    for kind in ("measure", "pulse", "then", "reaction", "talk", "session", "trio", "boosters", "check", "review"):
        reply = ann.post(f"{path}/steps", data={"kind": kind, "day": "70"})
        assert reply.status_code == 302, (kind, problems(reply.text))
        code = reply.location.partition("?step=")[2].partition("#")[0]
        assert drafted(world).step(code).kind == kind
        assert save(ann, path, code).status_code == 302  # what it begins with breaks no rule
    talk = ann.post(f"{path}/steps", data={"kind": "talk", "day": "−3"})
    assert talk.status_code == 302 and drafted(world).step("talk-before-3").closes == 0


def test_a_step_that_could_not_be_is_not_added(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann)
    for data, words in (
        ({"kind": "then", "day": "-3"}, "after the training"),
        ({"kind": "pulse", "day": "x"}, "whole"),
    ):
        reply = ann.post(f"{path}/steps", data=data)
        assert reply.status_code == 422
        assert words in problems(reply.text)["day"]
    assert world.rows(PlanDraft)[0].revision == 1


def test_a_removed_step_can_be_put_back(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann)
    whole = drafted(world)
    assert ann.post(f"{path}/steps/trio/remove").status_code == 302
    assert len(drafted(world).steps) == len(whole.steps) - 1
    assert "“Meet your trio” is removed." in said(ann.get(path).text)
    assert ann.post(f"{path}/steps/trio/remove").status_code == 302  # pressed twice: nothing more goes
    assert ann.post(f"{path}/restore").status_code == 302
    assert drafted(world).steps == whole.steps
    assert ann.post(f"{path}/restore").status_code == 302
    assert drafted(world).steps == whole.steps


def test_two_tabs_lose_nothing(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann)
    mine = form_of(ann.get(f"{path}?step=pulse-60").text, holding="why")
    other = form_of(ann.get(f"{path}?step=plus-90").text, holding="why")
    assert save(ann, path, "pulse-60", title="From the other tab").status_code == 302
    other["title"] = "Ninety days"
    assert ann.post(f"{path}/steps/plus-90", data=other).status_code == 302  # another step: no conflict

    mine["title"] = "From this tab"
    reply = ann.post(f"{path}/steps/pulse-60", data=mine)
    assert reply.status_code == 409
    assert "From the other tab" in said(reply.text)
    again = form_of(reply.text, holding="why")
    assert again["title"] == "From this tab"
    assert drafted(world).step("pulse-60").title == "From the other tab"
    assert ann.post(f"{path}/steps/pulse-60", data=again).status_code == 302
    assert [drafted(world).step(code).title for code in ("pulse-60", "plus-90")] == ["From this tab", "Ninety days"]

    mine["title"] = "Too late"
    ann.post(f"{path}/steps/pulse-60/remove")
    assert ann.post(f"{path}/steps/pulse-60", data=mine).status_code == 409


def test_name_and_summary_change_with_the_same_care(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann)
    first, second = (form_of(ann.get(f"{path}/title").text, holding="lede") for _ in range(2))
    first["title"], second["title"] = "Our half year", "Another name"
    assert ann.post(f"{path}/title", data=first).status_code == 302
    reply = ann.post(f"{path}/title", data=second)
    assert reply.status_code == 409 and "Our half year" in said(reply.text)
    assert ann.post(f"{path}/title", data=form_of(reply.text, holding="lede")).status_code == 302
    assert drafted(world).title == "Another name"
    refused = ann.post(f"{path}/title", data={"title": "", "lede": "Kept.", "was": ""})
    assert refused.status_code == 422 and "Kept." in refused.text


def test_reading_changes_nothing_and_others_have_no_part(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann)
    for reading in ("/plans", "/plans/standard", path, f"{path}?step=trio", f"{path}?step=nothing", f"{path}/title"):
        assert ann.get(reading).status_code == 200
    assert world.rows(PlanDraft)[0].revision == 1
    bob = world.client(world.bob)
    assert [bob.get(page).status_code for page in ("/plans", "/plans/standard", path)] == [200, 200, 403]
    assert bob.post("/plans/standard/copy").status_code == 403
    assert world.client(world.alice).get("/plans").status_code == 403
    for absent in ("/plans/drafts/AbsentAbsent1234", "/plans/absent"):
        assert ann.get(absent).status_code == 404
    assert ann.post("/plans/absent/copy").status_code == 404
    assert ann.post("/plans/drafts/AbsentAbsent1234/steps/trio/remove").status_code == 404
