"""Moving a follow-up (method.md §1.3)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.refusals import Refused
from assessments.scheduling.dates import Dates
from assessments.scheduling.moving import check_move
from assessments.scheduling.plan import StepKind

FIRST, LAST = date(2026, 6, 2), date(2026, 6, 3)
AFTER = Dates(date(2026, 7, 3), date(2026, 7, 1), date(2026, 7, 3), date(2026, 7, 17))
BEFORE = Dates(date(2026, 5, 26), date(2026, 5, 19), date(2026, 5, 26), date(2026, 5, 31))


def move(kind: StepKind, dates: Dates, to: date, *, today: date = date(2026, 5, 1), is_open: bool = False) -> Dates:
    return check_move(kind, dates, to, today=today, first_day=FIRST, last_day=LAST, is_open=is_open)


def refusal(
    kind: StepKind, dates: Dates, to: date, *, today: date = date(2026, 5, 1), is_open: bool = False
) -> Refused:
    with pytest.raises(Refused) as refused:
        move(kind, dates, to, today=today, is_open=is_open)
    return refused.value


def test_a_fixed_measure_moves_inside_its_window_both_ends_included() -> None:
    for to in (AFTER.opens_on, AFTER.closes_on, date(2026, 7, 10)):
        assert move("measure", AFTER, to) == Dates(AFTER.planned_on, AFTER.opens_on, to, AFTER.closes_on)


@pytest.mark.parametrize("to", [date(2026, 6, 30), date(2026, 7, 18)])
def test_a_fixed_measure_stays_in_its_window(to: date) -> None:
    refused = refusal("measure", AFTER, to)
    assert refused.code == "move_outside_window"
    assert refused.params == {"opens": date(2026, 7, 1), "closes": date(2026, 7, 17)}
    assert str(refused) == "The new date lies outside the window, 2026-07-01 to 2026-07-17."


@pytest.mark.parametrize("kind", ["pulse", "talk"])
def test_a_pulse_or_talk_takes_its_window_along_until_it_is_open(kind: StepKind) -> None:
    week = timedelta(days=7)
    later = AFTER.due_on + 3 * week
    assert move(kind, AFTER, later) == Dates(
        AFTER.planned_on, AFTER.opens_on + 3 * week, later, AFTER.closes_on + 3 * week
    )
    assert refusal(kind, AFTER, later, today=AFTER.opens_on, is_open=True).code == "move_outside_window"


def test_nothing_moves_into_the_past_and_today_is_not_past() -> None:
    today = date(2026, 7, 6)
    assert refusal("measure", AFTER, today - timedelta(days=1), today=today, is_open=True).code == "move_past"
    assert move("measure", AFTER, today, today=today, is_open=True).due_on == today


@pytest.mark.parametrize("kind", ["measure", "pulse", "talk"])
def test_no_step_crosses_the_training(kind: StepKind) -> None:
    assert refusal(kind, AFTER, LAST).code == "move_before_training"
    assert refusal(kind, BEFORE, FIRST).code == "move_after_training"
    assert refusal(kind, BEFORE, LAST).code == "move_after_training"


def test_a_step_on_the_day_of_a_training_of_one_day_is_after_it() -> None:
    day = Dates(FIRST, FIRST, FIRST, FIRST + timedelta(days=2))
    moved = check_move(
        "talk", day, FIRST + timedelta(days=1), today=FIRST, first_day=FIRST, last_day=FIRST, is_open=True
    )
    assert moved.due_on == FIRST + timedelta(days=1)


def test_a_shifted_window_stops_at_the_training() -> None:
    eve = FIRST - timedelta(days=1)
    assert move("talk", BEFORE, eve) == Dates(BEFORE.planned_on, date(2026, 5, 25), eve, FIRST)
    next_day = LAST + timedelta(days=1)
    assert move("talk", AFTER, next_day).opens_on == LAST


@pytest.mark.parametrize("kind", ["measure", "pulse", "talk"])
def test_a_move_to_the_same_day_is_none(kind: StepKind) -> None:
    assert refusal(kind, AFTER, AFTER.due_on).code == "move_nowhere"


@given(
    st.sampled_from(["measure", "pulse", "talk"]),
    st.sampled_from([AFTER, BEFORE]),
    st.integers(-60, 120),
    st.booleans(),
)
def test_a_move_is_refused_or_keeps_the_order_of_the_dates(
    kind: StepKind, dates: Dates, by: int, is_open: bool
) -> None:
    to = dates.due_on + timedelta(days=by)
    try:
        moved = move(kind, dates, to, is_open=is_open)
    except Refused:
        return
    assert moved.due_on == to
    assert moved.opens_on <= moved.due_on <= moved.closes_on
    assert moved.planned_on == dates.planned_on
    assert moved.closes_on <= FIRST if dates is BEFORE else moved.opens_on >= LAST
