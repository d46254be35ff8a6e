"""What must hold after the crashes: nothing acknowledged lost or doubled, a sound database, a trail that verifies."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Answer, SaveOperation
from kamcoach.database import db
from kamcoach.trail.models import TrailEntry
from kamcoach.trail.queries import verify
from kamcoach.worker import seal_trail
from tests.crash.agreeing import Agreeing
from tests.crash.writers import Operation, Writer
from tests.factories.world import World


def problems_of(world: World, writers: Sequence[Writer], others: Sequence[Agreeing] = ()) -> list[str]:
    """Everything that is not as it must be, one sentence each."""
    found = [problem for device in (*writers, *others) for problem in device.problems]
    with world.app.app_context():
        seal_trail(world.now)
    with world.reading() as session:
        for writer in writers:
            for item in writer.items:
                found += _problems_of_item(session, writer, item)
        found += _strangers(session, writers)
        for device in others:
            found += device.wrong(session)
        found += _unsound(session)
        verdict = verify(session)
        if verdict.problem or verdict.unsealed:
            found.append(f"trail: {verdict}")
    return found


def _problems_of_item(session: Session, writer: Writer, item: str) -> Iterator[str]:
    where = f"writer {writer.number}, {item}"
    sent = {operation.id: operation for operation in writer.sent if operation.item == item}
    stored = session.get(Answer, (writer.assessment.id, item))
    query = select(SaveOperation).where(SaveOperation.assessment_id == writer.assessment.id, SaveOperation.item == item)
    kept = {row.operation_id: row.revision for row in session.scalars(query)}
    for operation in sent.values():
        if operation.revision is not None and kept.get(operation.id) != operation.revision:
            yield f"{where}: {operation} was acknowledged and is kept as {kept.get(operation.id)}"
    if sorted(kept.values()) != list(range(1, len(kept) + 1)):
        yield f"{where}: revisions {sorted(kept.values())}"
    if kept.keys() - sent.keys():
        yield f"{where}: {kept.keys() - sent.keys()} were never sent"
        return
    if (stored.revision if stored else 0) != len(kept):
        yield f"{where}: {len(kept)} saves, and the answer has revision {stored.revision if stored else 0}"
    elif stored is not None:
        yield from _problems_of_answer(where, stored, list(sent.values()), kept)


def _problems_of_answer(where: str, stored: Answer, sent: list[Operation], kept: dict[str, int]) -> Iterator[str]:
    """The answer is the newest kept save, and no acknowledged save was sent after it."""
    newest = next(operation for operation in sent if kept.get(operation.id) == stored.revision)
    if (stored.value, stored.note) != (newest.value, newest.note):
        yield f"{where}: holds {stored.value} {stored.note!r}, not {newest}"
    later = sent[sent.index(newest) + 1 :]
    if any(operation.revision is not None for operation in later):
        yield f"{where}: {newest} stands over {later}"


def _strangers(session: Session, writers: Sequence[Writer]) -> Iterator[str]:
    """Each save stands in the trail once, and nothing else of these assessments does."""
    saves = select(TrailEntry.object_id, TrailEntry.details).where(
        TrailEntry.verb == "answer saved",
        TrailEntry.object_id.in_({writer.assessment.public_id for writer in writers}),
    )
    told: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for public_id, details in session.execute(saves):
        said = json.loads(details)
        told[public_id, said["item"]].append(said["revision"])
    for writer in writers:
        for item in writer.items:
            stored = session.get(Answer, (writer.assessment.id, item))
            expected = list(range(1, (stored.revision if stored else 0) + 1))
            if sorted(told.pop((writer.assessment.public_id, item), [])) != expected:
                yield f"writer {writer.number}, {item}: the trail does not tell of revisions {expected}"
    if told:
        yield f"the trail tells of {dict(told)}"


def _unsound(session: Session) -> Iterator[str]:
    if db.engine.dialect.name != "sqlite":
        return
    verdict = session.scalar(text("PRAGMA integrity_check"))
    if verdict != "ok":
        yield f"integrity_check: {verdict}"
    if broken := session.execute(text("PRAGMA foreign_key_check")).all():
        yield f"foreign_key_check: {broken}"


def count_of(world: World, writers: Sequence[Writer]) -> int:
    """How many saves of these writers the database keeps."""
    theirs = SaveOperation.assessment_id.in_({writer.assessment.id for writer in writers})
    return int(world.scalar(select(func.count()).select_from(SaveOperation).where(theirs)))
