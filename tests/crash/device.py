"""A device that writes under load until told to stop, and knows what was acknowledged."""

import http.client
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.factories.world import Browser

TROUBLE = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    is_json: bool


@dataclass
class Device:
    """What every device counts, and how it sends; `acknowledged` grows with each write whose success was answered."""

    number: int
    port: int
    browser: Browser
    stop: threading.Event = field(default_factory=threading.Event, kw_only=True)
    problems: list[str] = field(default_factory=list, kw_only=True)
    acknowledged: int = field(default=0, kw_only=True)
    cut_off: int = field(default=0, kw_only=True)
    sent_again: int = field(default=0, kw_only=True)
    conflicts: int = field(default=0, kw_only=True)
    refused: int = field(default=0, kw_only=True)

    def run(self) -> None:
        """Write until told to stop."""
        raise NotImplementedError

    @property
    def headers(self) -> dict[str, str]:
        """Those of the person's browser."""
        cookie = self.browser.get_cookie("kamcoach")
        assert cookie is not None
        return {
            "Cookie": f"kamcoach={cookie.value}",
            "X-CSRFToken": self.browser.csrf,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def post(self, path: str, fields: Mapping[str, object], headers: Mapping[str, str]) -> Reply:
        """Send a form. Raises one of TROUBLE when nothing came back."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", path, urlencode(fields), dict(headers))
            reply = connection.getresponse()
            return Reply(reply.status, reply.read(), reply.headers.get_content_type() == "application/json")
        finally:
            connection.close()
