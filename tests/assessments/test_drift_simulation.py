"""The simulation behind the drift rule: what it assumes of the plan and the scoring, and what must hold of any rule."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from assessments.instruments.model import Instrument
from assessments.instruments.reading import read_instrument, read_plan
from assessments.scheduling.plan import Plan
from assessments.scoring.scores import score
from assessments.scoring.sticking import ASK, FADING
from assessments.statistics.drift_simulation import (
    BOTH,
    GRID,
    SCENARIOS,
    Asked,
    Thresholds,
    Truth,
    courses,
    judged,
    kept,
    schedule,
    supported,
    truth_of,
)

CONTENT = Path(__file__).parents[2] / "content"
ALONE = frozenset({"self"})


@pytest.fixture(scope="module")
def checklist() -> Instrument:
    """The nine behaviours as they ship."""
    return read_instrument((CONTENT / "instruments/kam-behaviours.3.yaml").read_text(encoding="utf-8"), "it")


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The plan as it ships."""
    return read_plan((CONTENT / "plans/standard.4.yaml").read_text(encoding="utf-8"), "it")


@pytest.fixture(scope="module")
def truth(plan: Plan, checklist: Instrument) -> Truth:
    """What is assumed for the shipped plan."""
    return truth_of(plan, checklist, 0.5)


def certain(truth: Truth) -> Truth:
    """Everybody alike, and every source sees the truth."""
    return replace(truth, spread=0.0)


def test_the_schedule_is_what_the_plan_asks_after_the_training(truth: Truth) -> None:
    assert truth.asked == tuple(Asked(day, BOTH) for day in (30, 60, 90, 120, 180, 365))
    assert truth.acts == (2, 1, 2, 1, 1, 1, 1, 1, 2)
    assert (truth.lowest, truth.highest) == (1, 5)


def test_questions_about_no_share_are_no_part_of_it(plan: Plan) -> None:
    assert [one.day for one in schedule(plan, "week-one")] == [8]
    assert 8 not in [one.day for one in schedule(plan, "kam-behaviours")]


def test_values_are_what_the_scoring_can_say(truth: Truth, checklist: Instrument) -> None:
    one_act, two_acts = replace(truth, acts=(1,)), replace(truth, acts=(2,))
    alone = [courses(of, "stable", people=200, draws=Random(1), sources=ALONE) for of in (one_act, two_acts)]
    assert {value for values, _ in alone[0] for value in values} <= {1, 2, 3, 4, 5}
    found = {value for values, _ in alone[1] for value in values}
    answers = {"B1a": "3", "B1b": "4"}
    scored = next(one for one in score(checklist, answers).measures if one.measure == "B1")
    assert scored.value in found and found <= {half / 2 for half in range(2, 11)}


@pytest.mark.parametrize(
    ("scenario", "day", "share"),
    [("stable", 365, 1), ("lost", 30, 1), ("lost", 105, 0.5), ("lost", 365, 0), ("half", 180, 0.5), ("late", 180, 1)],
)
def test_what_is_kept_of_the_gain(scenario: str, day: int, share: float) -> None:
    assert kept(scenario, day) == pytest.approx(share)  # type: ignore[arg-type]


def test_without_errors_nothing_is_marked_falsely_and_every_loss_is_found(truth: Truth) -> None:
    whole = replace(certain(truth), base=2.0, gain=2.0)
    for sources in (BOTH, ALONE):
        found = {one: courses(whole, one, people=9, draws=Random(1), sources=sources) for one in SCENARIOS}
        assert judged(found["stable"], Thresholds()).marked == 0
        assert judged(found["lost"], Thresholds()).marked == 1
        assert judged(found["late"], Thresholds()).asked == (sources == BOTH)


def test_the_same_seed_gives_the_same_people(truth: Truth) -> None:
    first, again, other = (courses(truth, "late", people=20, draws=Random(seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_one_source_never_asks_after_one_measure(truth: Truth) -> None:
    found = courses(truth, "stable", people=300, draws=Random(2), sources=ALONE)
    assert judged(found, Thresholds()).asked == 0
    assert judged(found, Thresholds(), once_is_enough=True).asked > 0.2


def test_who_answers_less_is_read_less(truth: Truth) -> None:
    silent = courses(replace(truth, missing=1.0), "lost", people=5, draws=Random(1))
    assert judged(silent, Thresholds()).marked == 0
    gaps = courses(replace(truth, missing=0.4), "lost", people=300, draws=Random(1))
    whole = courses(truth, "lost", people=300, draws=Random(1))
    assert judged(gaps, Thresholds()).marked < judged(whole, Thresholds()).marked


def test_higher_thresholds_never_mark_more(truth: Truth) -> None:
    found = courses(truth, "half", people=200, draws=Random(3))
    for lower in GRID:
        for higher in GRID:
            if higher.ask >= lower.ask and higher.fading >= lower.fading:
                assert judged(found, higher).marked <= judged(found, lower).marked


def test_the_thresholds_in_use_are_those_that_it_supports(truth: Truth) -> None:
    draws = Random(1)
    runs = [
        {one: courses(replace(truth, reliability=reliability), one, people=900, draws=draws) for one in SCENARIOS}
        for reliability in (0.5, 0.65)
    ]
    assert supported(runs) == Thresholds(ASK, FADING)


def test_where_every_pair_marks_what_is_stable_none_is_supported(truth: Truth) -> None:
    wild = courses(replace(truth, spread=2.5), "stable", people=200, draws=Random(1))
    with pytest.raises(ValueError, match="no thresholds"):
        supported([dict.fromkeys(SCENARIOS, wild)])
