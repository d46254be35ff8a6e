"""The load: a process of its own with a thread a client, raw sockets, one connection a request (gunicorn's sync workers
close it anyway). It is the same for the product and for the floors, and cheap beside both."""

import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_LONGEST = 30.0


@dataclass(frozen=True)
class Reply:
    """What came back: the status, the body, and the seconds until its last byte."""

    status: int
    body: bytes
    seconds: float


def send(port: int, request: bytes) -> Reply:
    """One request on a connection of its own."""
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=_LONGEST) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    return Reply(int(head[9:12]), body, time.perf_counter() - began)


def request(method: str, path: str, headers: str, body: str = "") -> bytes:
    """The bytes of a request."""
    told = body.encode()
    kind = "Content-Type: application/x-www-form-urlencoded\r\n" if body else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}{kind}"
    return f"{head}Content-Length: {len(told)}\r\n\r\n".encode() + told


Turn = Callable[[Callable[[bytes], Reply]], bool]
"""One turn of one client: it sends what it has to and says whether all of it was acknowledged."""


@dataclass
class Round:
    """What a round came to: turns that were acknowledged, seconds, the seconds of each request."""

    acknowledged: int
    refused: int
    seconds: float
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Turns a second."""
        return self.acknowledged / self.seconds


def play(port: int, clients: Sequence[Callable[[], Turn]], seconds: float) -> Round:
    """Let clients take turns for some seconds, in another process; `clients` make the next turn when called."""
    out: multiprocessing.Queue[Round] = multiprocessing.Queue()
    process = multiprocessing.Process(target=_play, args=(port, clients, seconds, out))
    process.start()
    result = out.get(timeout=seconds + 2 * _LONGEST)
    process.join()
    return result


def _play(
    port: int, clients: Sequence[Callable[[], Turn]], seconds: float, out: "multiprocessing.Queue[Round]"
) -> None:
    counts, latencies = [[0, 0] for _ in clients], [[] for _ in clients]  # type: ignore[var-annotated]
    began = time.perf_counter()
    until = began + seconds

    def run(number: int, next_turn: Callable[[], Turn]) -> None:
        def timed(told: bytes) -> Reply:
            reply = send(port, told)
            latencies[number].append(reply.seconds)
            return reply

        while time.perf_counter() < until:
            counts[number][0 if next_turn()(timed) else 1] += 1

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    done, refused = (sum(count[place] for count in counts) for place in (0, 1))
    out.put(Round(done, refused, seconds, [one for of_client in latencies for one in of_client]))
