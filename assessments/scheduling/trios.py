"""Trios of a cohort: who meets whom, from different units and near in time (method.md §1.7). Three each, with two or
four where the cohort does not divide, never one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations, product

from ..refusals import Refused

SIZE, FEWEST, MOST = 3, 2, 4
_SAME_UNIT = 1.5
"""Two of one unit weigh as much as an hour and a half between the earliest and the latest of a trio: people who share
half a working day can meet, those who share none cannot, from however different units they are."""
_REACH, _ROUNDS = 8, 4
"""How many trios further somebody may be exchanged, and how often all of them are gone through: a thousand people take
about a second."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody of a cohort: their unit ("" when it is not known) and how far their clock is ahead of UTC, in hours."""

    code: str
    unit: str
    ahead: float


def sizes(count: int) -> Sequence[int]:
    """Return the sizes of the groups of so many people (>= 0); nobody and one alone make none."""
    if count < FEWEST:
        return ()
    whole, rest = divmod(count, SIZE)
    if rest == 0:
        return (SIZE,) * whole
    return (*(SIZE,) * whole, FEWEST) if rest == FEWEST else (*(SIZE,) * (whole - 1), MOST)


def suggest(peers: Sequence[Peer], *, seed: str) -> Sequence[tuple[str, ...]]:
    """Return groups of codes: near clocks first, then exchanged until no exchange nearby mixes the units better.

    Equal people and seed give equal groups, in whatever order the people come.
    """
    by_clock = sorted(peers, key=lambda one: (one.ahead, blake2b(f"{seed} {one.code}".encode()).digest()))
    groups: list[list[Peer]] = []
    for size in sizes(len(by_clock)):
        start = sum(map(len, groups))
        groups.append(by_clock[start : start + size])
    for _ in range(_ROUNDS):
        if not any([_exchanged(one, other) for one, other in _near(groups)]):
            break
    return [tuple(sorted(one.code for one in group)) for group in groups]


def _near(groups: Sequence[list[Peer]]) -> Sequence[tuple[list[Peer], list[Peer]]]:
    return [(one, other) for place, one in enumerate(groups) for other in groups[place + 1 : place + 1 + _REACH]]


def _exchanged(one: list[Peer], other: list[Peer]) -> bool:
    """Exchange two people of two groups wherever that makes both together better; whether any were."""
    changed = False
    for mine, theirs in product(range(len(one)), range(len(other))):
        before = strain(one) + strain(other)
        one[mine], other[theirs] = other[theirs], one[mine]
        if strain(one) + strain(other) < before - 1e-9:
            changed = True
        else:
            one[mine], other[theirs] = other[theirs], one[mine]
    return changed


def strain(group: Sequence[Peer]) -> float:
    """Return how far a group is from what is wanted: the hours between its clocks, the short way round, and one and a
    half for each two of one unit."""
    same = sum(one.unit == other.unit != "" for one, other in combinations(group, 2))
    clocks = sorted(one.ahead % 24 for one in group)
    gaps = [later - earlier for earlier, later in zip(clocks, [*clocks[1:], clocks[0] + 24], strict=True)]
    return 24 - max(gaps) + _SAME_UNIT * same


def check_trios(trios: Mapping[int, Collection[str]]) -> None:
    """Raise Refused for a trio of one or of more than four: trio_alone(number), trio_crowded(number, most)."""
    for number, members in sorted(trios.items()):
        if len(members) == 1:
            raise Refused("trio_alone", number=number)
        if len(members) > MOST:
            raise Refused("trio_crowded", number=number, most=MOST)


def settled(
    trios: Mapping[int, Sequence[str]], *, gone: Collection[str], late: Sequence[str]
) -> Mapping[int, Sequence[str]]:
    """Return the trios without who left and with who came late, each into the smallest trio.

    Whoever is left alone joins the smallest other trio; where all have four, one of the four joins them instead, and
    likewise who comes late to nothing but fours.
    """
    kept = {number: [code for code in members if code not in gone] for number, members in trios.items()}
    for number in sorted(kept):
        if len(kept[number]) == 1:
            alone = kept[number].pop()
            _place(alone, kept, free=number)
    for code in late:
        _place(code, kept, free=max(kept, default=0) + 1)
    return {number: members for number, members in sorted(kept.items()) if members}


def _place(code: str, trios: dict[int, list[str]], *, free: int) -> None:
    """Put somebody into the smallest trio, or with one of its people into the free number where that has four."""
    filled = [number for number, members in trios.items() if members]
    smallest = min(filled, key=lambda number: (len(trios[number]), number), default=None)
    if smallest is None:
        trios[free] = [code]
    elif len(trios[smallest]) < MOST:
        trios[smallest].append(code)
    else:
        trios[free] = [code, trios[smallest].pop()]
