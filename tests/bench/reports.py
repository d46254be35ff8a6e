"""Reports after years of use: the heat map, the curve and the four levels of 2,000 people with 50 occasions each beside
one each."""

import statistics
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.database import db
from tests.bench.client import request, send
from tests.bench.measuring import Line
from tests.bench.stage import Seat, Stage, seat_of, stage
from tests.crash.server import Server
from tests.factories import curves, levels, standings
from tests.factories.curves import Plotted
from tests.factories.outcomes_file import store

PEOPLE, FEW, MANY = 2_000, 1, 50
_TIMES = 9
_OF_THE_TRAINING = 6
"""Occasions that a training itself brings: the curve reads them, whatever comes besides."""
_MOST = 1.5
PAGES = {"reports": ("heat map", "curve"), "levels": ("four levels",)}
"""What is measured of each section."""


def measure(engine: str, *, sections: Collection[str], people: int = PEOPLE, many: int = MANY) -> Iterator[Line]:
    """Milliseconds with many occasions beside those with few, each on a fresh installation."""
    wanted = [page for section, pages in PAGES.items() if section in sections for page in pages]
    found = {count: _on_a_fresh_installation(engine, wanted, people, count) for count in (FEW, many)}
    for name in found[FEW]:
        few, long = found[FEW][name], found[many][name]
        ratio = long / few
        line = Line(f"{name}, {people} people, {many} : 1", engine, 1, long, few, "ms", ratio, f"<= {_MOST}")
        line.reached = ratio <= _MOST
        yield line


def _on_a_fresh_installation(engine: str, wanted: Collection[str], people: int, occasions: int) -> dict[str, float]:
    with stage(engine, people=1, sheets=2) as at, ExitStack() as stack:
        made = _fill(at, people, occasions)
        server = stack.enter_context(Server(at.environ))
        server.start()
        bob = seat_of(at.world, at.world.bob, [])
        pages = {
            "heat map": (at.hugh, "/heatmap"),
            "curve": (bob, f"/cohorts/{made.cohort}/curve"),
            "four levels": (bob, f"/programmes/{made.programme}/levels"),
        }
        return {name: _median(server.port, seat, path) for name, (seat, path) in pages.items() if name in wanted}


def _fill(at: Stage, people: int, occasions: int) -> Plotted:
    world = at.world
    with world.writing() as session:
        relations = ("manager",)
        standings.levels(session, people=people, occasions=occasions, at=world.now, relations=relations)
    with world.writing() as session:
        others = max(occasions - _OF_THE_TRAINING, 0)
        plan = curves.Plot(people=people, last_day=world.today - timedelta(days=400), others=others)
        made = curves.plot(session, world.bob.id, plan)
    with world.writing() as session:
        _beside_the_curve(session, made, occasions, plan.last_day, world.now)
    with world.app.app_context(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return made


def _beside_the_curve(session: Session, made: Plotted, occasions: int, last_day: date, at: Moment) -> None:
    """Reactions, cards, and figures of the business, more of them after years of use."""
    levels.seat(session, made)
    levels.react(session, made, {place: 1 + place % 4 for place in range(len(made.people))})
    cards = (False, *[True] * min(occasions, 25))
    levels.show_cards(session, made, dict.fromkeys(range(len(made.people)), cards))
    for month in range(-1, max(occasions // 5, 1)):
        first = last_day + timedelta(days=2 + 31 * month if month >= 0 else -40)
        values = {person: float(person % 50) for person in made.people}
        store(session, values, (first, first + timedelta(days=27)), at)


def _median(port: int, seat: Seat, path: str) -> float:
    told = request("GET", path, seat.headers)
    replies = [send(port, told) for _ in range(_TIMES)]
    if any(reply.status != 200 for reply in replies):
        raise RuntimeError(f"{path} answered {replies[0].status}")
    return 1000 * statistics.median(reply.seconds for reply in replies[2:])
