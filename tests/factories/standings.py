"""Many people with competency levels over years, by bulk insert: for query counts and for the bench."""

from datetime import timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument
from kamcoach.assessing.models import Assessment, Occasion, Result, Standing, Subject
from kamcoach.assessing.policies import PAIR_THEN_HR
from kamcoach.clock import Moment
from kamcoach.database import new_public_id
from kamcoach.library import queries as library
from kamcoach.people.models import Person

INSTRUMENT, PROFILE = "kam-competencies", "key-account-manager"
_RELATIONS = ("self", "manager", "agreed")
_CHUNK = 5_000


def levels(session: Session, *, people: int, occasions: int, at: Moment) -> None:
    """So many people with a job profile, each rated on so many released occasions, a week apart, the last yesterday.

    Every occasion yields a result per competency of self, manager and both together; standings point to the newest.
    """
    version = library.newest(session, "instruments", INSTRUMENT)
    assert version is not None
    first = (session.scalar(select(func.max(Person.id))) or 0) + 1
    ids = range(first, first + people)
    session.execute(insert(Person), [_person(number, at) for number in ids])
    subject = (session.scalar(select(func.max(Subject.id))) or 0) + 1
    session.execute(
        insert(Subject), [{"id": subject + i, "kind": "person", "person_id": one} for i, one in enumerate(ids)]
    )
    instrument = library.as_instrument(version)
    for back in reversed(range(occasions)):
        _occasion_of_everybody(session, instrument, version.id, range(subject, subject + people), back, at)
    _point(session, range(subject, subject + people))


def _person(number: int, at: Moment) -> dict[str, object]:
    return {
        "id": number,
        "public_id": new_public_id(),
        "employee_number": f"B-{number}",
        "name": f"Person {number:05}",
        "email": f"b{number}@example.com",
        "country": "PH",
        "time_zone": "Asia/Manila",
        "locale": "en",
        "theme": "auto",
        "job_profile": PROFILE,
        "created_at": at.business,
    }


def _occasion_of_everybody(
    session: Session, instrument: Instrument, instrument_id: int, subjects: range, back: int, at: Moment
) -> None:
    day = (at.business - timedelta(days=7 * back + 1)).date()
    when = at.business - timedelta(days=7 * back + 1)
    first = (session.scalar(select(func.max(Occasion.id))) or 0) + 1
    occasions = [
        {
            "id": first + i,
            "public_id": new_public_id(),
            "subject_id": subject,
            "instrument_id": instrument_id,
            "purpose": "development",
            "blind": True,
            "sees": PAIR_THEN_HR,
            "title": "Bulk",
            "series": "bulk",
            "phase": "single",
            "time_zone": "Asia/Manila",
            "opens_on": day,
            "due_on": day,
            "closes_on": day,
            "opens_at": when,
            "closes_at": when,
            "created_at": when,
            "released_at": when,
        }
        for i, subject in enumerate(subjects)
    ]
    session.execute(insert(Occasion), occasions)
    seats = [
        {
            "occasion_id": one["id"],
            "relation": relation,
            "rater_id": None,
            "public_id": new_public_id(),
            "standing_as": "",
            "language": "en",
            "text_revision": 1,
            "submitted_at": when,
            "recorded_at": when,
        }
        for one in occasions
        for relation in ("self", "manager")
    ]
    session.execute(insert(Assessment), seats)
    rows = [
        {
            "occasion_id": one["id"],
            "subject_id": one["subject_id"],
            "purpose": "development",
            "relation": relation,
            "measure": f"{instrument.code}/{measure.code}",
            "value": float(1 + (int(str(one["subject_id"])) + place + back + len(relation)) % 5),
            "coverage": 1.0,
            "occurred_at": when,
            "recorded_at": when,
            "released_at": when,
        }
        for one in occasions
        for place, measure in enumerate(instrument.measures)
        for relation in _RELATIONS
    ]
    for start in range(0, len(rows), _CHUNK):
        session.execute(insert(Result), rows[start : start + _CHUNK])


def _point(session: Session, subjects: range) -> None:
    """Standings to the newest results, which are those with the highest ids."""
    newest = (
        select(func.max(Result.id))
        .where(Result.subject_id.between(subjects.start, subjects.stop - 1))
        .group_by(Result.subject_id, Result.measure, Result.relation)
    )
    columns = (Result.subject_id, Result.purpose, Result.measure, Result.relation, Result.id)
    source = select(*columns, Result.value, Result.occurred_at, 0).where(Result.id.in_(newest))
    names = ["subject_id", "purpose", "measure", "relation", "result_id", "value", "occurred_at", "context_key"]
    session.execute(insert(Standing).from_select(names, source))
