"""`make bench`: the product's speed side by side with its floors; see docs/performance.md.

python -m tests.bench [--only page,save,checklist,reports,levels,csv,planning,queue] [--engine sqlite] [--quick]
"""

import argparse
import json
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench import hot, long_csv, planning, queue, reports
from tests.bench.measuring import Line

SECTIONS = ("page", "save", "checklist", "reports", "levels", "csv", "planning", "queue")
ENGINES = ("sqlite", "postgres")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the lines as they come; 1 when a target is missed, 2 when an acknowledged write is lost."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, with commas")
    parser.add_argument("--engine", default=",".join(ENGINES), help="engines, with commas")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of one round of one side")
    parser.add_argument("--quick", action="store_true", help="one short round each: does it run?")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    given = parser.parse_args(arguments)
    rounds, seconds = (1, 0.3) if given.quick else (given.rounds, given.seconds)
    began, lines = time.monotonic(), list[Line]()
    print(f"{'':<34} {'engine':<8} {'n':>2}  {'product':>9} {'floor':>9} {'':<5} {'ratio':>6}  target")
    sections = set(given.only.split(","))
    for engine in given.engine.split(","):
        try:
            for line in _lines(engine, sections, rounds, seconds, quick=given.quick):
                print(line, flush=True)
                lines.append(line)
        except hot.Lost as lost:
            print(f"LOST: {lost}")
            return 2
    print(f"every acknowledged write was found; {time.monotonic() - began:.0f} s on {platform.machine()}")
    if given.json:
        given.json.write_text(json.dumps([one.as_dict() for one in lines], indent=2) + "\n", encoding="utf-8")
    return 1 if any(one.reached is False for one in lines) else 0


def _lines(engine: str, sections: set[str], rounds: int, seconds: float, *, quick: bool) -> Iterator[Line]:
    if sections & {"page", "save", "checklist"}:
        yield from hot.measure(engine, sections, rounds=rounds, seconds=seconds)
    if sections & set(reports.PAGES):
        yield from reports.measure(engine, sections=sections, **({"people": 20, "many": 3} if quick else {}))
    if "csv" in sections:
        yield from long_csv.measure(engine, **({"rows": 1_000} if quick else {}))
    if "planning" in sections:
        yield from planning.measure(engine, **({"people": 60} if quick else {}))
    if "queue" in sections:
        yield from queue.measure(engine, **({"many": 80, "times": 10} if quick else {}))


if __name__ == "__main__":
    sys.exit(main())
