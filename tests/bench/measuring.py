"""Alternating rounds of product and floor, medians, and the line that is printed."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from tests.bench.client import Round, Turn, play


@dataclass
class Line:
    """One figure: the product's, the floor's, their ratio, and what it has to reach ("" for no target)."""

    name: str
    engine: str
    clients: int
    product: float
    floor: float
    unit: str
    ratio: float
    target: str = ""
    reached: bool | None = None
    p99_ms: float | None = None

    def as_dict(self) -> dict[str, object]:
        """For --json."""
        return asdict(self)

    def __str__(self) -> str:
        p99 = f"  p99 {self.p99_ms:.0f} ms" if self.p99_ms is not None else ""
        verdict = {True: "reached", False: "MISSED", None: ""}[self.reached]
        head = f"{self.name:<34} {self.engine:<8} {self.clients:>2}"
        figures = f"{self.product:>9.1f} {self.floor:>9.1f} {self.unit:<5} {self.ratio:>6.2f}"
        return f"{head}  {figures}  {self.target:<14}{verdict}{p99}"


@dataclass
class Both:
    """The rounds of both sides."""

    product: list[Round]
    floor: list[Round]

    def acknowledged(self, side: str) -> int:
        """Turns that were acknowledged in all rounds."""
        return sum(one.acknowledged for one in getattr(self, side))


Sides = dict[str, tuple[int, Sequence[Callable[[], Turn]]]]


def alternate(sides: Callable[[int], Sides], *, rounds: int, seconds: float) -> Both:
    """Product, floor, product, floor …, each for so many seconds.

    A client lives in another process during a round, so `sides(round)` makes the clients of each round anew.
    """
    both = Both([], [])
    for number in range(rounds):
        for name, (port, clients) in sides(number).items():
            getattr(both, name).append(play(port, clients, seconds))
    return both


def line(name: str, engine: str, clients: int, both: Both, *, least: float | None = None) -> Line:
    """The medians of both sides."""
    product = statistics.median(one.rate for one in both.product)
    floor = statistics.median(one.rate for one in both.floor)
    ratio = product / floor if floor else 0.0
    latencies = sorted(one for round_ in both.product for one in round_.latencies)
    p99 = 1000 * latencies[int(0.99 * (len(latencies) - 1))] if latencies else None
    made = Line(name, engine, clients, product, floor, "1/s", ratio, p99_ms=p99)
    if least is not None:
        made.target, made.reached = f">= {least:.2f}", ratio >= least
    return made
