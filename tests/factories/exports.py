"""Taking data along as a person does, and reading the files back."""

import csv
import io
import json
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from kamcoach.assessing.models import Assessment, Occasion, Subject
from kamcoach.exports import jobs, views
from kamcoach.exports.models import Export, ExportPart
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Person
from kamcoach.trail.models import TrailEntry, TrailText
from tests.factories.world import Someone, World


def take(world: World, who: Someone | None, dataset: str, file_format: str = "csv", **filters: str) -> TestResponse:
    """Press one of the two buttons."""
    reply: TestResponse = world.client(who).post(f"/exports/{dataset}.{file_format}", data=filters, buffered=True)
    return reply


def csv_rows(reply: TestResponse) -> list[dict[str, str]]:
    """The rows of a CSV by heading."""
    assert reply.status_code == 200, reply.text
    return csv_file_rows(reply.data)


def csv_file_rows(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by heading."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def xlsx_rows(data: bytes) -> list[dict[str, Any]]:
    """The rows of the first sheet of an XLSX by heading."""
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def about(data: bytes) -> dict[str, Any]:
    """The second sheet of an XLSX."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(1).to_python()
    return {str(name): said for name, said in rows}


def recorded(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """What the trail tells of exports: who, what, and the details, oldest first."""
    entries = world.rows(TrailEntry, TrailEntry.object_kind == "export")
    return [(entry.actor, entry.verb, json.loads(entry.details)) for entry in entries]


def personal_texts(world: World) -> dict[str, str]:
    """The erasable texts of exports in the trail."""
    with world.reading() as session:
        query = select(TrailText.field, TrailText.text).join(TrailEntry, TrailEntry.id == TrailText.entry_id)
        return {row.field: row.text for row in session.execute(query.where(TrailEntry.object_kind == "export"))}


def many_assessments(world: World, number: int, about_whom: Someone, *, first: int = 0) -> None:
    """So many empty seats on occasions of one person, without going through the doors."""
    with world.writing() as session:
        instrument = session.scalars(
            select(ContentVersion.id).where(ContentVersion.code == "kam-behaviours").order_by(ContentVersion.version)
        ).first()
        subject = session.scalar(select(Subject.id).where(Subject.person_id == about_whom.id))
        if subject is None:
            made = Subject(kind="person", person_id=about_whom.id)
            session.add(made)
            session.flush()
            subject = made.id
        occasion = {
            "subject_id": subject,
            "instrument_id": instrument,
            "purpose": "development",
            "blind": True,
            "sees": "self-then-coach/1",
            "asked": ["B1a", "B1b"],
            "title": "Of many",
            "phase": "single",
            "time_zone": "Asia/Manila",
            "opens_on": world.today,
            "due_on": world.today,
            "closes_on": world.today,
            "opens_at": world.now.business,
            "closes_at": world.now.business,
            "created_at": world.now.business,
            "released_at": world.now.business,
        }
        session.execute(insert(Occasion), [occasion | {"public_id": f"o-{first + n}"} for n in range(number)])
        those = select(Occasion.id).where(Occasion.title == "Of many").order_by(Occasion.id)
        ids = session.scalars(those.offset(first)).all()
        seat = {"relation": "self", "rater_id": about_whom.id}
        session.execute(insert(Assessment), [seat | {"occasion_id": one, "public_id": f"a-{one}"} for one in ids])


def rename(world: World, person: Someone, name: str) -> None:
    """Give a person a name that no door would let in."""
    with world.writing() as session:
        session.get_one(Person, person.id).name = name


def asked_for(world: World, monkeypatch: Any, who: Someone, dataset: str = "assessments", **filters: str) -> Export:
    """Ask for an XLSX that is too long for a request, and see it wait."""
    monkeypatch.setattr(views, "AT_ONCE", 0)
    reply = take(world, who, dataset, "xlsx", **filters)
    assert (reply.status_code, reply.location) == (302, "/exports"), reply.text
    return world.rows(Export)[-1]


def make_waiting(world: World) -> int:
    """Let the worker make what waits."""
    with world.app.app_context():
        return jobs.make_waiting(world.now)


def fetched(world: World, who: Someone, export: Export) -> bytes:
    """Fetch a file that is ready."""
    reply = world.client(who).post(f"/exports/{export.public_id}")
    assert reply.status_code == 200, reply.text
    assert reply.content_length == len(reply.data)
    return reply.data


def exports_of(world: World, who: Someone) -> dict[str, str]:
    """A file that is ready, one that waits and one that failed, each by its public id."""
    made_by = Export.__table__.insert()
    row = {
        "dataset": "assessments",
        "filters": {},
        "requested_by_id": who.id,
        "requested_at": world.now.business,
        "attempts": 1,
        "total": 12_345,
        "size": 0,
    }
    states = {
        "export": {"state": "ready", "rows": 12_345, "size": 4, "finished_at": world.now.wall},
        "waiting export": {"state": "waiting", "rows": 4_000, "leased_by": "w", "leased_until": world.now.wall},
        "failed export": {"state": "failed", "rows": 0, "why": "too_long", "finished_at": world.now.wall},
    }
    ids = {name: f"{name.split(' ', maxsplit=1)[0]}-of-{who.name}"[:16] for name in states}
    with world.writing() as session:
        for name, values in states.items():
            session.execute(made_by, [row | values | {"public_id": ids[name]}])
        ready = session.scalar(select(Export.id).where(Export.public_id == ids["export"]))
        session.add(ExportPart(export_id=ready, number=0, content=b"file"))
    return ids
