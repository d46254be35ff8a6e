"""A coach's forty people with two years behind them, in an organisation of any size, written in bulk: for the bench.

Everybody has a coach. The coach's own people have four trainings half a year apart with every step of the plan, most of
it answered or held; all others have one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from assessments.scheduling.plan import ASKING, Step
from kamcoach.assessing.models import Assessment, Occasion, Subject
from kamcoach.assessing.policies import SELF_THEN_COACH
from kamcoach.database import new_public_id
from kamcoach.drift.models import DriftMark, Task
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Line, Person
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from kamcoach.sessions.models import CoachingSession, Commitment
from kamcoach.training.models import Cohort, Enrolment, Focus, Programme
from tests.factories.bulk import Row, occasion_row

OWN, OF_A_COACH = 40, 40
_TRAININGS = (30, 210, 390, 570)
"""Days since the last day of each training of the coach's own people: four in two years."""
_AT_ONCE = 100
_TABLES = (Person, Subject, Line, Enrolment, Focus, Occasion, Assessment, FollowUp, FollowUpEvent, DriftMark)
_ALSO = (CoachingSession, Commitment, Task)
_WITH_KEYS = (Person, Subject, Enrolment, Occasion, FollowUp)


@dataclass
class _Writer:
    """Rows by table, until they are inserted, and the next key of each."""

    session: Session
    today: date
    plan: ContentVersion
    instrument: ContentVersion
    keys: Mapping[Any, Iterator[int]]
    rows: dict[Any, list[Row]] = field(default_factory=dict)

    def add(self, table: Any, **row: Any) -> int:
        """A row; its key, where the table needs one beforehand."""
        if table in self.keys:
            row["id"] = next(self.keys[table])
        self.rows.setdefault(table, []).append(row)
        return int(row.get("id", 0))

    def write(self) -> None:
        """Insert what has gathered."""
        for table in (*_TABLES, *_ALSO):
            if self.rows.get(table):
                self.session.execute(insert(table), self.rows[table])
        self.rows.clear()


def organisation(session: Session, coach_id: int, *, people: int, today: date) -> None:
    """Write `people` (>= 40) people with their coaches; the first forty are the coach's own."""
    plan, instrument = (
        library.newest(session, "plans", "standard"),
        library.newest(session, "instruments", "kam-behaviours"),
    )
    assert plan is not None and instrument is not None
    keys = {table: count((session.scalar(select(func.max(table.id))) or 0) + 1_000) for table in _WITH_KEYS}
    writer = _Writer(session, today, plan, instrument, keys)
    cohorts = [_cohort(session, coach_id, today - timedelta(days=ago)) for ago in _TRAININGS]
    coach = coach_id
    for number in range(people):
        if number >= OWN and number % OF_A_COACH == 0:
            coach = _person(writer, f"Coach {number}", None)
        own = number < OWN
        person = _person(writer, f"Person {number:05}", coach)
        subject = writer.add(Subject, kind="person", person_id=person)
        for cohort_id, last_day in cohorts if own else cohorts[number % 4 :][:1]:
            _training(writer, person, subject, cohort_id, last_day, own=own)
        if number % _AT_ONCE == _AT_ONCE - 1:
            writer.write()
    writer.write()


def _cohort(session: Session, owner_id: int, last_day: date) -> tuple[int, date]:
    at = datetime.combine(last_day, datetime.min.time(), UTC)
    programme = Programme(
        name=f"Trained on {last_day}", instrument_code="kam-behaviours", plan_code="standard", created_at=at
    )
    session.add(programme)
    session.flush()
    cohort = Cohort(
        programme_id=programme.id, name="All", first_day=last_day, last_day=last_day, owner_id=owner_id, finished_at=at
    )
    session.add(cohort)
    session.flush()
    return cohort.id, last_day


def _person(writer: _Writer, name: str, coach: int | None) -> int:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    person = writer.add(
        Person, public_id=new_public_id(), name=name, email=f"{name.replace(' ', '.')}@example.com", country="PH",
        time_zone="Asia/Manila", created_at=long_ago,
    )  # fmt: skip
    if coach is not None:
        writer.add(Line, person_id=person, holder_id=coach, kind="coach", from_date=long_ago.date())
    return person


def _training(writer: _Writer, person: int, subject: int, cohort: int, last_day: date, *, own: bool) -> None:
    enrolment = writer.add(
        Enrolment, public_id=new_public_id(), cohort_id=cohort, person_id=person, enrolled_on=last_day, attended=True
    )
    for measure in ("B1", "B5"):
        writer.add(Focus, enrolment_id=enrolment, measure=measure, from_date=last_day)
    occasion = 0
    for step in library.as_plan(writer.plan).dated():
        occasion = _step(writer, person, subject, enrolment, last_day, step) or occasion
    if own:
        _besides(writer, person, enrolment, occasion)


def _step(writer: _Writer, person: int, subject: int, enrolment: int, last_day: date, step: Step) -> int:
    """One follow-up; the id of its occasion, 0 for none. Every seventh of a person stays out."""
    opens, due, closes = (last_day + timedelta(days=days) for days in (step.opens, step.days, step.closes))
    is_out = (person + step.days) % 7 == 0
    done = due < writer.today and not is_out
    occasion = 0
    if step.kind in ASKING and opens <= writer.today:
        occasion = _occasion(writer, person, subject, (opens, due, closes), done=done)
    key = writer.add(
        FollowUp, public_id=new_public_id(), enrolment_id=enrolment, person_id=person, plan_id=writer.plan.id,
        step=step.code, kind=step.kind, days=step.days, planned_on=due, opens_on=opens, due_on=due, closes_on=closes,
        occasion_id=occasion or None, held_on=due if done and step.kind not in ASKING else None,
    )  # fmt: skip
    if is_out:
        writer.add(
            FollowUpEvent, follow_up_id=key, kind="moved", reason="The fair.", before={"due_on": due.isoformat()},
            happened_at=_at(opens),
        )  # fmt: skip
    return occasion


def _occasion(writer: _Writer, person: int, subject: int, days: tuple[date, date, date], *, done: bool) -> int:
    opens, due, closes = days
    row = occasion_row(
        next(writer.keys[Occasion]), (subject, writer.instrument.id), opens_at=_at(opens), due_on=due, closes_on=closes,
        released_at=_at(closes),
    ) | {"sees": SELF_THEN_COACH, "title": "Bench", "series": None, "phase": "fixed", "day": 0}  # fmt: skip
    if closes >= writer.today:
        row["released_at"] = None
    writer.rows.setdefault(Occasion, []).append(row)
    for relation in ("self", "observer"):
        writer.add(
            Assessment, public_id=new_public_id(), occasion_id=row["id"], relation=relation,
            rater_id=person if relation == "self" else None, submitted_at=_at(due) if done else None,
        )  # fmt: skip
    return int(row["id"])


def _besides(writer: _Writer, person: int, enrolment: int, occasion: int) -> None:
    now = _at(writer.today)
    for month in range(6):
        starts_at = now + timedelta(days=9 - 30 * month)
        writer.add(
            CoachingSession, public_id=new_public_id(), person_id=person, coach_id=person, enrolment_id=enrolment,
            state="planned" if month == 0 else "held", starts_at=starts_at, time_zone="Asia/Manila",
            planned_at=now - timedelta(days=200),
        )  # fmt: skip
        writer.add(
            Commitment, public_id=new_public_id(), person_id=person, enrolment_id=enrolment, event="the review",
            with_whom="Rosa", event_on=starts_at.date(), will_do="ask", know_by="a date", made_at=now,
            checked_at=now if month else None,
        )  # fmt: skip
    if occasion and person % 3 == 0:
        writer.add(
            DriftMark, public_id=new_public_id(), enrolment_id=enrolment, measure="B5", occasion_id=occasion,
            word="ask", reached=4.0, since=[2.9], sources=2, read_at=now,
        )  # fmt: skip
        writer.add(
            Task, public_id=new_public_id(), kind="cue", person_id=person, owner_id=person, enrolment_id=enrolment,
            created_at=now, due_on=writer.today,
        )  # fmt: skip


def _at(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC)
