"""Sharing people out among observers, so that nobody's forms come too late (method.md §1.5)."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from .load import OBSERVER_FORMS, WEEK

Person = TypeVar("Person", bound=Hashable)
Observer = TypeVar("Observer", bound=Hashable)


def room_in(days: int) -> int:
    """Return how many forms fit a window of so many days (>= 1) for one observer: twenty in twenty-two days."""
    return OBSERVER_FORMS * (1 + (days - 1) // WEEK)


def share(
    wishes: Mapping[Person, Sequence[Observer]],
    held: Mapping[Observer, int],
    *,
    room: int,
    pool: Sequence[Observer] = (),
) -> dict[Person, Observer]:
    """Return an observer for each person, as far as there is room.

    `wishes` are who may observe each person, the best first; `held` how many people each observes already; nobody
    gets more than `room` in all. Whoever finds no room with any of their own gets somebody from `pool`, the one who
    observes fewest first. For whom nobody is left nothing is returned.
    """
    count = dict(held)
    found: dict[Person, Observer] = {}
    for person, liked in wishes.items():
        others = sorted((one for one in pool if one not in liked), key=lambda one: count.get(one, 0))
        free = (one for one in (*liked, *others) if one != person and count.get(one, 0) < room)
        if (chosen := next(free, None)) is not None:
            found[person] = chosen
            count[chosen] = count.get(chosen, 0) + 1
    return found
