"""Changing business figures: keeping an upload, importing it, removing a figure."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.outcomes.importing import Judged, counted
from kamcoach.outcomes.models import Outcome, OutcomeImport
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.trail import services as trail
from kamcoach.trail.hashing import canonical_json

UPLOAD_LIFETIME = timedelta(days=1)


def keep_upload(session: Session, content: str, *, actor: Actor, at: Moment) -> str:
    """Keep an uploaded file until it is confirmed; returns its public id. An older upload of the actor goes."""
    session.execute(delete(OutcomeImport).where(OutcomeImport.uploaded_by_id == actor.person_id))
    upload = OutcomeImport(uploaded_by_id=actor.person_id, content=content, created_at=at.wall)
    session.add(upload)
    session.flush()
    return upload.public_id


def drop_upload(session: Session, upload_id: int) -> None:
    """Forget an uploaded file."""
    session.execute(delete(OutcomeImport).where(OutcomeImport.id == upload_id))


def drop_stale_uploads(session: Session, *, at: Moment) -> None:
    """Forget uploads that nobody confirmed for a day."""
    session.execute(delete(OutcomeImport).where(OutcomeImport.created_at < at.wall - UPLOAD_LIFETIME))


def apply_import(session: Session, judged: Sequence[Judged], *, actor: Actor | None, at: Moment) -> dict[str, int]:
    """Write what the dry run promised; refused rows are left out. Returns the count by what happened."""
    shared = {"imported_by_id": actor.person_id if actor else None, "imported_at": at.wall}
    added = [_as_row(one) | shared for one in judged if one.what == "added"]
    replaced = [
        {"id": one.before.id, "value": one.value, "source": one.source} | shared
        for one in judged
        if one.what == "replaced" and one.before
    ]
    if added:
        session.execute(insert(Outcome), added)
    if replaced:
        session.execute(update(Outcome), replaced)
    _record(session, [one for one in judged if one.what in ("added", "replaced")], actor=actor, at=at)
    return counted(judged)


def _as_row(one: Judged) -> dict[str, Any]:
    return {
        "person_id": one.person_id,
        "name": one.figure,
        "unit": one.unit,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "value": one.value,
        "source": one.source,
    }


def _record(session: Session, changed: Sequence[Judged], *, actor: Actor | None, at: Moment) -> None:
    """One entry a person; what was replaced is personal and stands in its text."""
    of_person: dict[int, list[Judged]] = {}
    for one in changed:
        of_person.setdefault(one.person_id, []).append(one)
    public_ids = _public_ids(session, list(of_person))
    for person_id, theirs in of_person.items():
        before = [
            [one.figure, str(one.first_day), str(one.last_day), one.before.value, one.value, one.before.source]
            for one in theirs
            if one.before
        ]
        trail.record(
            session,
            actor=actor,
            verb="outcomes imported",
            on=("person", public_ids[person_id]),
            at=at,
            details={"added": len(theirs) - len(before), "replaced": len(before)},
            texts={"replaced": canonical_json({"values": before})} if before else None,
        )


def _public_ids(session: Session, person_ids: Sequence[int]) -> Mapping[int, str]:
    rows = session.execute(select(Person.id, Person.public_id).where(Person.id.in_(person_ids)))
    return {person_id: public_id for person_id, public_id in rows}


def remove_figure(session: Session, name: str, *, actor: Actor, at: Moment) -> int:
    """Take every value of a figure away; returns how many there were. The trail keeps what they were, a person each."""
    gone = session.scalars(delete(Outcome).where(Outcome.name == name).returning(Outcome)).all()
    of_person: dict[int, list[list[object]]] = {}
    for one in gone:
        told = [one.name, one.unit, str(one.first_day), str(one.last_day), one.value, one.source]
        of_person.setdefault(one.person_id, []).append(told)
    public_ids = _public_ids(session, list(of_person))
    for person_id, values in of_person.items():
        trail.record(
            session,
            actor=actor,
            verb="outcomes removed",
            on=("person", public_ids[person_id]),
            at=at,
            details={"removed": len(values)},
            texts={"removed": canonical_json({"values": sorted(values, key=str)})},
        )
    return len(gone)
