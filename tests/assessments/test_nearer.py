"""What fading does to the dates ahead (method.md, Drift): sooner, never a fixed measure, never the same weeks twice."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scheduling.nearer import LOOK_BACK, SOON, WEEK_AHEAD, WITHIN, Ahead, Nearer, nearer
from assessments.scheduling.plan import StepKind

TODAY = date(2026, 6, 1)
KINDS = st.sampled_from(("measure", "pulse"))
AHEAD = st.lists(st.tuples(KINDS, st.integers(0, 200)), max_size=5).map(
    lambda found: sorted(found, key=lambda one: one[1])
)


def plan(ahead: Sequence[tuple[StepKind, int]]) -> list[Ahead]:
    """Steps that open so many days from today."""
    return [Ahead(kind, TODAY + timedelta(days=days)) for kind, days in ahead]


def works(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("ahead", "asked_ago", "opens_in", "moves"),
    [
        ([], 40, 7, None),
        ([], 0, 28, None),
        ([], 25, 7, None),  # a week ahead at least
        ([("pulse", 50)], 40, 7, 0),
        ([("measure", 40), ("pulse", 55)], 40, 7, 1),  # a fixed measure never moves
        ([("measure", 40)], 40, 7, None),
        ([("pulse", 61)], 40, 7, None),  # too far to be brought so near
    ],
)
def test_where_it_goes(ahead: list[tuple[StepKind, int]], asked_ago: int, opens_in: int, moves: int | None) -> None:
    found = nearer(plan(ahead), today=TODAY, last_asked_on=TODAY - timedelta(days=asked_ago), works=works)
    assert found == Nearer(TODAY + timedelta(days=opens_in), moves)


@pytest.mark.parametrize("kind", ["measure", "pulse"])
@pytest.mark.parametrize("days", [0, 14])
def test_what_is_near_enough_stays(kind: StepKind, days: int) -> None:
    assert nearer(plan([(kind, days)]), today=TODAY, last_asked_on=TODAY - timedelta(days=60), works=works) is None


@given(ahead=AHEAD, asked_ago=st.integers(0, 100))
def test_what_always_holds(ahead: list[tuple[StepKind, int]], asked_ago: int) -> None:
    steps, asked_on = plan(ahead), TODAY - timedelta(days=asked_ago)
    found = nearer(steps, today=TODAY, last_asked_on=asked_on, works=works)
    if found is None:
        assert steps and steps[0].opens_on <= max(TODAY, asked_on + LOOK_BACK, TODAY + WEEK_AHEAD) + SOON + timedelta(
            days=2
        )
        return
    assert works(found.opens_on)
    assert found.opens_on >= max(TODAY + WEEK_AHEAD, asked_on + LOOK_BACK)
    assert all(step.opens_on > found.opens_on + SOON for step in steps)
    if found.moves is not None:
        assert steps[found.moves].kind == "pulse" and steps[found.moves].opens_on <= TODAY + WITHIN
