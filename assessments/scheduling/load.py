"""How much may be asked of one person: what exceeds it waits, it is not sent (method.md §1.5).

A request is an instrument asked of one person about one subject, counted over rolling seven days.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from .plan import StepKind

WEEK = 7
OWN_REQUESTS = 1
"""Requests of one person about themself in seven days."""
OBSERVER_FORMS = 5
"""Forms about others in seven days, for an observer as for a manager."""
MANAGER_MINUTES = 15
"""Minutes of a manager's forms for each report in a quarter of 90 days."""
QUARTER = 90

_COUNTED: frozenset[StepKind] = frozenset({"then", "pulse", "reaction", "ask"})
_DAY = timedelta(days=1)


def is_exempt(kind: StepKind) -> bool:
    """Tell whether a step of this kind is no request of its person: fixed measures, cards, trio ticks and checks of
    commitments are exempt, and what somebody else holds is none of theirs."""
    return kind not in _COUNTED


def first_free_day(day: date, taken: Collection[date], *, most: int = OWN_REQUESTS) -> date:
    """Return the first day, not before `day`, on which one more request leaves every rolling seven days that hold it
    with at most `most` (>= 1) requests. `taken` are the days of requests, past and to come, with repetition."""
    asked = Counter(taken)
    return next(one for one in _from(day) if _fullest(one, asked) < most)


def _fullest(day: date, asked: Mapping[date, int]) -> int:
    """The most requests in any seven days in a row that hold `day`."""
    ends = (day + _DAY * ahead for ahead in range(WEEK))
    return max(sum(asked.get(end - _DAY * back, 0) for back in range(WEEK)) for end in ends)


def _from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += _DAY
