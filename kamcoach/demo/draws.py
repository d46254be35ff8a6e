"""Chance without state: every draw is a hash of the seed and of what is drawn for, in whatever order it is asked."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

_T = TypeVar("_T")


def draw(seed: int, *about: object) -> float:
    """A number from 0 (included) to 1 (excluded)."""
    text = "\x1f".join(str(part) for part in (seed, *about))
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest()) / 2**48


def between(low: float, high: float, seed: int, *about: object) -> float:
    """A number from low to high."""
    return low + (high - low) * draw(seed, *about)


def whole_between(low: int, high: int, seed: int, *about: object) -> int:
    """A whole number from low to high, both included."""
    return low + int((high - low + 1) * draw(seed, *about))


def pick(options: Sequence[_T], seed: int, *about: object) -> _T:
    """One of some options."""
    return options[int(len(options) * draw(seed, *about))]


def swing(size: float, seed: int, *about: object) -> float:
    """A number around 0, small ones more often, never beyond `size` on either side."""
    return size * (draw(seed, *about, 1) + draw(seed, *about, 2) - 1)
