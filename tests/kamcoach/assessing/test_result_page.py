"""What came out: scores with their coverage, changes against the baseline, and the reason where there is no figure."""

from collections.abc import Mapping
from datetime import date

from kamcoach.assessing import services as assessing
from kamcoach.training.models import Cohort
from tests.factories.browsing import parsed, said, words
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import ITEMS, Someone, Thing, World
from tests.kamcoach.assessing.saving import occasion

pytestmark = ON_ONE_ENGINE

TRAINING = date(2026, 3, 12)


def profile(html: str) -> dict[str, list[str]]:
    """The cells of the profile by behaviour."""
    rows = [row for row in parsed(html).iter("tr") if row.find("th[@scope='row']") is not None]
    return {words(row[0]): [words(cell) for cell in row[1:]] for row in rows}


def answer(world: World, assessment: Thing, rater: Someone, values: Mapping[str, str], other: str = "3") -> None:
    """Answer these items with these values, every other with the same, and send."""
    actor = world.actor(rater)
    with world.writing() as session:
        for item in ITEMS:
            value = values.get(item, other)
            save = assessing.Save(item=item, value=value, note="", base=0, operation=f"operation-{item}")
            assessing.save_answer(session, assessment.public_id, save, actor=actor, at=world.now)
        assessing.submit(session, assessment.public_id, actor=actor, at=world.now)


def thirty_days_after(world: World) -> None:
    """The training of the only cohort takes place, everybody attends, a month passes."""
    cohort = world.rows(Cohort)[0]
    world.live((cohort.last_day - world.today).days)
    world.finish(Thing(cohort.id, cohort.public_id), world.bob)
    world.live(30)


def enrol(world: World, observer: Someone | None = None) -> Thing:
    """Alice in a training on 12 March; her baseline is open."""
    cohort = world.cohort(world.bob, first_day=TRAINING)
    return world.enrol(cohort, world.alice, world.bob, observer=observer)


def test_a_baseline_shows_scores_without_any_change(world: World) -> None:
    enrolment = enrol(world)
    baseline = world.assessment(enrolment, "baseline", world.alice)
    answer(world, baseline, world.alice, {"B1a": "2", "B1b": "5"})
    html = world.client(world.alice).get(f"/assessments/{baseline.public_id}").text
    assert profile(html)["Reaches top decision makers"][0] == "3.5"
    assert len(profile(html)) == 9
    text = said(html)
    assert "All in all 3.1 of 5, from 9 of 9 behaviours." in text
    assert "Change" not in text and "no baseline" not in text


def test_a_later_measure_stands_beside_the_baseline_with_its_change(world: World) -> None:
    enrolment = enrol(world)
    answer(world, world.assessment(enrolment, "baseline", world.alice), world.alice, {"B5": "1", "B9a": "N"}, other="2")
    thirty_days_after(world)
    later = world.assessment(enrolment, "plus-30", world.alice)
    answer(world, later, world.alice, {"B5": "4", "B4": "1"}, other="2")
    for reader in (world.alice, world.bob):
        rows = profile(world.client(reader).get(f"/assessments/{later.public_id}").text)
        assert rows["Knows their needs and worries"][:3] == ["4.0", "1.0", "+3.0"]
        assert rows["Is prepared before the customer's day begins"][:3] == ["1.0", "2.0", "−1.0"]
        assert rows["Reaches top decision makers"][:3] == ["2.0", "2.0", "0.0"]
        assert rows["Closes the loop"][:3] == ["2.0", "–", "–"]  # half of it was not seen before


def test_a_late_baseline_is_shown_and_no_change_is_claimed_from_it(world: World) -> None:
    enrolment = enrol(world)
    baseline = world.assessment(enrolment, "baseline", world.alice)
    world.live(8)  # 10 March: the day after the day by which it had to be measured
    answer(world, baseline, world.alice, {}, other="1")
    thirty_days_after(world)
    later = world.assessment(enrolment, "plus-30", world.alice)
    answer(world, later, world.alice, {}, other="5")
    html = world.client(world.alice).get(f"/assessments/{later.public_id}").text
    assert "The baseline came after its time, so no change is claimed from it." in said(html)
    assert "is often chance" not in said(html)
    assert all(cells[:3] == ["5.0", "1.0", "–"] for cells in profile(html).values())


def test_a_baseline_on_its_last_day_is_in_time(world: World) -> None:
    enrolment = enrol(world)
    world.live(7)  # 9 March, the planned day
    answer(world, world.assessment(enrolment, "baseline", world.alice), world.alice, {}, other="1")
    thirty_days_after(world)
    later = world.assessment(enrolment, "plus-30", world.alice)
    answer(world, later, world.alice, {}, other="2")
    rows = profile(world.client(world.alice).get(f"/assessments/{later.public_id}").text)
    assert {cells[2] for cells in rows.values()} == {"+1.0"}


def test_without_a_baseline_the_page_says_so(world: World) -> None:
    enrolment = enrol(world)
    thirty_days_after(world)
    later = world.assessment(enrolment, "plus-30", world.alice)
    answer(world, later, world.alice, {})
    text = said(world.client(world.alice).get(f"/assessments/{later.public_id}").text)
    assert "There is no baseline to compare with." in text
    assert "Before" not in text and "+" not in text.partition("The profile")[2].partition("Every answer")[0]


def test_without_a_figure_stands_the_reason_and_half_a_double_is_no_score(world: World) -> None:
    everything = occasion(world, world.alice, asked=None)
    values = {"B1b": "N", "B2": "N", "B3a": "O", "B3b": "O"}
    answer(world, everything, world.alice, values)
    html = world.client(world.alice).get(f"/assessments/{everything.public_id}").text
    rows = profile(html)
    assert rows["Reaches top decision makers"] == ["–", "No score: not every question of it has a value."]
    assert rows["Expects competitors to surprise"] == ["–", "No score: not observed."]
    assert rows["Sets goals that hold, ready for surprises"] == ["–", "No score: no occasion."]
    assert "No overall figure yet: 6 of 9 behaviours have a score, 7 are needed." in said(html)


def test_seven_of_nine_make_an_index(world: World) -> None:
    everything = occasion(world, world.alice, asked=None)
    answer(world, everything, world.alice, {"B2": "N", "B4": "N"})
    text = said(world.client(world.alice).get(f"/assessments/{everything.public_id}").text)
    assert "All in all 3.0 of 5, from 7 of 9 behaviours." in text


def test_a_pulse_asks_and_shows_the_focus_behaviours_only(world: World) -> None:
    enrolment = enrol(world)
    answer(world, world.assessment(enrolment, "baseline", world.alice), world.alice, {}, other="2")
    thirty_days_after(world)
    world.live(30)
    pulse = world.assessment(enrolment, "pulse-60", world.alice)
    alice = world.client(world.alice)
    page = alice.get(f"/assessments/{pulse.public_id}/answer").text
    assert "3 questions, about 2 minutes." in said(page)
    assert [one.get("data-item") for one in parsed(page).iter("fieldset")] == ["B1a", "B1b", "B5"]
    world.answer_all(pulse, world.alice, "4")
    html = alice.get(f"/assessments/{pulse.public_id}").text
    assert {name: cells[:3] for name, cells in profile(html).items()} == {
        "Reaches top decision makers": ["4.0", "2.0", "+2.0"],
        "Knows their needs and worries": ["4.0", "2.0", "+2.0"],
    }
    assert "overall" not in said(html) and "All in all" not in said(html)


def test_each_relation_is_set_beside_its_own_baseline(world: World) -> None:
    enrolment = enrol(world, observer=world.tess)
    answer(world, world.assessment(enrolment, "baseline", world.alice), world.alice, {}, other="5")
    view = world.assessment(enrolment, "baseline", world.tess)
    world.see(view, world.tess)
    answer(world, view, world.tess, {}, other="1")
    thirty_days_after(world)
    view = world.assessment(enrolment, "plus-30", world.tess)
    world.see(view, world.tess)
    answer(world, view, world.tess, {}, other="2")
    own = world.assessment(enrolment, "plus-30", world.alice)
    answer(world, own, world.alice, {}, other="4")
    assert "What you saw of Alice" in said(world.client(world.tess).get(f"/assessments/{view.public_id}").text)
    for reader in (world.alice, world.bob):
        for assessment, figures in ((view, ("2.0", "1.0", "+1.0")), (own, ("4.0", "5.0", "−1.0"))):
            html = world.client(reader).get(f"/assessments/{assessment.public_id}").text
            assert {tuple(cells[:3]) for cells in profile(html).values()} == {figures}


def test_every_page_says_who_sees_it(world: World) -> None:
    enrolment = enrol(world, observer=world.tess)
    own = world.assessment(enrolment, "baseline", world.alice)
    view = world.assessment(enrolment, "baseline", world.tess)
    purpose = "For development only; nobody can open it for selection or pay."
    before = "Who sees this: you; your coach Bob once everybody asked has sent theirs."
    others = "Who sees this: you; Alice and their coach Bob once everybody asked has sent theirs."
    alice, tess = world.client(world.alice), world.client(world.tess)
    assert f"{before} {purpose}" in said(alice.get(f"/assessments/{own.public_id}/answer").text)
    assert f"{before} {purpose}" in said(alice.get("/").text)
    for page in ("events", "answer"):
        assert f"{others} {purpose}" in said(tess.get(f"/assessments/{view.public_id}/{page}").text)
        world.see(view, world.tess)
    world.answer_all(view, world.tess)
    alone = "Who sees this: you; your coach Bob once you have sent it."
    assert alone in said(alice.get(f"/assessments/{own.public_id}/answer").text)
    world.end_line("coach", world.alice, world.today)
    nobody = "Who sees this: you. You have no coach at present; whoever coaches you later can read it too."
    assert nobody in said(alice.get(f"/assessments/{own.public_id}/answer").text)
