"""Whether a behaviour sticks: the word is "sticking" only with a second source (method.md §1.4, Drift)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.sticking import GAIN, SECOND_SOURCE, Measured, Point, Verdict, Why, Word, judge

TODAY = date(2026, 9, 1)
VALUES = st.sampled_from([half / 2 for half in range(2, 11)])
POINTS = st.builds(Point, st.dates(TODAY - timedelta(days=365), TODAY), VALUES)
MEASURES = st.lists(st.builds(Measured, st.none() | POINTS, st.none() | POINTS), max_size=6)
BEFORE = st.none() | VALUES


def series(own: Sequence[float | None], seen: Sequence[float | None] = (), *, last: int = 10) -> list[Measured]:
    """Measures a month apart, the newest so many days ago."""
    seen = [*seen, *[None] * (len(own) - len(seen))]
    days = [TODAY - timedelta(days=last + 30 * back) for back in reversed(range(len(own)))]

    def point(day: date, value: float | None) -> Point | None:
        return None if value is None else Point(day, value)

    return [Measured(point(day, mine), point(day, theirs)) for day, mine, theirs in zip(days, own, seen, strict=True)]


def said(verdict: Verdict) -> tuple[Word, Why | None]:
    """The word and why it is not a stronger one."""
    return verdict.word, verdict.why


def test_the_figures_of_the_issue() -> None:
    measures = series([4.2, 4.3], [None, 4.0])
    verdict = judge(measures, own_before=3.1, on=TODAY)
    assert verdict == Verdict("sticking", None, 3.1, (4.2, 4.3), Point(TODAY - timedelta(days=10), 4.0))


@pytest.mark.parametrize(
    ("own", "seen", "before", "word", "why"),
    [
        ([], [], 3.0, "unknown", "too_few"),
        ([4.0], [4.0], 3.0, "unknown", "too_few"),
        ([4.0, None], [4.0, 4.0], 3.0, "unknown", "too_few"),
        ([4.0, 4.0], [4.0, 4.0], None, "unknown", "no_baseline"),
        ([4.0, 4.0], [], 3.0, "self_reported", "no_second"),
        ([4.0, 4.0], [None, 3.0], 3.0, "self_reported", "second_differs"),
        ([4.0, 4.0], [None, 3.5], 3.0, "sticking", None),
        ([3.0, 4.5], [4.0, 4.0], 3.0, "as_before", None),
        ([3.1, 3.4], [4.0, 4.0], 3.0, "as_before", None),
        ([4.5, 4.5, 3.5], [4.5, 4.5, 3.5], 2.0, "ask", None),
        ([4.5, 4.5, 3.5], [], 2.0, "self_reported", "no_second"),  # with one source, two measures
        ([4.5, 4.5, 3.5, 3.5], [], 2.0, "fading", None),
        ([4.5, 4.5, 3.75, 3.75], [], 2.0, "fading", None),
        ([4.5, 4.5, 3.5, 4.5], [4.5, 4.5, 3.5, 4.5], 2.0, "sticking", None),
        ([5.0, 3.0, 3.0], [], 2.0, "self_reported", "no_second"),  # never against the peak
    ],
)
def test_the_words(
    own: list[float | None], seen: list[float | None], before: float | None, word: Word, why: Why | None
) -> None:
    assert said(judge(series(own, seen), own_before=before, on=TODAY)) == (word, why)


def test_what_fell_is_shown_from_where_and_to_what() -> None:
    verdict = judge(series([4.5, 4.5, 3.5, 3.0], [3.5, 3.5, 2.5, 2.0]), own_before=2.0, on=TODAY)
    assert (verdict.word, verdict.reached, verdict.since) == ("fading", 4.0, (3.0, 2.5))
    verdict = judge(series([4.5, 4.5, 3.0], [3.5, 3.5, 3.0]), own_before=2.0, on=TODAY)
    assert (verdict.word, verdict.reached, verdict.since) == ("ask", 4.0, (3.0,))


def test_the_observer_is_measured_against_what_they_saw_before() -> None:
    measures = series([4.0, 4.0], [None, 3.0])
    assert said(judge(measures, own_before=3.0, seen_before=2.0, on=TODAY)) == ("sticking", None)
    assert said(judge(measures, own_before=3.0, seen_before=2.9, on=TODAY)) == ("self_reported", "second_differs")


@pytest.mark.parametrize(("days", "word"), [(90, "sticking"), (91, "self_reported")])
def test_a_second_view_carries_the_word_for_ninety_days(days: int, word: Word) -> None:
    verdict = judge(series([4.0, 4.0], [None, 4.0], last=days), own_before=3.0, on=TODAY)
    assert verdict.word == word
    assert verdict.why == (None if days == 90 else "second_old")


def test_a_late_baseline_supports_no_claim() -> None:
    verdict = judge(series([4.0, 4.0], [4.0, 4.0]), own_before=3.0, baseline_late=True, on=TODAY)
    assert (verdict.word, verdict.why, verdict.before) == ("unknown", "baseline_late", None)


@given(measures=MEASURES, before=BEFORE, seen_before=BEFORE)
def test_what_sticking_always_rests_on(
    measures: list[Measured], before: float | None, seen_before: float | None
) -> None:
    verdict = judge(measures, own_before=before, seen_before=seen_before, on=TODAY)
    assert (verdict.why is None) == (verdict.word not in ("unknown", "self_reported"))
    if verdict.word == "sticking":
        assert before is not None and verdict.seen is not None
        assert TODAY - verdict.seen.on <= SECOND_SOURCE
        assert len(verdict.after) == 2 and min(verdict.after) > before
        assert sum(verdict.after) / 2 - before >= GAIN - 1e-6


@given(measures=MEASURES, before=BEFORE)
def test_alone_nobody_makes_it_stick(measures: list[Measured], before: float | None) -> None:
    alone = [replace(measure, seen=None) for measure in measures]
    verdict = judge(alone, own_before=before, on=TODAY)
    assert verdict.word not in ("sticking", "ask")
    assert len([one for one in alone if one.own]) >= 2 or verdict.word == "unknown"


@given(measures=MEASURES, before=BEFORE, shift=st.integers(-300, 300))
def test_only_the_distance_of_days_counts(measures: list[Measured], before: float | None, shift: int) -> None:
    def moved(point: Point | None) -> Point | None:
        return point and replace(point, on=point.on + timedelta(days=shift))

    later = [Measured(moved(one.own), moved(one.seen)) for one in measures]
    there = judge(later, own_before=before, on=TODAY + timedelta(days=shift))
    assert said(there) == said(judge(measures, own_before=before, on=TODAY))


@given(measures=MEASURES, before=BEFORE)
def test_time_alone_never_makes_a_word_stronger(measures: list[Measured], before: float | None) -> None:
    now, later = (judge(measures, own_before=before, on=TODAY + timedelta(days=days)).word for days in (0, 200))
    assert later in (now, "self_reported") and (later == now or now == "sticking")
