"""Whether a trained behaviour sticks, and who says so (method.md §1.4 and Drift).

The thresholds of ask and fading are those of the method's drift table; the gain that counts as one is practice
judgement: half a point, in the same direction twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Literal

Word = Literal["sticking", "self_reported", "as_before", "ask", "fading", "unknown"]
Why = Literal["too_few", "no_baseline", "baseline_late", "no_second", "second_old", "second_differs"]

SECOND_SOURCE = timedelta(days=90)
"""How old a second view may be and still carry the word."""
GAIN = 0.5
ASK, FADING = 1.0, 0.75
_TOLERANCE = 1e-9
"""Means of whole numbers: 3.75 below 4.5 is three quarters below, whatever the last bit says."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value on the scale and the day on which it was given."""

    on: date
    value: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure after the training: what the person says, and what the observer saw; either may be missing."""

    own: Point | None
    seen: Point | None = None

    @property
    def sources(self) -> int:
        """How many said something, 0 to 2."""
        return (self.own is not None) + (self.seen is not None)

    @property
    def value(self) -> float | None:
        """The mean of what was said, None when nothing was."""
        said = [point.value for point in (self.own, self.seen) if point is not None]
        return fmean(said) if said else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The word, why it is not a stronger one (None for sticking, as_before, ask and fading), and the figures behind
    it: the person's baseline, their last values after the training (two at most), the newest second view."""

    word: Word
    why: Why | None
    before: float | None
    after: tuple[float, ...]
    seen: Point | None
    reached: float | None = None
    since: tuple[float, ...] = ()


def judge(
    measures: Sequence[Measured],
    *,
    own_before: float | None,
    seen_before: float | None = None,
    baseline_late: bool = False,
    on: date,
) -> Verdict:
    """Return the word for one focus behaviour on a day, from its measures after the training in order of time.

    Below two measures it is unknown, and so it is without a baseline in time: no change can be claimed. What falls
    from the person's own level after the training is asked about or fading. A gain of half a point, twice above the
    baseline, is sticking only when somebody else saw it too within 90 days before `on`; otherwise self-reported.
    """
    said = [measure for measure in measures if measure.value is not None]
    own = [measure.own.value for measure in said if measure.own is not None]
    seen = next((measure.seen for measure in reversed(said) if measure.seen is not None), None)
    word, why = _word(said, own, seen, own_before, seen_before, baseline_late, on)
    before, after = None if baseline_late else own_before, tuple(own[-2:])
    if word not in ("ask", "fading"):
        return Verdict(word, why, before, after, seen)
    values = [value for measure in said if (value := measure.value) is not None]
    return Verdict(word, why, before, after, seen, fmean(values[:2]), tuple(values[2:][-2:]))


def _word(
    said: Sequence[Measured],
    own: Sequence[float],
    seen: Point | None,
    own_before: float | None,
    seen_before: float | None,
    baseline_late: bool,
    on: date,
) -> tuple[Word, Why | None]:
    if len(said) < 2 or len(own) < 2:
        return "unknown", "too_few"
    values = [value for measure in said if (value := measure.value) is not None]
    if (lower := fallen(values, two_sources=said[-1].sources == 2)) is not None:
        return lower, None
    if own_before is None or baseline_late:
        return "unknown", "baseline_late" if baseline_late else "no_baseline"
    last = own[-2:]
    if min(last) <= own_before or fmean(last) < own_before + GAIN - _TOLERANCE:
        return "as_before", None
    why = _without_second(seen, own_before if seen_before is None else seen_before, on)
    return ("self_reported", why) if why else ("sticking", None)


def fallen(
    values: Sequence[float], *, two_sources: bool, ask: float = ASK, fading: float = FADING
) -> Literal["ask", "fading"] | None:
    """Return the word for the values of all measures after the training in order of time (method.md, Drift).

    They are held against the mean of the first two, never against the baseline or the peak. *Fading*: the last two at
    least `fading` points below. *Ask*: the last one at least `ask` below, where `two_sources` gave it.
    """
    reference, later = sum(values[:2]) / 2, values[2:]
    below = [reference - value + _TOLERANCE for value in later[-2:]]
    if len(below) == 2 and min(below) >= fading:
        return "fading"
    return "ask" if below and two_sources and below[-1] >= ask else None


def _without_second(seen: Point | None, before: float, on: date) -> Why | None:
    """Why no second source carries the gain; None when one does."""
    if seen is None:
        return "no_second"
    if on - seen.on > SECOND_SOURCE:
        return "second_old"
    return None if seen.value >= before + GAIN - _TOLERANCE else "second_differs"
