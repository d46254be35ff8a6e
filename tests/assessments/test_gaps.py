"""What of two views is worth talking about (method.md §2.4)."""

from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.gaps import View, gaps

_level = st.none() | st.integers(1, 5)


def _views(*pairs: tuple[int | None, int | None], group: str = "Skills") -> list[View]:
    return [View(f"m{number}", group, own, manager, 3) for number, (own, manager) in enumerate(pairs)]


def test_one_level_apart_is_how_raters_differ_anyway() -> None:
    assert [gap.flag for gap in gaps(_views((3, 2), (2, 3), (4, 4)))] == [None, None, None]


def test_two_levels_are_pointed_to_and_stand_first() -> None:
    found = gaps(_views((3, 3), (2, 3), (5, 2), (1, 3)))
    assert [(gap.view.measure, gap.apart, gap.flag) for gap in found] == [
        ("m2", 3, "far"),
        ("m3", -2, "far"),
        ("m1", -1, None),
        ("m0", 0, None),
    ]


def test_three_of_five_that_lean_one_way_are_pointed_to() -> None:
    flags = {gap.view.measure: gap.flag for gap in gaps(_views((3, 2), (4, 3), (2, 1), (3, 3), (2, 3)))}
    assert flags == {"m0": "leans", "m1": "leans", "m2": "leans", "m3": None, "m4": None}


def test_two_of_five_or_three_of_four_are_not_enough() -> None:
    assert {gap.flag for gap in gaps(_views((3, 2), (4, 3), (2, 2), (3, 3), (2, 3)))} == {None}
    assert {gap.flag for gap in gaps(_views((3, 2), (4, 3), (2, 1), (3, 3)))} == {None}


def test_a_group_leans_by_itself() -> None:
    views = _views((3, 2), (4, 3), (2, 1), (3, 3), (2, 2)) + _views((3, 2), (2, 2), group="Conduct")
    assert [gap.flag for gap in gaps(views) if gap.view.group == "Conduct"] == [None, None]


def test_a_side_without_a_value_makes_no_gap_and_stands_last() -> None:
    found = gaps(_views((None, 4), (3, 3), (2, None)))
    assert [(gap.view.measure, gap.apart) for gap in found] == [("m1", 0), ("m0", None), ("m2", None)]


@given(st.lists(st.tuples(_level, _level), max_size=24))
def test_nothing_is_lost_and_the_order_is_by_size(pairs: list[tuple[int | None, int | None]]) -> None:
    found = gaps(_views(*pairs))
    assert sorted(gap.view.measure for gap in found) == sorted(view.measure for view in _views(*pairs))
    sizes = [-1 if gap.apart is None else abs(gap.apart) for gap in found]
    assert sizes == sorted(sizes, reverse=True)
    assert all((gap.flag == "far") == (gap.apart is not None and abs(gap.apart) >= 2) for gap in found)


@given(st.lists(st.tuples(_level, _level), max_size=24))
def test_it_does_not_matter_who_stands_higher(pairs: list[tuple[int | None, int | None]]) -> None:
    ours = {gap.view.measure: gap.flag for gap in gaps(_views(*pairs))}
    theirs = {gap.view.measure: gap.flag for gap in gaps(_views(*[(manager, own) for own, manager in pairs]))}
    assert ours == theirs
