"""A mail server on this machine that keeps what it is given, and refuses what a test tells it to refuse."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast


class Sink(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as smtplib asks for."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.received: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        """What to answer to a recipient, such as `550 no such mailbox`."""
        self.is_broken = False
        """Hang up on everybody."""
        self.hangs_up = False
        """Take a letter, and hang up before saying so."""
        self.after_data = "250 kept"
        """What to answer to a letter."""
        self.attempts: list[str] = []
        self._arrived = threading.Condition()

    @property
    def url(self) -> str:
        """What KAMCOACH_SMTP_URL says."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @property
    def ids(self) -> list[str]:
        """The Message-ID of everything that arrived, in order."""
        return [str(message["Message-ID"]) for message in self.received]

    def keep(self, message: EmailMessage) -> None:
        """Keep what arrived, and tell who waits for it."""
        with self._arrived:
            self.received.append(message)
            self._arrived.notify_all()

    def wait_for(self, number: int, seconds: float) -> bool:
        """Wait until so many letters have arrived; False when they have not in time."""
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self.received) >= number, seconds)

    def handle_error(self, *_: object) -> None:
        """A client that was killed is part of the test."""


class _Conversation(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        if self.server.is_broken:
            return
        self._say("220 sink")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ", 1)[0].upper().split(":")[0]
            if verb == "QUIT":
                self._say("221 bye")
                return
            answer = self._data() if verb == "DATA" else self._answer(verb, line)
            if verb == "DATA" and self.server.hangs_up:
                return
            self._say(answer)

    def _answer(self, verb: str, line: str) -> str:
        if verb == "RCPT":
            recipient = line.split("<")[1].split(">", maxsplit=1)[0]
            self.server.attempts.append(recipient)
            return self.server.refused.get(recipient, "250 ok")
        return "250 ok"

    def _data(self) -> str:
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if not line:
            return ""
        if not self.server.after_data.startswith("2"):
            return self.server.after_data
        self.server.keep(cast(EmailMessage, message_from_bytes(b"".join(lines), policy=policy.default)))
        return self.server.after_data

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    """A sink that runs as long as the block."""
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()
