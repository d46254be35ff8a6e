"""The typed model of a reinforcement plan: the dated steps around a training (S1-T2, method.md §1)."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

StepKind = Literal[
    "measure", "then", "pulse", "reaction", "talk", "session", "trio", "boosters", "check", "review", "ask"
]
"""measure: fixed, for everyone, on the curve; then: how it was before the training, as the person sees it now, a line
of its own (method.md §1.1); pulse: adaptive, never on the curve; reaction: what people say of the training itself and
mean to do next (§1.2); talk: the manager's conversation (§1.6); session: the coach's (§1.10); trio: peers meet (§1.7);
boosters: a series of recall cards from its first to its last day (§1.11); check: what became of what was promised
(§1.9); review: the mentor's look at the long-term plan (S4-M1); ask: the one question that drift costs, never in
a plan."""
Rater = Literal["self", "observer", "manager", "coach", "mentor"]
Asked = Literal["all", "focus"]
OnMiss = Literal["queue", "manager", "nothing"]
"""What a step leads to that closed without an answer: a line in the coach's queue, that and a word to the manager, or
nothing."""

ASKING: tuple[StepKind, ...] = ("measure", "then", "pulse", "reaction", "ask")
"""Kinds that open an occasion by themselves when their window begins."""


class Repeats(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The step comes `times` (>= 2) times in all, every so many days (>= 1)."""

    every: int
    times: int


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step: due on `days`, open from `opens` to `closes`, both included; opens <= days <= closes.

    All three are calendar days from one anchor: the first training day for a step before the training
    (days < 0, where a closing day of 0 is the first training day), the last training day for every other.
    The `instrument` of a talk is its guide, if there is one; nothing is sent to anybody, so `items` is None.
    `minutes` is the time it takes. `prompts` are what a trio speaks about, one a meeting.
    """

    code: str
    kind: StepKind
    title: str
    why: str
    days: int
    opens: int
    closes: int
    raters: tuple[Rater, ...]
    minutes: int
    instrument: str | None = None
    items: Asked | None = None
    repeats: Repeats | None = None
    prompts: tuple[str, ...] = ()
    on_miss: OnMiss = "queue"
    sources: tuple[str, ...] = ()

    @property
    def before(self) -> bool:
        """Whether the step belongs before the training."""
        return self.days < 0

    def each(self) -> Iterator["Step"]:
        """Yield what is dated: the step itself, or each of its repetitions with a number behind its code."""
        if self.repeats is None:
            yield self
            return
        for number in range(self.repeats.times):
            by = self.repeats.every * number
            prompts = self.prompts[number % len(self.prompts) :][:1] if self.prompts else ()
            yield replace(
                self,
                code=f"{self.code}-{number + 1}",
                days=self.days + by,
                opens=self.opens + by,
                closes=self.closes + by,
                repeats=None,
                prompts=prompts,
            )


class Plan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a reinforcement plan; its steps stand in order of time."""

    code: str
    version: int
    title: str
    lede: str
    sources: tuple[str, ...]
    steps: tuple[Step, ...]

    def dated(self) -> tuple[Step, ...]:
        """Return every step that gets a date, repetitions one by one, in order of time."""
        return tuple(sorted((one for step in self.steps for one in step.each()), key=lambda step: step.days))

    def step(self, code: str) -> Step:
        """Return the step, or the repetition of one, with this code; KeyError when there is none."""
        for step in self.steps:
            if step.code == code:
                return step
            if step.repeats is not None and code.startswith(f"{step.code}-"):
                for one in step.each():
                    if one.code == code:
                        return one
        raise KeyError(code)
