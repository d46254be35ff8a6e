"""Trios: three each, two or four where it does not divide, never one; units mixed, clocks near."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.refusals import Refused
from assessments.scheduling.trios import Peer, check_trios, settled, sizes, strain, suggest

people = st.lists(
    st.builds(Peer, st.uuids().map(str), st.sampled_from(["", "North", "South", "West"]), st.sampled_from([-5, 1, 8])),
    max_size=25,
    unique_by=lambda one: one.code,
)


@pytest.mark.parametrize(
    ("count", "wanted"),
    [
        (0, ()),
        (1, ()),
        (2, (2,)),
        (3, (3,)),
        (4, (4,)),
        (5, (3, 2)),
        (7, (3, 4)),
        (8, (3, 3, 2)),
        (40, (3,) * 12 + (4,)),
    ],
)
def test_sizes(count: int, wanted: tuple[int, ...]) -> None:
    assert tuple(sizes(count)) == wanted


@given(people, st.text(max_size=4))
def test_everybody_is_in_one_and_the_same_people_and_seed_give_the_same(peers: list[Peer], seed: str) -> None:
    groups = suggest(peers, seed=seed)
    codes = sorted(code for group in groups for code in group)
    assert codes == (sorted(one.code for one in peers) if len(peers) > 1 else [])
    assert sorted(map(len, groups)) == sorted(sizes(len(peers)))
    assert suggest(list(reversed(peers)), seed=seed) == groups


def test_another_seed_is_another_suggestion() -> None:
    alike = [Peer(f"p{number}", "", 8) for number in range(12)]
    assert suggest(alike, seed="1") != suggest(alike, seed="2")


def test_units_are_mixed_and_clocks_stay_near() -> None:
    peers = [Peer(f"{unit}{place}{number}", unit, place) for unit in "ABC" for place in (-5, 8) for number in range(2)]
    by_code = {one.code: one for one in peers}
    for group in suggest(peers, seed="x"):
        found = [by_code[code] for code in group]
        assert len({one.unit for one in found}) == 3
        assert len({one.ahead for one in found}) == 1


def test_strain_goes_the_short_way_round_and_knows_no_unit_that_is_not_known() -> None:
    assert strain([Peer("a", "", 13), Peer("b", "", -10)]) == 1
    assert strain([Peer("a", "N", 8), Peer("b", "N", 8), Peer("c", "N", 8)]) == 4.5


def test_one_alone_and_more_than_four_are_refused() -> None:
    check_trios({1: ["a", "b"], 2: ["c", "d", "e", "f"]})
    with pytest.raises(Refused, match="Trio 2 would have one person"):
        check_trios({1: ["a", "b"], 2: ["c"]})
    with pytest.raises(Refused, match="Trio 1 would have more than 4 people"):
        check_trios({1: list("abcde")})


def test_who_comes_late_joins_the_smallest_and_who_is_left_alone_joins_another() -> None:
    assert settled({1: ["a", "b", "c"], 2: ["d", "e"]}, gone=[], late=["f"]) == {1: ["a", "b", "c"], 2: ["d", "e", "f"]}
    assert settled({1: ["a", "b"], 2: ["d", "e", "f"]}, gone=["a"], late=[]) == {2: ["d", "e", "f", "b"]}
    assert settled({1: ["a", "b"], 2: list("defg")}, gone=["a"], late=[]) == {1: ["b", "g"], 2: ["d", "e", "f"]}
    assert settled({1: list("abcd")}, gone=[], late=["e"]) == {1: ["a", "b", "c"], 2: ["e", "d"]}
    assert settled({1: ["a", "b"]}, gone=["a"], late=[]) == {1: ["b"]}, "nobody else is there"


@given(st.integers(2, 30), st.data())
def test_however_people_come_and_go_nobody_is_alone_while_there_are_others(count: int, data: st.DataObject) -> None:
    codes = [f"p{number}" for number in range(count)]
    groups = suggest([Peer(code, "", 0) for code in codes], seed="s")
    trios = {number: list(group) for number, group in enumerate(groups, 1)}
    gone = data.draw(st.sets(st.sampled_from(codes)))
    late = [f"late{number}" for number in range(data.draw(st.integers(0, 4)))]
    found = settled(trios, gone=gone, late=late)
    members = [code for group in found.values() for code in group]
    assert sorted(members) == sorted({*codes, *late} - gone)
    assert all(2 <= len(group) <= 4 for group in found.values()) or len(members) == 1
    assert not any(set(one) & set(other) for one, other in combinations(found.values(), 2))
