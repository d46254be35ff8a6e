"""Which booster cards a person gets, and in what shape: two a week at most, each time in another setting
(method.md §1.11)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

from .dates import WorkingDay

MOST_CARDS = 2
"""Cards in any seven days, whatever is due."""
WEEK = 7
_DAY = timedelta(days=1)
_LONGEST_BREAK = 60
"""Days after which the search for a day on which somebody works ends."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that a person may get: its place among all of them (equal places nowhere), whether its measure is one of
    their focus, and the day from which it is due again; None for one they have not had yet."""

    deck: str
    card: str
    measure: str
    place: int
    is_focus: bool
    due_on: date | None

    def is_ready(self, today: date) -> bool:
        """Tell whether it is new or due."""
        return self.due_on is None or self.due_on <= today


def hand(
    candidates: Sequence[Candidate],
    *,
    today: date,
    had: Mapping[str, int],
    rehearse: Collection[str] = (),
    most: int = MOST_CARDS,
) -> Sequence[Candidate]:
    """Return at most `most` cards for a day, the first one first.

    A measure that waits for a rehearsal brings one of its cards before anything else, due or not. Then focus comes
    before what else was trained; the first card recalls what is due, the next brings something new, so that neither
    waits for the other to be through; new ones go round the measures by how often each was `had`.
    """
    asked, times = set(rehearse), Counter(had)
    picked: list[Candidate] = []
    while len(picked) < most:
        left = [one for one in candidates if one not in picked and (one.is_ready(today) or one.measure in asked)]
        if not left:
            break
        wants_new = len(picked) % 2 == 1
        best = min(left, key=lambda one: _rank(one, today, asked, times, wants_new))
        picked.append(best)
        asked.discard(best.measure)
        times[best.measure] += 1
    return picked


def _rank(
    one: Candidate, today: date, asked: Collection[str], times: Mapping[str, int], wants_new: bool
) -> tuple[object, ...]:
    is_new = one.due_on is None
    return (
        one.measure not in asked,
        not one.is_focus,
        not one.is_ready(today),
        is_new != wants_new,
        one.due_on or today,
        times.get(one.measure, 0),
        one.place,
    )


def next_hand_on(last_on: date | None, *, from_day: date, works: WorkingDay) -> date:
    """Return the first working day, not before `from_day`, that leaves seven days after the last card was got or
    answered. With no working day in reach, that day itself."""
    earliest = from_day if last_on is None else max(from_day, last_on + WEEK * _DAY)
    days = (earliest + _DAY * ahead for ahead in range(_LONGEST_BREAK + 1))
    return next(filter(works, days), earliest)


def next_variant(variants: Sequence[str], shown: Sequence[str]) -> str:
    """Return the variant that was not shown yet, else the one shown longest ago; `shown` has the newest last."""
    last = {code: place for place, code in enumerate(shown)}
    return min(variants, key=lambda code: last.get(code, -1))


def shuffled(options: Sequence[str], showing: str) -> Sequence[str]:
    """Return the options in an order that is the showing's own: the same each time the page is opened, and no place
    where the best one stands more often."""
    return sorted(options, key=lambda code: blake2b(f"{showing} {code}".encode()).digest())
