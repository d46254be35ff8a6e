"""What a plan asks in each week, and how long it keeps whoever observes many."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessments.scheduling.forecast import crowded, quarters, queues, spread, weeks, weeks_for
from assessments.scheduling.load import OBSERVER_FORMS, WEEK, first_free_day
from assessments.scheduling.plan import Plan, Repeats
from tests.assessments.builders import step

TODAY = date(2026, 5, 4)


def planned(*steps: dict[str, Any]) -> Plan:
    made = tuple(step(**fields) for fields in steps)
    return Plan(code="p", version=1, title="P", lede="P", sources=(), steps=made)


def asks(code: str, opens: int, **fields: Any) -> dict[str, Any]:
    window = {"days": opens, "opens": opens, "closes": opens + 21}
    return {"code": code, "kind": "pulse", "items": "focus", "raters": ["self"], **window, **fields}


def held(code: str, kind: str, day: int, **fields: Any) -> dict[str, Any]:
    window = {"days": day, "opens": day, "closes": day + 10}
    return {"code": code, "kind": kind, "instrument": None, "items": None, "raters": ["self"], **window, **fields}


def test_a_week_counts_what_opens_in_it_and_what_is_held_in_it() -> None:
    plan = planned(
        asks("baseline", -9, kind="measure", items="all", raters=["self", "observer"], minutes=6),
        asks("pulse", 8, minutes=2),
        held("session", "session", 12, raters=["coach"], minutes=30),
        held("review", "review", 12, raters=["mentor"], minutes=45),
    )
    found = {week.number: week for week in weeks(plan)}
    assert list(found) == [-2, -1, 0, 1]
    assert (found[-2].requests, found[-2].forms, found[-2].minutes) == (0, 1, 6)  # a fixed measure is exempt
    assert (found[-2].observer_forms, found[-2].observer_minutes) == (1, 6)
    assert (found[0].forms, found[0].minutes) == (0, 0)
    assert (found[1].requests, found[1].forms, found[1].minutes) == (1, 1, 32)  # the mentor's time is not theirs


def test_cards_take_their_minutes_every_week_and_repetitions_each_theirs() -> None:
    cards = held("boosters", "boosters", 27, opens=7, minutes=3)
    check = held("check", "check", 7, minutes=1, repeats=Repeats(every=7, times=2))
    assert [(week.number, week.minutes) for week in weeks(planned(check, cards))] == [
        (1, 4),
        (2, 4),
        (3, 3),
        (4, 3),
        (5, 3),
    ]


def test_a_plan_without_steps_has_no_weeks() -> None:
    assert (weeks(planned()), quarters(planned()), queues(planned(), 40)) == ([], [], [])


def test_two_requests_within_seven_days_are_named_in_their_order() -> None:
    plan = planned(asks("first", 1, kind="reaction"), asks("late", 20), asks("second", 7))
    assert [(one.code, other.code) for one, other in crowded(plan)] == [("first", "second")]
    assert crowded(planned(asks("first", 1), asks("second", 8))) == []
    assert crowded(planned(asks("first", 1), asks("fixed", 2, kind="measure", items="all"))) == []
    often = planned(asks("often", 10, repeats=Repeats(every=3, times=2)))
    assert [(one.code, other.code) for one, other in crowded(often)] == [("often-1", "often-2")]


def test_a_manager_gives_talks_and_if_they_observe_forms_with_a_cap() -> None:
    both = ["self", "observer"]
    plan = planned(
        held("talk", "talk", -5, raters=["manager"], minutes=15),
        asks("baseline", -20, kind="measure", items="all", raters=both, minutes=6),
        asks("plus-30", 29, kind="measure", items="all", raters=both, minutes=6),
        asks("plus-90", 95, kind="measure", items="all", raters=both, minutes=6),
    )
    found = [(one.number, one.talk_minutes, one.form_minutes, one.is_too_much) for one in quarters(plan)]
    assert found == [(0, 15, 12, False), (1, 0, 6, False)]
    more = planned(asks("one", 20, raters=both, minutes=10), asks("two", 40, raters=both, minutes=6))
    assert quarters(more)[0].is_too_much


def test_forty_people_of_one_observer_take_eight_weeks_and_half_of_them_miss_the_window() -> None:
    plan = planned(asks("plus-30", 29, kind="measure", items="all", raters=["self", "observer"], closes=50))
    (queue,) = queues(plan, 40)
    assert (queue.weeks, queue.late) == (8, 20)  # on the days 29, 36, 43 and 50
    assert [queues(plan, people)[0].late for people in (1, 10, 20, 21)] == [0, 0, 0, 1]
    assert [weeks_for(forms) for forms in (0, 1, 5, 6, 40)] == [0, 1, 1, 2, 8]


def test_what_is_left_of_one_step_stands_in_the_way_of_the_next() -> None:
    both = ["self", "observer"]
    plan = planned(asks("one", 29, raters=both), asks("two", 50, raters=both))
    assert [(queue.step.code, queue.late) for queue in queues(plan, 20)] == [("one", 0), ("two", 5)]


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), max_size=40),
    st.integers(1, OBSERVER_FORMS),
)
def test_spreading_keeps_the_week_the_window_and_asks_as_early_as_the_running_rule(
    drawn: list[tuple[int, int]], most: int
) -> None:
    windows = sorted((opens, opens + length) for opens, length in drawn)
    asked: list[date] = []
    for (opens, closes), day in zip(windows, spread(windows, most=most), strict=True):
        free = first_free_day(TODAY + timedelta(days=opens), asked, most=most)
        if free > TODAY + timedelta(days=closes):
            assert day is None
        else:
            assert day is not None and TODAY + timedelta(days=day) == free
            asked.append(free)
    for first in asked:
        assert sum(first <= other < first + timedelta(days=WEEK) for other in asked) <= most
