"""A mail server on this machine that keeps what arrives and when, and is out for an hour now and then."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from typing import Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_HOST = "127.0.0.1"
Outage = Literal["", "closed", "dropping"]
"""closed: every conversation is turned away; dropping: a mail is taken and the line cut before it is acknowledged."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One mail that arrived: its Message-ID, to whom, at which simulated instant, and whether that was acknowledged."""

    message_id: str
    to: str
    at: datetime
    acknowledged: bool


@dataclass
class Post:
    """What arrived so far; `now` and `outage` are set by whoever drives the clocks."""

    now: datetime
    outage: Outage = ""
    deliveries: list[Delivery] = field(default_factory=list)

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Turn away who comes during an outage."""
        if self.outage == "closed":
            return "421 closed for an hour"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep a mail."""
        acknowledged = self.outage != "dropping"
        content = envelope.content
        assert isinstance(content, bytes)
        message_id = str(message_from_bytes(content)["Message-ID"]).strip()
        for to in envelope.rcpt_tos:
            self.deliveries.append(Delivery(message_id, to, self.now, acknowledged))
        if not acknowledged and server.transport is not None:
            server.transport.close()
            return ""
        return "250 kept"


@contextmanager
def post_office(now: datetime) -> Iterator[tuple[Post, str]]:
    """A server that runs as long as the block, and its address as KAMCOACH_SMTP_URL has it."""
    post, port = Post(now), _free_port()
    controller = Controller(post, hostname=_HOST, port=port)
    controller.start()
    try:
        yield post, f"smtp://{_HOST}:{port}"
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.create_server((_HOST, 0)) as free:
        port: int = free.getsockname()[1]
    return port
