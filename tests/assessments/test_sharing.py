"""Sharing people out among observers."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from assessments.scheduling.forecast import spread
from assessments.scheduling.sharing import room_in, share

PEOPLE, OBSERVERS = st.integers(0, 30), st.integers(100, 105)


def test_room_is_what_spreading_fits_into_the_window() -> None:
    for days in (1, 7, 8, 21, 22, 30):
        fits = sum(day is not None for day in spread([(0, days - 1)] * 60))
        assert room_in(days) == fits
    assert room_in(22) == 20


def test_the_best_who_has_room_is_taken_then_whoever_observes_fewest() -> None:
    assert share({1: [100, 101], 2: [100, 101], 3: [100]}, {100: 1}, room=2, pool=[102, 103]) == {
        1: 100,
        2: 101,
        3: 102,
    }
    assert share({1: [], 2: []}, {102: 1}, room=9, pool=[102, 103]) == {1: 103, 2: 102}
    assert share({1: [100]}, {100: 2}, room=2) == {}
    assert share({1: [1, 100]}, {}, room=2) == {1: 100}  # nobody observes themself


@given(
    st.dictionaries(PEOPLE, st.lists(OBSERVERS, max_size=3, unique=True), max_size=30),
    st.dictionaries(OBSERVERS, st.integers(0, 5)),
    st.integers(0, 6),
    st.lists(OBSERVERS, max_size=4, unique=True),
)
def test_nobody_gets_more_than_there_is_room_for_and_nobody_is_left_out_while_there_is(
    wishes: dict[int, list[int]], held: dict[int, int], room: int, pool: list[int]
) -> None:
    found = share(wishes, held, room=room, pool=pool)
    total = Counter(found.values()) + Counter(held)
    assert all(total[one] <= max(room, held.get(one, 0)) for one in total)
    for person, liked in wishes.items():
        if person in found:
            assert found[person] in (*liked, *pool)
        else:
            assert all(total[one] >= room for one in (*liked, *pool))
