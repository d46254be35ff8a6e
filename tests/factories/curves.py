"""A cohort of any size with a whole curve behind it, written in bulk: for tests of the curve and for benchmarks.

Everybody has the occasions of one training (baseline, then-test, +30 … +365), and as many others besides as years of
use bring: pulses of the same training and the occasions of later ones, which no curve of this cohort may have to read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Assessment, Occasion, Result, Subject
from kamcoach.database import new_public_id
from kamcoach.library import queries as library
from kamcoach.people.models import Line, Person
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.models import Cohort, Enrolment, Programme, ProgrammeBehaviour
from tests.factories.bulk import occasion_row, result_row

MEASURES = tuple(f"B{number}" for number in range(1, 10))
TRAINED = ("B1", "B5", "B9")
DAYS = (30, 90, 180, 365)
_AT_ONCE = 50
"""People whose rows are held in memory: those of thousands with years behind them would be gigabytes."""


@dataclass(frozen=True)
class Plot:
    """What is written: `value(person, relation, measure, phase, day)` is None for silence."""

    people: int
    last_day: date
    others: int = 0
    days: Sequence[int] = DAYS
    answered: Sequence[int] = DAYS
    trained: Sequence[str] = TRAINED
    relations: Sequence[str] = ("self", "observer")
    late: frozenset[int] = frozenset()
    name: str = "Plotted"
    then: bool = True
    coached: bool = True
    """Whether the owner coaches them too; else they only run the training."""


def value_of(person: int, relation: str, measure: str, phase: str, day: int) -> float | None:
    """A value from 1 to 5: half a point up on trained behaviours after the training, observers a little lower; one in
    nine falls silent later."""
    if phase == "fixed" and (person * 7 + day) % 9 == 0:
        return None
    base = 2 + (person * 13 + int(measure[1]) * 5) % 5 * 0.5 - (0.5 if relation == "observer" else 0)
    gain = (1.5 if measure in TRAINED else 0.0) if phase == "fixed" else 0.0
    return min(5.0, max(1.0, base + gain))


@dataclass
class Plotted:
    """The cohort that was written, and its people's ids in order."""

    cohort: str
    programme: str
    people: list[int] = field(default_factory=list)
    enrolments: list[int] = field(default_factory=list)


def plot(session: Session, owner_id: int, plan: Plot, value: Any = value_of) -> Plotted:
    """Write a finished cohort with its values; everything of it is released."""
    instrument = library.newest(session, "instruments", "kam-behaviours")
    plans = library.newest(session, "plans", "standard")
    assert instrument is not None and plans is not None
    at = datetime.combine(plan.last_day, datetime.min.time(), UTC)
    programme = Programme(
        name=plan.name, instrument_code="kam-behaviours", plan_code="standard", created_at=at - timedelta(days=60)
    )
    session.add(programme)
    session.flush()
    session.add_all(ProgrammeBehaviour(programme_id=programme.id, measure=one) for one in plan.trained)
    cohort = Cohort(
        programme_id=programme.id,
        name="Everybody",
        first_day=plan.last_day,
        last_day=plan.last_day,
        owner_id=owner_id,
        finished_at=at,
    )
    session.add(cohort)
    session.flush()
    made = Plotted(cohort.public_id, programme.public_id)
    ids = {table: _next(session, table) for table in (Person, Subject, Enrolment, Occasion, Assessment, Result)}
    for start in range(0, plan.people, _AT_ONCE):
        rows: dict[Any, list[dict[str, Any]]] = {}
        for number in range(start, min(start + _AT_ONCE, plan.people)):
            _person(rows, ids, made, plan, number, cohort.id, owner_id, at)
            _training(rows, ids, made, plan, number, instrument.id, plans.id, at, value)
        for table in (*ids, Line, FollowUp):
            if rows.get(table):
                session.execute(insert(table), rows[table])
    return made


def _next(session: Session, table: Any) -> Iterator[int]:
    return count((session.scalar(select(func.max(table.id))) or 0) + 1_000)


def _person(
    rows: dict[Any, list[dict[str, Any]]],
    ids: Mapping[Any, Iterator[int]],
    made: Plotted,
    plan: Plot,
    number: int,
    cohort_id: int,
    owner_id: int,
    at: datetime,
) -> None:
    person = next(ids[Person])
    made.people.append(person)
    rows.setdefault(Person, []).append(
        {
            "id": person,
            "public_id": new_public_id(),
            "name": f"{plan.name} {number:05}",
            "email": f"{plan.name}.{number}@example.com".lower().replace(" ", "."),
            "country": "PH",
            "time_zone": "Asia/Manila",
            "created_at": at,
        }
    )
    if plan.coached:
        since = at.date() - timedelta(days=365)
        rows.setdefault(Line, []).append(
            {"person_id": person, "holder_id": owner_id, "kind": "coach", "from_date": since}
        )
    rows.setdefault(Subject, []).append({"id": next(ids[Subject]), "kind": "person", "person_id": person})
    made.enrolments.append(next(ids[Enrolment]))
    rows.setdefault(Enrolment, []).append(
        {
            "id": made.enrolments[-1],
            "public_id": new_public_id(),
            "cohort_id": cohort_id,
            "person_id": person,
            "enrolled_on": at.date() - timedelta(days=30),
            "attended": True,
        }
    )


def _training(
    rows: dict[Any, list[dict[str, Any]]],
    ids: Mapping[Any, Iterator[int]],
    made: Plotted,
    plan: Plot,
    number: int,
    instrument_id: int,
    plan_id: int,
    at: datetime,
    value: Any,
) -> None:
    series, subject = rows[Enrolment][-1]["public_id"], rows[Subject][-1]["id"]
    steps = [("baseline", -3), *([("then", 37)] if plan.then else []), *(("fixed", day) for day in plan.answered)]
    steps += [("pulse", 60)] * (plan.others // 2)
    elsewhere = plan.others - plan.others // 2
    for phase, day in steps:
        relations = ("self",) if phase == "then" else plan.relations
        measures = plan.trained if phase in ("then", "pulse") else MEASURES
        _occasion(rows, ids, plan, number, phase, day, (subject, series, instrument_id, at), relations, measures, value)
    for later in range(elsewhere):
        about = (subject, f"later {number} {later // 6}"[:16], instrument_id, at + timedelta(days=30 * later))
        _occasion(rows, ids, plan, number, "fixed", 30, about, plan.relations, MEASURES, value)
    for day in plan.days:
        due = at.date() + timedelta(days=day)
        rows.setdefault(FollowUp, []).append(
            {
                "public_id": new_public_id(),
                "enrolment_id": made.enrolments[-1],
                "person_id": made.people[-1],
                "plan_id": plan_id,
                "step": f"plus-{day}",
                "kind": "measure",
                "days": day,
                "planned_on": due,
                "opens_on": due,
                "due_on": due,
                "closes_on": due + timedelta(days=20),
            }
        )


def _occasion(
    rows: dict[Any, list[dict[str, Any]]],
    ids: Mapping[Any, Iterator[int]],
    plan: Plot,
    number: int,
    phase: str,
    day: int,
    about: tuple[int, str, int, datetime],
    relations: Sequence[str],
    measures: Sequence[str],
    value: Any,
) -> None:
    subject, series, instrument_id, at = about
    then = at + timedelta(days=day)
    answered = then + timedelta(days=2) if phase == "baseline" and number in plan.late else then - timedelta(hours=12)
    made = occasion_row(
        next(ids[Occasion]),
        (subject, instrument_id),
        opens_at=then - timedelta(days=5),
        due_on=then.date(),
        closes_on=then.date() + timedelta(days=5),
        released_at=then + timedelta(days=6),
    )
    made |= {"sees": "self-then-coach/1", "title": plan.name, "series": series, "phase": phase, "day": day}
    made["measured_by"] = then.date() if phase == "baseline" else None
    rows.setdefault(Occasion, []).append(made)
    for relation in relations:
        seat = next(ids[Assessment])
        values = {measure: value(number, relation, measure, phase, day) for measure in measures}
        if all(one is None for one in values.values()):
            continue
        rows.setdefault(Assessment, []).append(
            {"id": seat, "public_id": new_public_id(), "occasion_id": made["id"], "rater_id": None}
            | {"relation": relation, "submitted_at": answered, "recorded_at": answered}
        )
        rows.setdefault(Result, []).extend(
            {"id": next(ids[Result]), "assessment_id": seat}
            | result_row(made, relation, f"kam-behaviours/{measure}", one, answered)
            for measure, one in values.items()
        )
