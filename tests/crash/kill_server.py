"""kill -9 the server again and again under writing load, and show that nothing acknowledged was lost or doubled.

    python -m tests.crash.kill_server --kills 200 --engine sqlite
    python -m tests.crash.kill_server --kills 200 --engine postgres

It makes a real installation in a temporary folder (`kamcoach init`), starts the real server on it (`kamcoach serve`:
gunicorn with two processes, the worker beside it), lets devices save answers one by one with operation ids, kills the
whole process group at a random moment, starts it again, and so on. A device that is cut off sends its save again or
gives it up and goes on, as people do. In the end:

- every acknowledged save is kept once, with the revision that was acknowledged, and told once by the trail;
- the same holds for agreed levels, which a manager writes down beside them (tests.crash.agreeing);
- the answer of each item is its newest kept save: the last acknowledged one, or one sent after it;
- `integrity_check` and `foreign_key_check` are clean, and the trail verifies to its end;
- each start took less than ten seconds until a page was answered;
- SIGTERM ends the server with exit code 0, and no process of its group outlives a kill or a stop.

Prints the figures as JSON; exits with 1 and the problems when there are any. The same seed draws the same moments.
"""

import argparse
import json
import random
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kamcoach.app import create_app
from kamcoach.config import load
from kamcoach.database import db
from tests.crash.agreeing import others
from tests.crash.checks import count_of, problems_of
from tests.crash.device import Device
from tests.crash.server import Server, installation
from tests.crash.writers import prepare
from tests.factories.clock import TestClock
from tests.factories.world import World

PEOPLE = 4
"""Each writes from two devices."""
LONGEST_LIFE = 1.0
LONGEST_START = 10.0
"""Seconds within which a killed server answers again."""
_PATIENCE = 60.0


@dataclass
class Report:
    """What happened, and what was wrong."""

    engine: str
    kills: int
    seconds: float
    acknowledged: int
    agreed: int
    kept: int
    cut_off: int
    sent_again: int
    conflicts: int
    start_median: float
    start_longest: float
    problems: list[str]


def run(*, kills: int, engine: str, seed: int = 0, longest_life: float = LONGEST_LIFE) -> Report:
    """Kill the server so many times under load, and check."""
    began = time.monotonic()
    with installation(engine) as environ:
        app = create_app(replace(load(environ), testing=True))
        clock = TestClock()
        clock.set(datetime.now(UTC))
        world = World(app, clock)
        port = int(environ["KAMCOACH_PORT"])
        writers = prepare(world, port, people=PEOPLE)
        beside = others(world, port, len(writers))
        devices: list[Device] = [*writers, *beside]
        try:
            with Server(environ) as server:
                problems = _load(server, devices, kills, random.Random(seed), longest_life)
            problems += problems_of(world, writers, beside)
            problems += [f"a start took {took:.1f} s" for took in server.starts if took > LONGEST_START]
            kept = count_of(world, writers)
        finally:
            with app.app_context():
                db.engine.dispose()
    return Report(
        engine=engine,
        kills=kills,
        seconds=round(time.monotonic() - began, 1),
        acknowledged=sum(writer.acknowledged for writer in writers),
        agreed=sum(device.acknowledged for device in beside),
        kept=kept,
        cut_off=sum(device.cut_off for device in devices),
        sent_again=sum(device.sent_again for device in devices),
        conflicts=sum(device.conflicts for device in devices),
        start_median=round(statistics.median(server.starts), 2),
        start_longest=round(max(server.starts), 2),
        problems=problems,
    )


def _load(server: Server, devices: Sequence[Device], kills: int, draw: random.Random, longest_life: float) -> list[str]:
    """Start, write, kill, and in the end stop; returns what went wrong on the way."""
    threads = [threading.Thread(target=device.run, name=f"device {device.number}") for device in devices]
    server.start()
    try:
        for thread in threads:
            thread.start()
        for _ in range(kills):
            _wait_for_progress(devices)
            time.sleep(draw.uniform(0, longest_life))
            server.kill()
            server.start()
        _wait_for_progress(devices)
    finally:
        for device in devices:
            device.stop.set()
        for thread in threads:
            thread.join(_PATIENCE)
    code = server.stop()
    return [f"the server ended with {code}"] if code else []


def _wait_for_progress(devices: Sequence[Device]) -> None:
    """Until every device had a save acknowledged by this run of the server."""
    before = [device.acknowledged for device in devices]
    until = time.monotonic() + _PATIENCE
    while any(device.acknowledged == count for device, count in zip(devices, before, strict=True)):
        if time.monotonic() > until:
            raise RuntimeError("the devices make no progress")
        time.sleep(0.01)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.kill_server", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    report = run(kills=given.kills, engine=given.engine, seed=given.seed)
    print(json.dumps(vars(report), indent=2))
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
