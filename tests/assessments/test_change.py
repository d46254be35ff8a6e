"""Change against the baseline (method.md §1.1)."""

import pytest

from assessments.scoring.change import Change, change
from assessments.scoring.scores import Score, Why


def scored(value: float | None, measure: str = "B1", why: Why = "not_observed") -> Score:
    has = value is not None
    return Score(measure, value, float(has), int(has), 1, None if has else why)


def test_a_change_is_now_minus_then() -> None:
    assert change(scored(3.5), scored(2.0), then_late=False) == Change("B1", 1.5, None)
    assert change(scored(2.0), scored(3.5), then_late=False) == Change("B1", -1.5, None)


@pytest.mark.parametrize(
    ("now", "then", "late", "why_not"),
    [
        (scored(3.0), None, False, "no_baseline"),
        (scored(None), None, True, "no_baseline"),
        (scored(3.0), scored(2.0), True, "baseline_late"),
        (scored(None), scored(None), True, "baseline_late"),
        (scored(None), scored(2.0), False, "no_value_now"),
        (scored(None), scored(None), False, "no_value_now"),
        (scored(3.0), scored(None), False, "no_value_then"),
    ],
)
def test_where_there_is_no_change_to_show_it_says_why(now: Score, then: Score | None, late: bool, why_not: str) -> None:
    assert change(now, then, then_late=late) == Change("B1", None, why_not)  # type: ignore[arg-type]


def test_two_measures_have_no_change() -> None:
    with pytest.raises(ValueError, match="from B2 to B1 means nothing"):
        change(scored(3.0), scored(2.0, "B2"), then_late=False)
