"""Change against the baseline, and why there is none to show (method.md §1.1)."""

from dataclasses import dataclass
from typing import Literal

from .scores import Score

WhyNot = Literal["no_baseline", "baseline_late", "no_value_now", "no_value_then"]


@dataclass(frozen=True, slots=True)
class Change:
    """The change of a measure in scale points, now minus then; None exactly when `why_not` is given."""

    measure: str
    value: float | None
    why_not: WhyNot | None


def change(now: Score, then: Score | None, *, then_late: bool) -> Change:
    """Return the change of one measure since the baseline `then`, None when there was none.

    A baseline answered late stays out of every claim of change (method.md §1.1). Raises ValueError when
    the two scores are of different measures.
    """
    if then is None:
        return Change(now.measure, None, "no_baseline")
    if then.measure != now.measure:
        raise ValueError(f"a change from {then.measure} to {now.measure} means nothing")
    if then_late:
        return Change(now.measure, None, "baseline_late")
    if now.value is None:
        return Change(now.measure, None, "no_value_now")
    if then.value is None:
        return Change(now.measure, None, "no_value_then")
    return Change(now.measure, now.value - then.value, None)
