"""Which groups may be added up when each of them can also be looked at by itself."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from .describing import FEWEST

Group = TypeVar("Group", bound=Hashable)


def pooled(counts: Mapping[Group, int]) -> frozenset[Group]:
    """Return the groups whose people may be counted together, given how many people of each have a value.

    Whoever sees the sum and the groups that show by themselves (FEWEST people or more) can take these away: what is
    left must be nobody or FEWEST people again (method.md §2.5: no filter that yields a smaller group). So small groups
    count only where they make FEWEST together.
    """
    small = {group for group, count in counts.items() if 0 < count < FEWEST}
    if sum(counts[group] for group in small) >= FEWEST:
        small.clear()
    return frozenset(counts.keys() - small)
