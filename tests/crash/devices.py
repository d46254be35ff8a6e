"""A device that writes under load until told to stop, and can tell afterwards what must be in the database.

Another kind of write joins the load by a class of this shape and a line in `others`.
"""

import http.client
import json
import random
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.cycles.models import AgreedLevel
from kamcoach.trail.models import TrailEntry
from tests.factories.cycles import rated_pair
from tests.factories.world import Browser, Thing, World


class Device(Protocol):
    """What the load is made of; `acknowledged` grows with each write whose success was answered."""

    number: int
    stop: threading.Event
    problems: list[str]
    acknowledged: int
    cut_off: int
    sent_again: int
    conflicts: int
    refused: int

    def run(self) -> None:
        """Write until told to stop."""

    def wrong(self, session: Session) -> Iterator[str]:
        """What is not kept as it was acknowledged, one sentence each."""


@dataclass
class Agreeing:
    """A manager who writes down agreed levels through the page's form: sent again, unchanged, until it is answered."""

    number: int
    port: int
    occasion: Thing
    measures: tuple[str, ...]
    browser: Browser
    stop: threading.Event = field(default_factory=threading.Event)
    problems: list[str] = field(default_factory=list)
    acknowledged: int = 0
    cut_off: int = 0
    sent_again: int = 0
    conflicts: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.number)
        self._revision = dict.fromkeys(self.measures, 0)
        self._kept: dict[str, tuple[int, str]] = {}
        self._pending: tuple[str, int, str] | None = None
        cookie = self.browser.get_cookie("kamcoach")
        assert cookie is not None
        self._headers = {
            "Cookie": f"kamcoach={cookie.value}",
            "X-CSRFToken": self.browser.csrf,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def run(self) -> None:
        """Write one level after the other."""
        number = 0
        while not self.stop.is_set():
            number += 1
            self._pending = (self._random.choice(self.measures), self._random.randint(1, 5), f"level {number}")
            while not self.stop.is_set() and not self._is_answered(*self._pending):
                self.stop.wait(0.05)

    def _is_answered(self, measure: str, value: int, note: str) -> bool:
        try:
            status = self._post(measure, {"value": value, "note": note, "base": self._revision[measure]})
        except ConnectionRefusedError:
            return False
        except (OSError, http.client.HTTPException):
            self.cut_off += 1
            self.sent_again += 1
            return False
        if status == 503:
            self.refused += 1
            return False
        if status == 302:
            self.acknowledged += 1
            self._revision[measure] += 1
            self._kept[measure] = (value, note)
            self._pending = None
        else:
            self.problems.append(f"{note} of {measure}: {status}")
        return True

    def _post(self, measure: str, fields: Mapping[str, object]) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            path = f"/pairs/{self.occasion.public_id}/levels/{measure}"
            connection.request("POST", path, urlencode(fields), self._headers)
            reply = connection.getresponse()
            reply.read()
            return reply.status
        finally:
            connection.close()

    def wrong(self, session: Session) -> Iterator[str]:
        """Each acknowledged level is kept once, told once by the trail, and the newest one stands."""
        told: defaultdict[str, list[int]] = defaultdict(list)
        query = select(TrailEntry.details).where(TrailEntry.verb == "level agreed")
        for details in session.scalars(query.where(TrailEntry.object_id == self.occasion.public_id)):
            said = json.loads(details)
            told[said["measure"]].append(said["revision"])
        for measure in self.measures:
            stored = session.get(AgreedLevel, (self.occasion.id, measure))
            found = (stored.revision, (stored.value, stored.note)) if stored else (0, None)
            possible = [(self._revision[measure], self._kept.get(measure))]
            if self._pending is not None and self._pending[0] == measure:  # sent, and never answered
                possible.append((self._revision[measure] + 1, self._pending[1:]))
            if found not in possible:
                yield f"level of {measure}: {found}, not {possible}"
            if sorted(told[measure]) != list(range(1, found[0] + 1)):
                yield f"level of {measure}: the trail tells of {told[measure]}, not of {found[0]}"


def others(world: World, port: int, first: int) -> list[Device]:
    """The load beside the answers: one pair whose manager writes down levels."""
    occasion = rated_pair(world)
    return [Agreeing(first, port, occasion, ("deciders", "negotiation", "orders"), world.client(world.mona))]
