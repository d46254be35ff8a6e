"""The coach's queue: forty people with two years behind them, in an organisation of 10,000 beside one of 60."""

import statistics
from collections.abc import Iterator, Sequence

from sqlalchemy import text

from kamcoach.database import db
from tests.bench.client import request, send
from tests.bench.measuring import Line
from tests.bench.stage import seat_of, stage
from tests.crash.server import Server
from tests.factories.years import organisation

FEW, MANY = 60, 10_000
_TIMES = 60
_WARM = 5
_MOST = 1.5


def measure(engine: str, *, many: int = MANY, times: int = _TIMES) -> Iterator[Line]:
    """Milliseconds of the queue, its median and its slow end, each size on a fresh installation."""
    few, crowd = (_times(engine, people, times) for people in (FEW, many))
    for name, part, most in (("p50", 0.5, _MOST), ("p95", 0.95, None)):
        ours, theirs = (_quantile(found, part) for found in (crowd, few))
        line = Line(f"queue of 40, {many} : {FEW} people, {name}", engine, 1, ours, theirs, "ms", ours / theirs)
        if most is not None:
            line.target, line.reached = f"<= {most}", line.ratio <= most
        yield line


def _times(engine: str, people: int, times: int) -> Sequence[float]:
    with stage(engine, people=1, sheets=1) as at:
        world = at.world
        with world.writing() as session:
            organisation(session, world.bob.id, people=people, today=world.today)
        with world.app.app_context(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        bob = seat_of(world, world.bob, [])
        with Server(at.environ) as server:
            server.start()
            told = request("GET", "/queue", bob.headers)
            replies = [send(server.port, told) for _ in range(_WARM + times)][_WARM:]
    if any(reply.status != 200 for reply in replies):
        raise RuntimeError(f"/queue answered {replies[0].status}")
    return [1000 * reply.seconds for reply in replies]


def _quantile(found: Sequence[float], part: float) -> float:
    return statistics.quantiles(found, n=100, method="inclusive")[round(part * 100) - 1]
