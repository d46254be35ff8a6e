"""Reports after years of use: the heat map and the curve of 2,000 people with 50 occasions each beside one each."""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

from sqlalchemy import text

from kamcoach.database import db
from tests.bench.client import request, send
from tests.bench.measuring import Line
from tests.bench.stage import Seat, Stage, seat_of, stage
from tests.crash.server import Server
from tests.factories import curves, standings

PEOPLE, FEW, MANY = 2_000, 1, 50
_TIMES = 9
_OF_THE_TRAINING = 6
"""Occasions that a training itself brings: the curve reads them, whatever comes besides."""
_MOST = 1.5


def measure(engine: str, *, people: int = PEOPLE, many: int = MANY) -> Iterator[Line]:
    """Milliseconds with many occasions beside those with few, each on a fresh installation."""
    found = {count: _on_a_fresh_installation(engine, people, count) for count in (FEW, many)}
    for name in found[FEW]:
        few, long = found[FEW][name], found[many][name]
        ratio = long / few
        line = Line(f"{name}, {people} people, {many} : 1", engine, 1, long, few, "ms", ratio, f"<= {_MOST}")
        line.reached = ratio <= _MOST
        yield line


def _on_a_fresh_installation(engine: str, people: int, occasions: int) -> dict[str, float]:
    with stage(engine, people=1, sheets=2) as at, ExitStack() as stack:
        cohort = _fill(at, people, occasions)
        server = stack.enter_context(Server(at.environ))
        server.start()
        bob = seat_of(at.world, at.world.bob, [])
        pages = {"heat map": (at.hugh, "/heatmap"), "curve": (bob, f"/cohorts/{cohort}/curve")}
        return {name: _median(server.port, seat, path) for name, (seat, path) in pages.items()}


def _fill(at: Stage, people: int, occasions: int) -> str:
    world = at.world
    with world.writing() as session:
        relations = ("manager",)
        standings.levels(session, people=people, occasions=occasions, at=world.now, relations=relations)
    with world.writing() as session:
        others = max(occasions - _OF_THE_TRAINING, 0)
        plan = curves.Plot(people=people, last_day=world.today - timedelta(days=400), others=others)
        cohort = curves.plot(session, world.bob.id, plan).cohort
    with world.app.app_context(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return cohort


def _median(port: int, seat: Seat, path: str) -> float:
    told = request("GET", path, seat.headers)
    replies = [send(port, told) for _ in range(_TIMES)]
    if any(reply.status != 200 for reply in replies):
        raise RuntimeError(f"{path} answered {replies[0].status}")
    return 1000 * statistics.median(reply.seconds for reply in replies[2:])
