"""What a built demo holds, in a form that two builds can be compared by: no random ids, people by number."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from kamcoach import schema
from kamcoach.app import create_app
from kamcoach.clock import Moment, at_instant
from kamcoach.coaching import queue
from kamcoach.coaching.queue import Queue
from kamcoach.database import Base, UtcDateTime, db, reading
from kamcoach.demo.build import build
from kamcoach.people.models import Person
from kamcoach.signin.queries import actor_for
from tests.factories.engines import IN_MEMORY, settings

COACHES = ("E005", "E006", "E007")

_PEOPLE = """
    SELECT p.employee_number, p.name, p.email, p.country, p.time_zone, p.job_profile, p.hire_date, p.created_at,
           l.kind, h.employee_number, l.from_date
    FROM person p LEFT JOIN line l ON l.person_id = p.id LEFT JOIN person h ON h.id = l.holder_id
"""
_FOLLOW_UPS = """
    SELECT p.employee_number, f.step, f.planned_on, f.opens_on, f.due_on, f.closes_on, f.held_on, f.waived_at,
           e.kind, e.reason, e.happened_at
    FROM follow_up f JOIN person p ON p.id = f.person_id LEFT JOIN follow_up_event e ON e.follow_up_id = f.id
"""
ANSWERS = """
    SELECT rater.employee_number, s.employee_number, a.relation, o.title, o.phase, o.day, o.created_at, a.submitted_at,
           a.recorded_at, o.released_at, w.item, w.value, w.note, w.revision, w.saved_at
    FROM assessment a JOIN occasion o ON o.id = a.occasion_id JOIN subject ON subject.id = o.subject_id
    JOIN person s ON s.id = subject.person_id LEFT JOIN person rater ON rater.id = a.rater_id
    LEFT JOIN answer w ON w.assessment_id = a.id
"""
RESULTS = """
    SELECT s.employee_number, r.relation, o.title, o.phase, o.day, r.measure, r.value, r.coverage, r.why,
           r.occurred_at, r.recorded_at, r.released_at
    FROM result r JOIN occasion o ON o.id = r.occasion_id JOIN subject ON subject.id = r.subject_id
    JOIN person s ON s.id = subject.person_id
"""
_MAILS = "SELECT p.employee_number, m.title, m.sent_at FROM demo_mail m JOIN person p ON p.id = m.person_id"


@dataclass(frozen=True)
class Demo:
    """A built demo."""

    app: Flask
    until: datetime

    @property
    def at(self) -> Moment:
        """The moment at which its story stops."""
        return at_instant(self.until)


@contextmanager
def built(*, seed: int, until: datetime) -> Iterator[Demo]:
    """A demo in a database of its own."""
    with TemporaryDirectory(prefix="kamcoach-demo-", dir=IN_MEMORY) as folder:
        home = Path(folder)
        app = create_app(settings(home, f"sqlite:///{home / 'demo.sqlite3'}"))
        with app.app_context():
            schema.upgrade()
            build(seed=seed, until=until)
            yield Demo(app, until)
            db.engine.dispose()


@contextmanager
def copied(demo: Demo) -> Iterator[Demo]:
    """The same demo in a file of its own, for a test that changes it."""
    with TemporaryDirectory(prefix="kamcoach-demo-") as folder:
        home = Path(folder)
        with closing(sqlite3.connect(str(db.engine.url.database))) as connection:
            connection.execute("VACUUM INTO ?", [str(home / "copy.sqlite3")])
        app = create_app(settings(home, f"sqlite:///{home / 'copy.sqlite3'}"))
        with app.app_context():
            yield Demo(app, demo.until)
            db.engine.dispose()


def rows(sql: str) -> list[tuple[Any, ...]]:
    """Rows in an order that does not depend on ids."""
    with reading() as session:
        return sorted((tuple(row) for row in session.execute(text(sql))), key=repr)


def everything() -> dict[str, Sequence[tuple[Any, ...]]]:
    """All that has to be equal in two builds."""
    queries = {"people": _PEOPLE, "follow-ups": _FOLLOW_UPS, "answers": ANSWERS, "results": RESULTS, "mails": _MAILS}
    return {name: rows(sql) for name, sql in queries.items()}


_AHEAD = ("expires_at", "not_before", "starts_at")
"""Columns that say until when something holds."""


def latest_instants() -> dict[str, datetime]:
    """The newest instant in every column that says when something happened."""
    newest = {}
    with reading() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, UtcDateTime) and column.name not in ("closes_at", *_AHEAD):
                    value = session.scalar(select(column).order_by(column.desc()).where(column.is_not(None)).limit(1))
                    if value is not None:
                        newest[f"{table.name}.{column.name}"] = value
    return newest


def person_id(session: Session, number: str) -> int:
    """The integer key of a person."""
    return session.scalars(select(Person.id).where(Person.employee_number == number)).one()


def queue_of(coach: str, *, at: Moment) -> Queue:
    """A coach's queue as the page shows it to somebody who owes no blind rating."""
    with reading() as session:
        actor = actor_for(session, person_id(session, coach))
        assert actor is not None
        return queue.queue_of(session, owed=(), actor=actor, at=at)


def reasons_in(coach: str, *, at: Moment) -> set[str]:
    """The kinds of reasons in a coach's queue."""
    return {because.reason.kind for row in queue_of(coach, at=at).rows for because in row.reasons}


def days_later(demo: Demo, shift: timedelta) -> Moment:
    """What the clocks say in a demo whose wall clock stands still."""
    return Moment(business=demo.until + shift, wall=demo.until)
