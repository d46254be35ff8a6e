"""Clients that save answers one by one, as a phone does: an operation id each, sent again until it is acknowledged
or given up, and a memory of what was acknowledged."""

import json
import random
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from kamcoach.permissions.roles import Role
from tests.crash.device import TROUBLE, Device
from tests.factories.world import ITEMS, Thing, World


@dataclass
class Operation:
    """One save that was sent at least once; `revision` is what was acknowledged."""

    item: str
    value: str
    note: str
    id: str
    revision: int | None = None


@dataclass
class Writer(Device):
    """One device of a person: it alone writes its items, the other device of the person writes the others."""

    assessment: Thing
    items: tuple[str, ...]
    sent: list[Operation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._base = dict.fromkeys(self.items, 0)
        self._random = random.Random(self.number)
        self._sends = self.headers | {"Accept": "application/json"}

    def run(self) -> None:
        """Save until told to stop."""
        while not self.stop.is_set():
            number = len(self.sent)
            item, value = self._random.choice(self.items), self._random.choice("12345NO")
            operation = Operation(item, value, f"writer {self.number}, save {number}", f"crash-{self.number}-{number}")
            self.sent.append(operation)
            self._save(operation)

    def _save(self, operation: Operation) -> None:
        while True:
            try:
                status, body = self._post(operation)
            except ConnectionRefusedError:  # never sent
                if self.stop.wait(0.05):
                    return
                continue
            except TROUBLE:
                self.cut_off += 1
                if self.stop.is_set() or self._random.random() < 0.4:
                    return  # the person goes on with something else; it may or may not have been stored
                self.sent_again += 1
                time.sleep(0.05)
                continue
            if status == 503:
                self.refused += 1
                if self.stop.wait(0.05):
                    return
            elif status == 409 and "conflict" in body:
                self._meet(operation, body)
            else:
                self._acknowledge(operation, status, body)
                return

    def _post(self, operation: Operation) -> tuple[int, Any]:
        fields = {"value": operation.value, "note": operation.note, "operation": operation.id}
        path = f"/assessments/{self.assessment.public_id}/answers/{operation.item}"
        reply = self.post(path, fields | {"base": self._base[operation.item]}, self._sends)
        return reply.status, json.loads(reply.body) if reply.is_json else {"text": reply.body[:200]}

    def _meet(self, operation: Operation, body: Any) -> None:
        """The other text can only be one of this device that was given up: keep the newer one."""
        self.conflicts += 1
        given_up = {one.note for one in self.sent if one.item == operation.item and one.revision is None}
        if body["conflict"]["note"] not in given_up:
            self.problems.append(f"{operation.id} met {body['conflict']}, which was not given up")
        self._base[operation.item] = body["revision"]

    def _acknowledge(self, operation: Operation, status: int, body: Any) -> None:
        if status != 200:
            self.problems.append(f"{operation.id}: {status} {body}")
            return
        self.acknowledged += 1
        operation.revision = self._base[operation.item] = body["revision"]


def prepare(world: World, port: int, *, people: int) -> list[Writer]:
    """Two devices for each of some trainees whose baseline is open; each device writes every second item."""
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    writers: list[Writer] = []
    for number in range(people):
        person = world.person(f"Trainee {number}", Role.TRAINEE)
        world.line("coach", person, world.bob)
        assessment = world.assessment(world.enrol(cohort, person, world.bob), "baseline", person)
        for items in (ITEMS[::2], ITEMS[1::2]):
            writers.append(Writer(len(writers), port, world.client(person), assessment, items))
    return writers
