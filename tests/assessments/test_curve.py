"""The transfer curve: matched beside everyone, silence as it could be at worst, the then-test by itself."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.curve import BEFORE, THEN, Curve, Seen, Silence, Table, curve_of, group_of
from assessments.statistics.describing import FEWEST, Figure

DAYS = (30, 90)
scores = st.sampled_from([1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5])
by_person = st.dictionaries(st.integers(0, 14), scores, max_size=15)


def rows(point: str | int, values: Mapping[int, float], measure: str = "B1", relation: str = "self") -> list[Seen]:
    phase, day = (point, 0) if isinstance(point, str) else ("fixed", point)
    return [Seen(person, relation, measure, phase, day, value) for person, value in values.items()]


def silence(people: int = 15, closed: Mapping[int, int] | None = None) -> Silence:
    """So many people; of each day so many whose window has closed."""
    shut = {day: frozenset(range(n)) for day, n in (closed or {30: people}).items()}
    return Silence(frozenset(range(people)), shut)


def curve(*seen: Seen, late: frozenset[tuple[int, str]] = frozenset(), heard: Silence | None = None) -> Curve:
    return curve_of(Table(seen, late), "B1", "self", DAYS, heard or silence())


def same(value: float, people: int) -> dict[int, float]:
    return dict.fromkeys(range(people), value)


def test_matched_people_stand_beside_everyone_and_the_worst_of_silence() -> None:
    before = same(2, 12)
    later = {person: 4.0 for person in (*range(8), 12, 13)}  # four fell silent, two never had a baseline
    found = curve(*rows(BEFORE, before), *rows(30, later))
    (at_30, at_90) = found.days
    assert found.before == Figure(12, 2, 2, 2)
    assert at_30.everyone.n == 10 and at_30.everyone.mean == 4
    assert (at_30.matched.n, at_30.matched.before, at_30.matched.now, at_30.matched.change) == (8, 2, 4, 2)
    assert at_30.silent == Figure(12, (8 * 4 + 4 * 2) / 12, 2, 4)
    assert (at_90.everyone.n, at_90.matched.n, at_90.silent.n) == (0, 0, 0)
    assert found.newest is at_30


def test_silence_counts_only_after_the_window_has_closed() -> None:
    seen = [*rows(BEFORE, same(2, 14)), *rows(30, same(4, 9))]
    assert curve(*seen, heard=silence(closed={30: 0})).days[0].silent == Figure(0)
    half = curve(*seen, heard=silence(closed={30: 11})).days[0].silent
    assert (half.n, half.mean) == (11, pytest.approx((9 * 4 + 2 * 2) / 11))


def test_a_late_baseline_counts_nowhere_and_its_later_values_for_everyone_only() -> None:
    seen = [*rows(BEFORE, same(2, 10)), *rows(30, same(4, 10))]
    late = frozenset({(8, "self"), (9, "self"), (1, "observer")})
    found = curve(*seen, late=late)
    assert found.before.n == 8
    assert (found.days[0].everyone.n, found.days[0].matched.n, found.days[0].silent.n) == (10, 8, 8)


def test_the_then_test_is_a_line_of_its_own() -> None:
    plain = [*rows(BEFORE, same(3, 10)), *rows(30, same(4, 10))]
    found, without = curve(*plain, *rows(THEN, same(1, 10))), curve(*plain)
    assert found.then == Figure(10, 1, 1, 1) and without.then == Figure(0)
    assert (found.before, found.days) == (without.before, without.days)


def test_relations_are_never_pooled() -> None:
    seen = [*rows(BEFORE, same(2, 9)), *rows(30, same(3, 9)), *rows(30, same(5, 9), relation="observer")]
    assert curve(*seen).days[0].everyone == Figure(9, 3, 3, 3)
    of_observers = curve_of(Table(seen), "B1", "observer", DAYS, silence())
    assert (of_observers.before.n, of_observers.days[0].everyone.mean, of_observers.days[0].matched.n) == (0, 5, 0)


def test_two_raters_of_one_relation_are_averaged_once() -> None:
    twice = [*rows(30, same(2, 6)), *rows(30, {0: 4}), *rows(30, {0: 3})]
    assert curve(*twice).days[0].everyone.mean == pytest.approx((3 + 5 * 2) / 6)


def test_a_figure_that_would_tell_on_one_person_is_held_back() -> None:
    seen = [*rows(BEFORE, same(2, 6)), *rows(30, {**same(4, 5), 9: 1.0})]
    found = curve(*seen, heard=silence(closed={30: 15}))
    point = found.days[0]
    assert point.matched.now == 4
    assert point.everyone == Figure(6) and point.silent == Figure(6) and found.before == Figure(6)


@given(by_person, by_person, by_person, st.integers(0, 15), st.sets(st.integers(0, 14)))
def test_whatever_was_answered_the_figures_keep_their_promises(
    before: dict[int, float], later: dict[int, float], then: dict[int, float], closed: int, late: set[int]
) -> None:
    found = curve(
        *rows(BEFORE, before),
        *rows(30, later),
        *rows(THEN, then),
        late=frozenset((person, "self") for person in late),
        heard=silence(closed={30: closed}),
    )
    kept = {person: value for person, value in before.items() if person not in late}
    (point, _) = found.days
    both = kept.keys() & later.keys()
    assert (found.before.n, point.everyone.n, point.matched.n) == (len(kept), len(later), len(both))
    for figure in (found.before, found.then, point.everyone, point.silent):
        assert figure.mean is None or (figure.n >= FEWEST and 1 <= figure.mean <= 5)
    assert (point.matched.now is None) == (len(both) < FEWEST)
    if point.matched.change is not None:
        assert point.matched.change == pytest.approx(sum(later[one] - kept[one] for one in both) / len(both))
    if point.silent.mean is not None:
        among = [one for one in kept if one in later or one < closed]
        assert point.silent.mean == pytest.approx(sum(later.get(one, kept[one]) for one in among) / len(among))


@given(by_person, by_person)
def test_with_everybody_heard_the_worst_is_the_matched(before: dict[int, float], gained: dict[int, float]) -> None:
    later = {person: gained.get(person, value) for person, value in before.items()}
    point = curve(*rows(BEFORE, before), *rows(30, later)).days[0]
    assert point.silent.mean == point.matched.now
    assert point.everyone.mean == point.matched.now


def test_groups_of_behaviours_are_means_of_persons_over_what_they_have_at_both_points() -> None:
    seen = [
        *rows(BEFORE, same(2, 6)),
        *rows(30, same(4, 6)),
        *rows(BEFORE, same(1, 6), "B5"),
        *rows(30, same(5, 5), "B5"),
        *rows(BEFORE, same(3, 6), "B2"),
    ]
    table = Table(seen)
    (at_30, at_90) = group_of(table, ["B1", "B5"], "self", DAYS)
    assert (at_30.matched.n, at_90.matched.n) == (6, 0)
    assert at_30.matched.before == pytest.approx((5 * 1.5 + 2) / 6)
    assert at_30.matched.now == pytest.approx((5 * 4.5 + 4) / 6)
    assert group_of(table, ["B2"], "self", DAYS)[0].matched.n == 0
    assert table.measures() == {"B1", "B5", "B2"}


def test_nothing_seen_is_an_empty_curve() -> None:
    found = curve()
    assert found.is_empty and found.newest is None and [one.day for one in found.days] == list(DAYS)
