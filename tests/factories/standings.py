"""Many people with competency levels over years, by bulk insert: for query counts and for the bench."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import String, cast, func, insert, literal, null, select, text
from sqlalchemy.orm import Session, aliased

from assessments.instruments.model import Instrument
from kamcoach.assessing.models import Occasion, Result, Standing, Subject
from kamcoach.assessing.policies import PAIR_THEN_HR
from kamcoach.clock import Moment
from kamcoach.database import UtcDateTime, new_public_id
from kamcoach.library import queries as library
from kamcoach.people.models import Person
from tests.factories.bulk import occasion_row, result_row

INSTRUMENT, PROFILE = "kam-competencies", "key-account-manager"
RELATIONS = ("self", "manager", "agreed")
_CHUNK = 5_000


def levels(session: Session, *, people: int, occasions: int, at: Moment, relations: Sequence[str] = RELATIONS) -> None:
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
    subjects = range(subject, subject + people)
    _first_occasion(session, instrument, version.id, subjects, occasions - 1, at, relations)
    _count_on(session)
    for back in reversed(range(occasions - 1)):
        _again(session, subjects, back, at)
    _point(session, subjects)


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


def _first_occasion(
    session: Session,
    instrument: Instrument,
    instrument_id: int,
    subjects: range,
    back: int,
    at: Moment,
    relations: Sequence[str],
) -> None:
    when = at.business - timedelta(days=7 * back + 1)
    day, first = when.date(), (session.scalar(select(func.max(Occasion.id))) or 0) + 1
    called = {"sees": PAIR_THEN_HR, "title": "Bulk", "series": "bulk", "phase": "single", "day": back}
    occasions = [
        occasion_row(first + i, (subject, instrument_id), opens_at=when, due_on=day, closes_on=day, released_at=when)
        | called
        for i, subject in enumerate(subjects)
    ]
    session.execute(insert(Occasion), occasions)
    rows = [
        result_row(one, relation, f"{instrument.code}/{measure.code}", value, when)
        for one in occasions
        for place, measure in enumerate(instrument.measures)
        for relation in relations
        for value in [float(1 + (int(one["subject_id"]) + place + back + len(relation)) % 5)]
    ]
    for start in range(0, len(rows), _CHUNK):
        session.execute(insert(Result), rows[start : start + _CHUNK])


def _count_on(session: Session) -> None:
    """PostgreSQL counts on by itself only where the id was left to it."""
    if session.get_bind().dialect.name == "postgresql":
        for table in ("person", "subject", "occasion"):
            session.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))


def _again(session: Session, subjects: range, back: int, at: Moment) -> None:
    """The same occasion a week later, copied inside the database: millions of rows would take minutes otherwise."""
    when = at.business - timedelta(days=7 * back + 1)
    mine = Occasion.subject_id.between(subjects.start, subjects.stop - 1)
    stamp, name = literal(when, UtcDateTime()), literal(f"b{back}-") + cast(Occasion.subject_id, String)
    changed = dict.fromkeys(("opens_at", "closes_at", "created_at", "released_at"), stamp)
    changed |= {"day": literal(back), "public_id": name}
    kept = [column for column in Occasion.__table__.columns if column.name != "id"]
    source = select(*(changed.get(column.name, column) for column in kept)).where(mine, Occasion.day == back + 1)
    session.execute(insert(Occasion).from_select([column.name for column in kept], source))
    older, newer = aliased(Occasion), aliased(Occasion)
    both = (newer.subject_id == older.subject_id) & (older.day == back + 1) & (newer.day == back)
    stamps = {name: literal(when, UtcDateTime()) for name in ("occurred_at", "recorded_at", "released_at")}
    shown = {"occasion_id": newer.id, "value": 6 - Result.value, "assessment_id": null()} | stamps
    columns = [column for column in Result.__table__.columns if column.name != "id"]
    query = select(*(shown.get(column.name, column) for column in columns))
    query = query.join(older, older.id == Result.occasion_id).join(newer, both)
    query = query.where(older.subject_id.between(subjects.start, subjects.stop - 1))
    session.execute(insert(Result).from_select([column.name for column in columns], query))


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
