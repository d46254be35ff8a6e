"""A backup taken while people write is one state of the database: each save is in it wholly or not at all."""

import json
import threading
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from kamcoach.assessing import services as assessing
from kamcoach.assessing.models import Answer, Assessment, SaveOperation
from kamcoach.backup.restoring import restore
from kamcoach.database import db, writing
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.trail.models import TrailEntry
from kamcoach.worker import seal_trail
from tests.factories.backups import backed_up, living_in
from tests.factories.world import ITEMS, Thing, World

_WRITERS, _BACKUPS = 2, 2


class _Writing(threading.Thread):
    """Somebody who saves one answer after the other until told to stop."""

    def __init__(self, world: World, assessment: Thing, actor: Actor) -> None:
        super().__init__(name=f"writer of {assessment.public_id}")
        self._world, self._assessment, self._actor = world, assessment, actor
        self.stop, self.saved, self.moved = threading.Event(), 0, threading.Event()

    def run(self) -> None:
        with self._world.app.app_context():
            while not self.stop.is_set():
                item, base = ITEMS[self.saved % len(ITEMS)], self.saved // len(ITEMS)
                save = assessing.Save(item, "12345"[self.saved % 5], f"save {self.saved}", base, f"save-{self.saved}")
                with writing() as session:
                    at = self._world.now
                    assessing.save_answer(session, self._assessment.public_id, save, actor=self._actor, at=at)
                self.saved += 1
                self.moved.set()
                if not self.saved % 20:
                    seal_trail(self._world.now)


def test_a_backup_during_writes_is_one_consistent_state(world: World, tmp_path: Path) -> None:
    writers = [_Writing(world, sheet, actor) for sheet, actor in _sheets(world)]
    for writer in writers:
        writer.start()
    try:
        counts = []
        for number in range(_BACKUPS):
            for writer in writers:
                writer.moved.clear()
                assert writer.moved.wait(20)
            before = sum(writer.saved for writer in writers)
            taken = backed_up(world.app, tmp_path / f"{number}.zip")
            counts.append((before, taken, sum(writer.saved for writer in writers) + _WRITERS))
    finally:
        for writer in writers:
            writer.stop.set()
        for writer in writers:
            writer.join(20)
    for number, (before, _, after) in enumerate(counts):
        url = f"sqlite:///{tmp_path / f'{number}.sqlite3'}"
        assert restore(tmp_path / f"{number}.zip", url).verdict.problem is None
        with living_in(url):
            assert before <= _consistent() <= after
    assert counts[0][1].content != counts[-1][1].content


def _sheets(world: World) -> list[tuple[Thing, Actor]]:
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    made = []
    for number in range(_WRITERS):
        person = world.person(f"Trainee {number}", Role.TRAINEE)
        world.line("coach", person, world.bob)
        sheet = world.assessment(world.enrol(cohort, person, world.bob), "baseline", person)
        made.append((sheet, world.actor(person)))
    return made


def _consistent() -> int:
    """Answer, operations and trail tell of the same saves; returns how many."""
    session = db.session()
    told: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    query = select(TrailEntry.object_id, TrailEntry.details).where(TrailEntry.verb == "answer saved")
    for public_id, details in session.execute(query):
        said = json.loads(details)
        told[public_id, said["item"]].add(said["revision"])
    answers = select(Assessment.public_id, Answer.item, Answer.revision, Answer.note).join(Assessment)
    stored = {(row.public_id, row.item): row for row in session.execute(answers)}
    assert stored.keys() == told.keys()
    for place, row in stored.items():
        assert told[place] == set(range(1, row.revision + 1))
        assert row.note == f"save {(row.revision - 1) * len(ITEMS) + ITEMS.index(row.item)}"
    operations = session.scalar(select(func.count()).select_from(SaveOperation)) or 0
    assert operations == sum(row.revision for row in stored.values())
    return operations
