"""A CSV of 100,000 assessments: rows a second, first byte, memory, and what it does to everybody else meanwhile."""

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from kamcoach.database import db
from tests.bench.client import request, send
from tests.bench.csv_floor import create_csv_floor
from tests.bench.measuring import Line
from tests.bench.serving import served
from tests.bench.stage import Seat, Stage, stage
from tests.crash.server import Server

ROWS, PEOPLE = 100_000, 100
_PACE, _SECONDS, _TIMES = 20, 5.0, 5
_ANSWERS = """
INSERT INTO answer (assessment_id, item, value, note, revision, saved_at)
SELECT a.id, i.item, '3', '', 1, o.created_at FROM assessment a JOIN occasion o ON o.id = a.occasion_id
CROSS JOIN (SELECT 'B1a' AS item UNION ALL SELECT 'B1b' UNION ALL SELECT 'B2' UNION ALL SELECT 'B3a' UNION ALL
SELECT 'B3b' UNION ALL SELECT 'B4' UNION ALL SELECT 'B5' UNION ALL SELECT 'B6' UNION ALL SELECT 'B7' UNION ALL
SELECT 'B8' UNION ALL SELECT 'B9a' UNION ALL SELECT 'B9b') AS i
"""


@dataclass
class Stream:
    """One download: lines, seconds to the first byte of the body and to the last."""

    lines: int
    first: float
    seconds: float


def measure(engine: str, *, rows: int = ROWS) -> Iterator[Line]:
    """The lines of one engine."""
    with stage(engine, people=PEOPLE, sheets=rows // PEOPLE) as at, ExitStack() as stack:
        with at.world.writing() as session:
            session.execute(text(_ANSWERS))
        with at.world.app.app_context(), db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
        server = stack.enter_context(Server(at.environ))
        server.start()
        floor_port = stack.enter_context(served(create_csv_floor, _product_url(at)))
        take = request("POST", "/exports/assessments.csv", at.hugh.headers)
        plain = request("GET", "/csv", "")
        before = _memory(server)
        mine, floors = [], []
        for _ in range(_TIMES):
            mine.append(download(server.port, take))
            floors.append(download(floor_port, plain))
        yield from _lines(engine, rows, mine, floors, _memory(server) - before)
        yield _meanwhile(engine, server, at.product[0], take)


def _product_url(at: Stage) -> str:
    return at.world.app.config["SQLALCHEMY_DATABASE_URI"]  # type: ignore[no-any-return]


def download(port: int, told: bytes) -> Stream:
    """Read a stream to its end."""
    began, first, lines = time.perf_counter(), 0.0, 0
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.sendall(told)
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(65536)
        body = head.split(b"\r\n\r\n", 1)[1]
        while part := body or connection.recv(1 << 20):
            first = first or time.perf_counter() - began
            lines += part.count(b"\n")
            body = b""
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.split(b"\r\n", 1)[0].decode())
    return Stream(lines, first, time.perf_counter() - began)


def _lines(engine: str, rows: int, mine: list[Stream], floors: list[Stream], grown: int) -> Iterator[Line]:
    if min(one.lines for one in (*mine, *floors)) < rows:
        raise RuntimeError(f"a file ended after {min(one.lines for one in (*mine, *floors))} lines")
    rate = [statistics.median(rows / one.seconds for one in side) for side in (mine, floors)]
    ratio = rate[0] / rate[1]
    yield Line(f"CSV of {rows} assessments", engine, 1, *rate, "row/s", ratio, ">= 0.40", ratio >= 0.4)
    first = [1000 * statistics.median(one.first for one in side) for side in (mine, floors)]
    within = first[0] <= first[1] + 50
    yield Line("CSV, first byte", engine, 1, *first, "ms", first[0] / first[1], "<= floor + 50", within)
    yield Line("CSV, memory grown", engine, 1, grown / 1024, 0, "MB", 0, "<= 30 MB", grown < 30 * 1024)


def _memory(server: Server) -> int:
    """The most that a process of the server ever held, in kB: the high-water mark tells of the peak."""
    peaks = []
    for pid in server.members():
        status = Path(f"/proc/{pid}/status").read_text()
        peaks.append(next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")))
    return max(peaks)


def _meanwhile(engine: str, server: Server, seat: Seat, take: bytes) -> Line:
    """The 95th percentile of another page, twenty a second, without an export and with one after the other."""
    alone = _paced(server.port, seat)
    stop = threading.Event()

    def export() -> None:
        while not stop.is_set():
            download(server.port, take)

    thread = threading.Thread(target=export)
    thread.start()
    busy = _paced(server.port, seat)
    stop.set()
    thread.join()
    name = "another page during it, p95"
    return Line(name, engine, 1, busy, alone, "ms", busy / alone, "<= 2.0", busy <= 2 * alone)


def _paced(port: int, seat: Seat) -> float:
    told, found, threads = request("GET", "/me", seat.headers), list[float](), []
    began = time.perf_counter()
    for number in range(int(_PACE * _SECONDS)):
        time.sleep(max(0.0, began + number / _PACE - time.perf_counter()))
        threads.append(threading.Thread(target=lambda: found.append(send(port, told).seconds)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return 1000 * sorted(found)[int(0.95 * (len(found) - 1))]
