"""The hot paths: the page of a due checklist, one saved answer, a checklist from opening to sent."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from sqlalchemy import func, select

from kamcoach.assessing.models import Assessment, SaveOperation
from tests.bench import floor
from tests.bench.client import Turn, request, send
from tests.bench.measuring import Both, Line, Sides, alternate, line
from tests.bench.serving import served
from tests.bench.stage import Stage, fill_pages, stage
from tests.bench.turns import PRODUCT_ITEMS, SAME_ITEMS, Checklists, Saves, bare_turns, page_turns
from tests.crash.server import Server

CLIENTS = (1, 8)
_FOR_ONE, _FOR_EIGHT = 420, 60
"""Checklists of one round for one client, and for each of eight."""


class Lost(Exception):
    """An acknowledged write is not there."""


@dataclass
class Ports:
    """Where product and floor answer."""

    product: int
    floor: int


def measure(engine: str, sections: set[str], *, rounds: int, seconds: float) -> Iterator[Line]:
    """The lines of one engine. Raises Lost when the rows do not add up to what was acknowledged."""
    with stage(engine) as at, ExitStack() as stack:
        server = stack.enter_context(Server(at.environ))
        server.start()
        _render_once(at, server.port)
        ports = Ports(server.port, stack.enter_context(served(floor.create_floor, at.floor_url)))
        for section, run in (("page", _page), ("save", _save), ("checklist", _checklist)):
            if section in sections:
                yield from run(at, ports, engine, rounds, seconds)


def _render_once(at: Stage, port: int) -> None:
    """What the product renders, for the floor to render as many bytes."""
    seat = at.product[0]
    answered = seat.sheets.pop()
    made = Checklists(seat, [answered], on_floor=False)()
    if not made(lambda told: send(port, told)):
        raise RuntimeError("the product does not answer as it should")
    pages = {
        "answer": send(port, request("GET", f"/assessments/{seat.sheets[-1]}/answer", seat.headers)).body,
        "result": send(port, request("GET", f"/assessments/{answered}", seat.headers)).body,
    }
    fill_pages(at.floor_url, pages)


def _page(at: Stage, ports: Ports, engine: str, rounds: int, seconds: float) -> Iterator[Line]:
    for clients in CLIENTS:

        def sides(_number: int, clients: int = clients) -> Sides:
            return {
                "product": (ports.product, [page_turns(seat) for seat in at.product[:clients]]),
                "floor": (ports.floor, [page_turns(seat) for seat in at.floor[:clients]]),
            }

        both = alternate(sides, rounds=rounds, seconds=seconds)
        yield line("due checklist, page", engine, clients, both, least=0.30)
        yield _calibrate("bare form", "GET", ports, engine, clients, seconds)


def _save(at: Stage, ports: Ports, engine: str, rounds: int, seconds: float) -> Iterator[Line]:
    before = _operations(at)
    acknowledged = {"product": 0, "floor": 0}
    for place, clients in enumerate(CLIENTS):

        def sides(number: int, clients: int = clients, place: int = place) -> Sides:
            sheet = -2 - number - place * rounds
            return {
                "product": (ports.product, [Saves(seat, PRODUCT_ITEMS, sheet) for seat in at.product[:clients]]),
                "floor": (ports.floor, [Saves(seat, SAME_ITEMS, sheet) for seat in at.floor[:clients]]),
            }

        both = alternate(sides, rounds=rounds, seconds=seconds)
        _add(acknowledged, both)
        made = line("one answer saved", engine, clients, both, least=0.25 if engine == "sqlite" else 0.40)
        made.reached = bool(made.reached) and (made.p99_ms or 0) <= 60
        made.target += ", p99<=60"
        yield made
        yield _calibrate("bare nine answers", "POST", ports, engine, clients, seconds)
    _compare("saved answers", acknowledged, before, _operations(at))


def _checklist(at: Stage, ports: Ports, engine: str, rounds: int, seconds: float) -> Iterator[Line]:
    before = _sent(at)
    acknowledged = {"product": 0, "floor": 0}
    for clients in CLIENTS:

        def sides(number: int, clients: int = clients) -> Sides:
            return {
                "product": (ports.product, _checklists(at, clients, number, on_floor=False)),
                "floor": (ports.floor, _checklists(at, clients, number, on_floor=True)),
            }

        both = alternate(sides, rounds=rounds, seconds=seconds)
        _add(acknowledged, both)
        yield line("nine behaviours, opened to sent", engine, clients, both, least=0.45)
    _compare("sent checklists", acknowledged, before, _sent(at))


def _checklists(at: Stage, clients: int, number: int, *, on_floor: bool) -> list[Callable[[], Turn]]:
    """Fresh sheets for a round: of one client those of another person each time, of eight a part of everybody's."""
    seats = at.floor if on_floor else at.product
    if clients == 1:
        seat = seats[number % len(seats)]
        return [Checklists(seat, seat.sheets[:_FOR_ONE], on_floor=on_floor)]
    first = _FOR_ONE + number * _FOR_EIGHT
    return [Checklists(seat, seat.sheets[first : first + _FOR_EIGHT], on_floor=on_floor) for seat in seats]


def _calibrate(name: str, method: str, ports: Ports, engine: str, clients: int, seconds: float) -> Line:
    """The bare floor: how fast this machine is, beside the figures of anchors.md section 5."""
    turns = [bare_turns(method) for _ in range(clients)]
    both = alternate(
        lambda _: {"product": (ports.floor, turns), "floor": (ports.floor, turns)}, rounds=1, seconds=seconds
    )
    made = line(f"({name}, machine)", engine, clients, both)
    made.p99_ms = None
    return made


def _add(acknowledged: dict[str, int], both: Both) -> None:
    for side in acknowledged:
        acknowledged[side] += both.acknowledged(side)


def _compare(what: str, acknowledged: dict[str, int], before: dict[str, int], after: dict[str, int]) -> None:
    """Every acknowledged write is there; one more may be, which was stored when its round ended."""
    for side, count in acknowledged.items():
        there = after[side] - before[side]
        if there < count:
            raise Lost(f"{what}, {side}: {count} acknowledged, {there} there")


def _operations(at: Stage) -> dict[str, int]:
    query = select(func.count()).select_from(floor.operation).where(~floor.operation.c.operation.like("sheet-%"))
    mine = select(func.count()).select_from(SaveOperation).where(~SaveOperation.operation_id.like("sheet-%"))
    return {"product": at.world.scalar(mine), "floor": _on_floor(at, query)}


def _sent(at: Stage) -> dict[str, int]:
    query = select(func.count()).select_from(floor.assessment).where(floor.assessment.c.sent.is_not(None))
    mine = select(func.count()).select_from(Assessment).where(Assessment.submitted_at.is_not(None))
    return {"product": at.world.scalar(mine), "floor": _on_floor(at, query)}


def _on_floor(at: Stage, query: object) -> int:
    engine = floor.engine_of(at.floor_url)
    with engine.connect() as connection:
        count = connection.execute(query).scalar()  # type: ignore[call-overload]
    engine.dispose()
    return int(count or 0)
