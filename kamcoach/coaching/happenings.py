"""What happened around a person's half year besides follow-ups: events of these, sessions, promises, tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, literal, select, union_all
from sqlalchemy.orm import Session

from kamcoach.drift.models import Task
from kamcoach.people.models import Person
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from kamcoach.sessions.models import CoachingSession, Commitment


@dataclass(frozen=True, slots=True)
class Happening:
    """One of them. `what` is event, session, promise or task; `about` the id of the follow-up of an event, else of the
    enrolment (None: of none).

    `word` is the kind of an event or task, the state of a session, what became of a promise; `who` the name behind it
    (by whom, with whom, whose); `text` and `more` are words (of a session, `more` is the id of the step that it
    carries out); `at` when it happened or begins; `over` when a task was done or a promise checked.
    """

    what: str
    id: int
    public_id: str | None
    about: int | None
    word: str | None
    who: str | None
    who_id: int | None
    text: str | None
    more: str | None
    due: str | None
    at: datetime
    over: str | None

    @property
    def day(self) -> date | None:
        """When it is due, before a move for an event."""
        return date.fromisoformat(self.due) if self.due else None


def happenings(session: Session, person_id: int) -> Sequence[Happening]:
    """Everything of a person, the oldest first. One query; the caller has found the person through a rule."""
    rows = session.execute(_happenings(), {"person": person_id})
    found = [Happening(*row) for row in rows]
    return sorted(found, key=lambda one: (one.at, one.what, one.id))


@cache
def _happenings() -> Any:
    """Built once a process; run with `person`."""
    return union_all(_events(), _sessions(), _promises(), _tasks())


def _nothing() -> Any:
    return literal(None, String)


def _events() -> Select[*tuple[Any, ...]]:
    row = FollowUpEvent
    return (
        select(literal("event", String), row.id, _nothing(), row.follow_up_id, row.kind, Person.name, row.by_id)
        .add_columns(row.reason, _nothing(), row.before["due_on"].as_string(), row.happened_at, _nothing())
        .join(FollowUp, FollowUp.id == row.follow_up_id)
        .outerjoin(Person, Person.id == row.by_id)
        .where(FollowUp.person_id == bindparam("person"))
    )


def _sessions() -> Select[*tuple[Any, ...]]:
    row = CoachingSession
    return (
        select(
            literal("session", String), row.id, row.public_id, row.enrolment_id, row.state, Person.name, row.coach_id
        )
        .add_columns(row.cancelled_why, cast(row.follow_up_id, String), _nothing(), row.starts_at, _nothing())
        .join(Person, Person.id == row.coach_id)
        .where(row.person_id == bindparam("person"))
    )


def _promises() -> Select[*tuple[Any, ...]]:
    row = Commitment
    return (
        select(literal("promise", String), row.id, row.public_id, row.enrolment_id, row.kept, row.with_whom)
        .add_columns(row.person_id, row.will_do, row.event, cast(row.event_on, String))
        .add_columns(row.made_at, cast(row.checked_at, String))
        .where(row.person_id == bindparam("person"), row.withdrawn_at.is_(None))
    )


def _tasks() -> Select[*tuple[Any, ...]]:
    row = Task
    return (
        select(literal("task", String), row.id, row.public_id, row.enrolment_id, row.kind, Person.name, row.owner_id)
        .add_columns(row.done_note, _nothing(), cast(row.due_on, String), row.created_at, cast(row.done_on, String))
        .outerjoin(Person, Person.id == row.owner_id)
        .where(row.person_id == bindparam("person"))
    )
