"""Moving somebody over to another plan: only what lies ahead changes."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessments.scheduling.dates import Dates
from assessments.scheduling.replanning import Promised, Wanted, difference
from tests.assessments.builders import step

LAST_DAY = date(2026, 4, 1)


def pulse(code: str, days: int, **fields: Any) -> dict[str, Any]:
    window = {"days": days, "opens": days - 1, "closes": days + 20}
    return {"code": code, "kind": "pulse", "items": "focus", **window, **fields}


def fixed(code: str, days: int, **fields: Any) -> dict[str, Any]:
    return pulse(code, days, kind="measure", items="all", **fields)


def dates(fields: dict[str, Any]) -> Dates:
    planned, opens, closes = (LAST_DAY + timedelta(days=fields[name]) for name in ("days", "opens", "closes"))
    return Dates(planned, opens, planned, closes)


def there(fields: dict[str, Any], *, settled: bool = False, dropped: bool = False) -> Promised:
    return Promised(step(**fields), dates(fields), settled, dropped)


def new(fields: dict[str, Any]) -> Wanted:
    return Wanted(step(**fields), dates(fields))


def test_the_same_plan_changes_nothing() -> None:
    steps = [fixed("plus-30", 30), pulse("pulse-60", 60)]
    found = difference([there(one) for one in steps], [new(one) for one in steps])
    assert found.is_nothing


def test_what_is_added_dropped_moved_and_worded_anew_is_named() -> None:
    old = [there(pulse("goes", 40)), there(pulse("moves", 60)), there(pulse("reads", 80))]
    wanted = [new(pulse("comes", 50)), new(pulse("moves", 65)), new(pulse("reads", 80, title="Another word"))]
    found = difference(old, wanted)
    assert [one.step.code for one in found.dropped] == ["goes"]
    assert [(old.dates.due_on, one.dates.due_on) for old, one in found.moved] == [(date(2026, 5, 31), date(2026, 6, 5))]
    assert [one.step.title for one in found.changed] == ["Another word"]
    assert [one.step.code for one in found.added] == ["comes"]
    assert not found.is_nothing


def test_a_day_that_was_moved_by_hand_stays_when_the_plans_name_the_same_days() -> None:
    moved = there(pulse("pulse-60", 60))
    by_hand = Promised(moved.step, Dates(*(day + timedelta(days=3) for day in vars_of(moved.dates))), False)
    assert difference([by_hand], [new(pulse("pulse-60", 60))]).is_nothing


def vars_of(found: Dates) -> tuple[date, date, date, date]:
    return found.planned_on, found.opens_on, found.due_on, found.closes_on


def test_a_fixed_measure_that_both_have_stays_day_for_day() -> None:
    assert difference([there(fixed("plus-90", 90))], [new(fixed("plus-90", 95, title="Later"))]).is_nothing


def test_what_an_earlier_move_dropped_comes_back_when_the_plan_has_it_again() -> None:
    dropped = there(pulse("pulse-60", 60), settled=True, dropped=True)
    assert [one.step.code for one in difference([dropped], [new(pulse("pulse-60", 60))]).added] == ["pulse-60"]
    assert difference([dropped], []).is_nothing


_CODES = ("a", "b", "c", "d", "e")
_plans = st.dictionaries(
    st.sampled_from(_CODES),
    st.builds(
        lambda days, is_fixed, title: (days, is_fixed, title), st.integers(1, 300), st.booleans(), st.sampled_from("xy")
    ),
)


def _fields(code: str, drawn: tuple[int, bool, str]) -> dict[str, Any]:
    days, is_fixed, title = drawn
    return (fixed if is_fixed else pulse)(code, days, title=title)


@given(_plans, _plans, st.sets(st.sampled_from(_CODES)))
def test_what_was_opened_or_done_never_changes_and_a_second_move_changes_nothing(
    old: dict[str, Any], wanted: dict[str, Any], settled: set[str]
) -> None:
    promised = [there(_fields(code, drawn), settled=code in settled) for code, drawn in old.items()]
    plan = [new(_fields(code, drawn)) for code, drawn in wanted.items()]
    found = difference(promised, plan)
    moved = [one for _, one in found.moved]
    named = [one.step.code for one in (*found.changed, *moved, *found.added, *found.dropped)]
    assert len(named) == len(set(named))
    assert not settled & old.keys() & set(named)
    fresh = {one.step.code: Promised(one.step, one.dates, False) for one in (*found.changed, *moved, *found.added)}
    gone = {one.step.code for one in found.dropped}
    after = [fresh.pop(one.step.code, one) for one in promised if one.step.code not in gone] + list(fresh.values())
    assert difference(after, plan).is_nothing
    assert {one.step.code for one in after if not one.is_settled} <= wanted.keys()
