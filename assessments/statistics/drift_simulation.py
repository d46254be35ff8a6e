"""What the drift rule says of people whose truth is known: false alarms and found losses (method.md, Drift).

A person's behaviour has a true level; each source sees it with an error of its own and answers every act on the scale,
rounded. What the person's plan asks on which day is read from the plan, what an answer becomes is the scoring's; the
rule is the one in use, with whatever thresholds. The generator of random numbers is passed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal, Protocol

from ..instruments.model import Instrument
from ..scheduling.plan import Plan
from ..scoring.sticking import ASK, FADING, fallen

Scenario = Literal["stable", "lost", "half", "late"]
SCENARIOS: tuple[Scenario, ...] = ("stable", "lost", "half", "late")
BOTH: frozenset[str] = frozenset({"self", "observer"})


class Draws(Protocol):
    """Where random numbers come from: `random.Random` is one."""

    def gauss(self, mu: float, sigma: float) -> float:
        """One from a normal distribution."""
        ...

    def random(self) -> float:
        """One from 0 (included) to 1."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """One measure after the training: its day, and who rates."""

    day: int
    raters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is assumed. `spread` is the standard deviation of one answer between people, in points of the scale, and
    `reliability` (0 to 1) the share of its variance that is the person's true level. `acts` has, for each behaviour of
    the instrument, the number of acts that it is asked by. `shared` is the standard deviation of what a day does to
    both sources alike, `missing` the share of answers that a source leaves out."""

    asked: tuple[Asked, ...]
    acts: tuple[int, ...]
    lowest: int
    highest: int
    reliability: float
    spread: float = 0.9
    base: float = 2.6
    gain: float = 1.0
    shared: float = 0.0
    missing: float = 0.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How far below the reference, in points: once (*ask*), and twice in a row (*fading*)."""

    ask: float = ASK
    fading: float = FADING


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shares of simulated behaviours that were ever marked in the year: with the word *ask*, with the word *fading*,
    with either; and the share of single readings that brought a mark."""

    asked: float
    fading: float
    marked: float
    each_reading: float


Course = tuple[Sequence[float], Sequence[bool]]
"""What the measures of one behaviour said in order of time, and whether two sources said it."""


def schedule(plan: Plan, instrument_code: str) -> tuple[Asked, ...]:
    """Return the measures and pulses after the training that a plan asks with an instrument, in order of time."""
    return tuple(
        Asked(step.days, BOTH.intersection(step.raters))
        for step in plan.dated()
        if step.kind in ("measure", "pulse") and not step.before and step.instrument == instrument_code
    )


def truth_of(plan: Plan, instrument: Instrument, reliability: float) -> Truth:
    """Return the assumptions for a plan and the instrument that it measures with."""
    span = instrument.value_range
    if span is None:
        raise ValueError(f"{instrument.code} has no scale of points")
    return Truth(
        asked=schedule(plan, instrument.code),
        acts=tuple(len(instrument.items_of(measure.code)) for measure in instrument.measures),
        lowest=span[0],
        highest=span[1],
        reliability=reliability,
    )


def kept(scenario: Scenario, day: int) -> float:
    """Return the share (0 to 1) of the gain that is still there so many days after the training.

    stable: all of it. lost: from all at +30 in a straight line to nothing at +180. half: likewise to a half.
    late: all until +180, then in a straight line to nothing at +365.
    """
    if scenario == "stable":
        return 1.0
    begins, ends = (180, 365) if scenario == "late" else (30, 180)
    gone = min(max((day - begins) / (ends - begins), 0.0), 1.0)
    return 1.0 - gone * (0.5 if scenario == "half" else 1.0)


def courses(
    truth: Truth, scenario: Scenario, *, people: int, draws: Draws, sources: frozenset[str] = BOTH
) -> Sequence[Course]:
    """Return what was said of one behaviour of each of so many people, when only these sources ever answer."""
    return [_course(truth, scenario, truth.acts[one % len(truth.acts)], sources, draws) for one in range(people)]


def _course(truth: Truth, scenario: Scenario, acts: int, sources: frozenset[str], draws: Draws) -> Course:
    level = draws.gauss(truth.base, truth.spread * sqrt(truth.reliability))
    error = truth.spread * sqrt(1 - truth.reliability)
    values, both = [], []
    for asked in truth.asked:
        on_the_day = level + truth.gain * kept(scenario, asked.day)
        if truth.shared:
            on_the_day += draws.gauss(0, truth.shared)
        said = [
            _score(on_the_day, acts, error, truth, draws)
            for _ in asked.raters & sources
            if not truth.missing or draws.random() >= truth.missing
        ]
        if said:
            values.append(sum(said) / len(said))
            both.append(len(said) > 1)
    return values, both


def _score(level: float, acts: int, error: float, truth: Truth, draws: Draws) -> float:
    """One source's value: the mean of its answers to the acts, each rounded to a point of the scale."""
    answers = [round(draws.gauss(level, error)) for _ in range(acts)]
    return sum(min(max(answer, truth.lowest), truth.highest) for answer in answers) / acts


def judged(found: Sequence[Course], thresholds: Thresholds, *, once_is_enough: bool = False) -> Outcome:
    """Read every course measure by measure, as the worker does, and count the marks.

    With `once_is_enough` one measure of one source could bring the word *ask*: what the rule refuses, to show why.
    """
    asked = fading = marked = readings = marks = 0
    for values, both in found:
        words = [
            fallen(
                values[:number],
                two_sources=once_is_enough or both[number - 1],
                ask=thresholds.ask,
                fading=thresholds.fading,
            )
            for number in range(3, len(values) + 1)
        ]
        readings += len(words)
        marks += len(words) - words.count(None)
        asked += "ask" in words
        fading += "fading" in words
        marked += any(words)
    people = len(found)
    return Outcome(asked / people, fading / people, marked / people, marks / readings if readings else 0.0)


GRID = tuple(Thresholds(ask, fading) for ask in (0.75, 1.0, 1.25, 1.5) for fading in (0.5, 0.75, 1.0, 1.25))
MOST_FALSE, MOST_FALSE_FADING = 0.20, 0.10
"""What may be marked in a year of what is stable: at most one behaviour in five costs a question, at most one in ten
sends a coach and another pulse. Practice judgement."""


def supported(runs: Sequence[Mapping[Scenario, Sequence[Course]]]) -> Thresholds:
    """Return the thresholds of the grid that mark the most of what was lost, in the least favourable of the runs, among
    those that keep to what may be false in every run. ValueError when none does."""
    kept_to = [
        thresholds for thresholds in GRID if all(_is_bearable(judged(run["stable"], thresholds)) for run in runs)
    ]
    if not kept_to:
        raise ValueError("no thresholds of the grid keep to what may be false")
    return max(kept_to, key=lambda thresholds: min(judged(run["lost"], thresholds).marked for run in runs))


def _is_bearable(stable: Outcome) -> bool:
    return stable.marked <= MOST_FALSE and stable.fading <= MOST_FALSE_FADING
