"""The typed model of a reinforcement plan: the dated steps around a training (S1-T2, method.md §1)."""

from typing import Literal

from msgspec import Struct

StepKind = Literal["measure", "then", "pulse", "reaction", "talk"]
"""measure: fixed, for everyone, on the curve; then: how it was before the training, as the person sees it now, a line
of its own (method.md §1.1); pulse: adaptive, never on the curve; reaction: what people say of the training itself and
mean to do next (§1.2); talk: a conversation."""
Rater = Literal["self", "observer", "manager", "coach"]
Asked = Literal["all", "focus"]


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step: due on `days`, open from `opens` to `closes`, both included; opens <= days <= closes.

    All three are calendar days from one anchor: the first training day for a step before the training
    (days < 0, where a closing day of 0 is the first training day), the last training day for every other.
    The `instrument` of a talk is its guide, if there is one; nothing is sent to anybody, so `items` is None.
    `minutes` is the time it takes.
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
    sources: tuple[str, ...] = ()

    @property
    def before(self) -> bool:
        """Whether the step belongs before the training."""
        return self.days < 0


class Plan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a reinforcement plan; its steps stand in order of time."""

    code: str
    version: int
    title: str
    lede: str
    sources: tuple[str, ...]
    steps: tuple[Step, ...]

    def step(self, code: str) -> Step:
        """Return the step with this code; KeyError when there is none."""
        for step in self.steps:
            if step.code == code:
                return step
        raise KeyError(code)
