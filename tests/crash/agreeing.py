"""The load beside the answers: devices that can tell afterwards what must be in the database.

Another kind of write joins it by a class and a line in `others`.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.cycles.models import AgreedLevel
from kamcoach.trail.models import TrailEntry
from tests.crash.device import TROUBLE, Device
from tests.factories.cycles import rated_pair
from tests.factories.world import Thing, World


@dataclass
class Agreeing(Device):
    """A manager who writes down agreed levels through the page's form: sent again, unchanged, until it is answered."""

    occasion: Thing
    measures: tuple[str, ...]

    def __post_init__(self) -> None:
        self._random = random.Random(self.number)
        self._revision = dict.fromkeys(self.measures, 0)
        self._kept: dict[str, tuple[int, str]] = {}
        self._pending: tuple[str, int, str] | None = None
        self._sends = self.headers

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
        except TROUBLE:
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
        path = f"/pairs/{self.occasion.public_id}/levels/{measure}"
        return self.post(path, fields, self._sends).status

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


def others(world: World, port: int, first: int) -> list[Agreeing]:
    """The load beside the answers: one pair whose manager writes down levels."""
    occasion = rated_pair(world)
    return [Agreeing(first, port, world.client(world.mona), occasion, ("deciders", "negotiation", "orders"))]
