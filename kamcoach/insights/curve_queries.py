"""What the transfer curve of a cohort or programme is drawn from, as a reader may see it.

The number of queries is the same for one person and for thousands; none of them reads more of a person's life than
this training, so the cost depends on people, not on years.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument, Measure
from assessments.scoring.scores import scored_measures
from assessments.statistics.curve import Silence, Table, Value
from kamcoach.assessing.models import Assessment, Occasion, Result, Subject
from kamcoach.assessing.queries import is_late
from kamcoach.assessing.visibility import owed_blind
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training import queries as training
from kamcoach.training.models import Cohort, Enrolment, Programme

RELATIONS = ("observer", "self")
"""In the order of their weight: a second source comes first (method.md §1.4)."""


def readable(actor: Actor, at: Moment) -> ColumnElement[bool]:
    """The condition on Cohort: auditors read every curve, coaches those of cohorts that they run or have people in."""
    return true() if actor.holds(Role.AUDITOR) else training.coaches_in_cohort(actor, at)


@dataclass(frozen=True, slots=True)
class Planned:
    """A fixed day: the next date on which it falls due to anybody who has not sent, None when none lies ahead;
    `is_open` while somebody whose due day has passed can still answer."""

    day: int
    next_due: date | None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Talks:
    """Talks with the manager on one side of the training: how many were planned, and the days of those held, counted
    from the training."""

    planned: int
    held: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """A group of people around one training, and everything that was released of them on its fixed days.

    `late` counts people with a baseline that came too late, `left_out` those whom the reader has still to rate blind,
    `again` those who had been trained in an earlier cohort of this programme and count with that one.
    """

    programme: Programme
    cohorts: Sequence[Cohort]
    instrument: Instrument
    trained: frozenset[str]
    planned: tuple[Planned, ...]
    silence: Silence
    table: Table
    late: int
    left_out: int
    again: int
    before: Talks
    after: Talks

    @property
    def days(self) -> tuple[int, ...]:
        """The fixed days, counted from the last training day."""
        return tuple(point.day for point in self.planned)

    @property
    def people(self) -> int:
        """How many people it is about."""
        return len(self.silence.people)

    def behaviours(self, *, trained: bool) -> Sequence[Measure]:
        """What the training trains, or the others, which are its control; in the order of the instrument."""
        return [one for one in scored_measures(self.instrument) if (one.code in self.trained) == trained]


def of_cohort(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Study | None:
    """The study of one cohort; None where the actor may not know of it."""
    return _study(session, Cohort.public_id == public_id, actor, at)


def of_programme(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Study | None:
    """The study of all cohorts of a programme that the actor may read; None where there is none."""
    return _study(session, Programme.public_id == public_id, actor, at)


def _study(session: Session, which: ColumnElement[bool], actor: Actor, at: Moment) -> Study | None:
    query = select(Cohort, Programme).join(Programme, Programme.id == Cohort.programme_id)
    query = query.where(which, readable(actor, at)).order_by(Cohort.first_day, Cohort.id)
    found = session.execute(query).all()
    if not found:
        return None
    programme, cohorts = found[0].Programme, [row.Cohort for row in found]
    code = programme.instrument_code
    instrument = library.newest_instruments(session, {code})[code]
    roster = _Roster(session, cohorts, code, actor, at)
    steps = _steps(session, roster, at)
    late = _late(session, cohorts) & {(person, relation) for person in roster.kept for relation in RELATIONS}
    return Study(
        programme=programme,
        cohorts=cohorts,
        instrument=instrument,
        trained=frozenset(training.trained_measures(session, programme.id)),
        planned=_planned(session, programme, cohorts, steps, at),
        silence=Silence(frozenset(roster.kept), steps.closed),
        table=Table(_seen(session, cohorts, instrument, roster.kept), late),
        late=len({person for person, _ in late}),
        left_out=roster.left_out,
        again=roster.again,
        before=Talks(steps.talks[0], tuple(steps.held[0])),
        after=Talks(steps.talks[1], tuple(steps.held[1])),
    )


class _Roster:
    """Who counts: enrolments by id, without those who did not come, came before, or are to be rated blind."""

    def __init__(self, session: Session, cohorts: Sequence[Cohort], code: str, actor: Actor, at: Moment) -> None:
        self.training = {cohort.id: cohort for cohort in cohorts}
        people = select(Subject.person_id).where(Subject.id.in_(owed_blind(actor, at, code)))
        owed = set(session.scalars(people))
        self.kept: dict[int, Cohort] = {}
        self.left_out = self.again = 0
        query = select(Enrolment.id, Enrolment.person_id, Enrolment.cohort_id, Enrolment.attended)
        rows = session.execute(query.where(Enrolment.cohort_id.in_(self.training))).all()
        counted: set[int] = set()
        order = {cohort.id: place for place, cohort in enumerate(cohorts)}
        for row in sorted(rows, key=lambda row: (order[row.cohort_id], row.id)):
            if row.attended is False:
                continue
            if row.person_id in counted:
                self.again += 1
                continue
            counted.add(row.person_id)
            if row.person_id in owed:
                self.left_out += 1
            else:
                self.kept[row.id] = self.training[row.cohort_id]


@dataclass(frozen=True, slots=True)
class _Steps:
    """What the follow-ups say: due days and closed windows of the fixed days, and talks before and after."""

    due: Mapping[int, Sequence[date]]
    late: frozenset[int]
    closed: Mapping[int, frozenset[int]]
    talks: tuple[int, int]
    held: tuple[Sequence[int], Sequence[int]]


def _steps(session: Session, roster: _Roster, at: Moment) -> _Steps:
    today = cache(at.today)
    query = (
        select(FollowUp.enrolment_id, FollowUp.kind, FollowUp.days, FollowUp.due_on, FollowUp.closes_on)
        .add_columns(FollowUp.held_on, Person.time_zone, Occasion.released_at)
        .join(Enrolment, Enrolment.id == FollowUp.enrolment_id)
        .join(Person, Person.id == FollowUp.person_id)
        .outerjoin(Occasion, Occasion.id == FollowUp.occasion_id)
        .where(Enrolment.cohort_id.in_(roster.training), FollowUp.kind.in_(("measure", "talk")))
    )
    due: dict[int, list[date]] = {}
    late: set[int] = set()
    closed: dict[int, set[int]] = {}
    talks, held = [0, 0], ([], [])  # type: ignore[var-annotated]
    for row in session.execute(query):
        cohort = roster.kept.get(row.enrolment_id)
        if cohort is None:
            continue
        if row.kind == "talk":
            side = int(row.days >= 0)
            talks[side] += 1
            if row.held_on:
                held[side].append(_from_training(row.held_on, cohort))
        elif row.days > 0:
            on, coming = today(row.time_zone), due.setdefault(row.days, [])
            over = closed.setdefault(row.days, set())
            if row.closes_on < on:
                over.add(row.enrolment_id)
            elif row.released_at:
                continue
            elif row.due_on < on:
                late.add(row.days)
            else:
                coming.append(row.due_on)
    shut = {day: frozenset(people) for day, people in closed.items()}
    return _Steps(due, frozenset(late), shut, (talks[0], talks[1]), held)


def _from_training(day: date, cohort: Cohort) -> int:
    return (day - (cohort.first_day if day < cohort.first_day else cohort.last_day)).days


def _planned(
    session: Session, programme: Programme, cohorts: Sequence[Cohort], steps: _Steps, at: Moment
) -> tuple[Planned, ...]:
    """The fixed days of the people's own plans, and of the programme's where nobody's is dated yet."""
    dated = {day: min(due) if due else None for day, due in steps.due.items()}
    version = library.newest(session, "plans", programme.plan_code)
    plan = library.as_plan(version).steps if version else ()
    waiting = [cohort.last_day for cohort in cohorts if cohort.finished_at is None]
    for step in plan if waiting else ():
        if step.kind == "measure" and step.days > 0:
            nearest = max(min(waiting) + timedelta(days=step.days), at.today("UTC"))
            dated[step.days] = min(dated.get(step.days) or nearest, nearest)
    return tuple(Planned(day, dated[day], day in steps.late) for day in sorted(dated))


def _of_training(query: Select[*tuple[Any, ...]], cohorts: Sequence[Cohort]) -> Select[*tuple[Any, ...]]:
    """From a training's people to what was asked of them in it."""
    return (
        query.select_from(Enrolment)
        .join(Occasion, Occasion.series == Enrolment.public_id)
        .where(Enrolment.cohort_id.in_([cohort.id for cohort in cohorts]))
        .where(Occasion.purpose == "development", Occasion.released_at.is_not(None))
    )


def _seen(
    session: Session, cohorts: Sequence[Cohort], instrument: Instrument, kept: Mapping[int, Cohort]
) -> Iterable[Value]:
    """Every released value of the fixed days, the baseline and the then-test. Plain tuples: there are many."""
    query = _of_training(
        select(Enrolment.id, Result.relation, Result.measure, Occasion.phase, Occasion.day, Result.value), cohorts
    )
    query = query.join(Result, Result.occasion_id == Occasion.id)
    query = query.where(Occasion.phase.in_(("baseline", "fixed", "then")), Result.value.is_not(None))
    names = {f"{instrument.code}/{measure.code}": measure.code for measure in instrument.measures}
    rows: Sequence[Any] = session.connection().execute(query).all()
    return [
        (person, relation, names[measure], phase, day or 0, value)
        for person, relation, measure, phase, day, value in rows
        if person in kept and measure in names
    ]


def _late(session: Session, cohorts: Sequence[Cohort]) -> set[tuple[int, str]]:
    """Whose baseline came after its day. The day is the person's own; the query only narrows down."""
    query = _of_training(
        select(Enrolment.id, Assessment.relation, Assessment.submitted_at, Occasion.measured_by, Occasion.time_zone),
        cohorts,
    )
    query = query.join(Assessment, Assessment.occasion_id == Occasion.id)
    query = query.where(Occasion.phase == "baseline", Assessment.submitted_at >= Occasion.measured_by)
    return {(row.id, row.relation) for row in session.execute(query) if is_late(row)}
