"""Two views of the same levels side by side: how far apart they are, and what is worth talking about (method.md §2.4).

Raters agree about .57 to .68, so a difference below about one and a half levels is noise. It is pointed to from two
levels on, or where the same one of the two stands higher on at least three in five of a group.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Flag = Literal["far", "leans"]

FAR = 2
"""Levels from which a difference is pointed to."""
_FEWEST_IN_GROUP = 5
_LEANS = (3, 5)


@dataclass(frozen=True, slots=True)
class View:
    """One measure as both see it: levels of the scale, None where a side has no value; `needed` is the job's level."""

    measure: str
    group: str
    own: int | None
    manager: int | None
    needed: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A view with its difference, own minus manager's (None without two values), and why it is pointed to."""

    view: View
    apart: int | None
    flag: Flag | None


def gaps(views: Sequence[View]) -> tuple[Gap, ...]:
    """Return the gaps, the largest difference first, of equal ones in the given order; without two values last."""
    leaning = _leaning(views)
    found = [_gap(view, leaning) for view in views]
    return tuple(sorted(found, key=lambda gap: -abs(gap.apart) if gap.apart is not None else 1))


def _gap(view: View, leaning: Mapping[str, int]) -> Gap:
    apart = _apart(view)
    if apart is None or apart == 0:
        return Gap(view, apart, None)
    if abs(apart) >= FAR:
        return Gap(view, apart, "far")
    return Gap(view, apart, "leans" if _sign(apart) == leaning.get(view.group) else None)


def _apart(view: View) -> int | None:
    return None if view.own is None or view.manager is None else view.own - view.manager


def _leaning(views: Sequence[View]) -> Mapping[str, int]:
    """The groups in which one side stands higher often enough, with the sign of own minus manager's."""
    signs: dict[str, list[int]] = {}
    for view in views:
        if (apart := _apart(view)) is not None:
            signs.setdefault(view.group, []).append(_sign(apart))
    found: dict[str, int] = {}
    enough, of = _LEANS
    for group, all_signs in signs.items():
        for sign, count in Counter(all_signs).items():
            if sign and len(all_signs) >= _FEWEST_IN_GROUP and count * of >= enough * len(all_signs):
                found[group] = sign
    return found


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
