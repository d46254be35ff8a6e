"""The coach's day: who needs a minute, in the order of what it is worth, with the reasons in words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument
from assessments.scheduling.worth import KINDS, ReasonKind, place, worth
from kamcoach.clock import Moment
from kamcoach.coaching import queries
from kamcoach.coaching.queries import Coachee
from kamcoach.coaching.reasons import Because, Gathered, reasons_of
from kamcoach.drift.queries import Mark, marks_for
from kamcoach.library import queries as library
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.training import queries as training


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the queue with all their reasons, the most valuable first."""

    person: Coachee
    reasons: Sequence[Because]

    @property
    def first(self) -> Because:
        """The reason by which the person stands where they stand."""
        return self.reasons[0]

    @property
    def others(self) -> Sequence[Because]:
        """The reasons below it."""
        return self.reasons[1:]

    @property
    def context(self) -> str:
        """The training behind the first reason."""
        about = next((one.dated.training for one in self.reasons if one.dated is not None), None)
        return f"{about.programme}, {about.cohort}" if about else ""

    @property
    def can_wait(self) -> bool:
        """Whether there is nothing to do today but to know."""
        return self.first.reason.kind == "waiting"

    @property
    def minutes(self) -> int:
        """How many minutes of the coach the person takes, all reasons together."""
        return sum(one.minutes for one in self.reasons)

    def has(self, kind: str) -> bool:
        """Whether one of the reasons is of a kind."""
        return any(one.reason.kind == kind for one in self.reasons)


@dataclass(frozen=True, slots=True)
class Queue:
    """Whom a coach coaches, and the rows of those who give a reason, in order."""

    people: Sequence[Coachee]
    rows: Sequence[Row]

    @property
    def first(self) -> Sequence[Row]:
        """The rows that are worth a minute today."""
        return [row for row in self.rows if not row.can_wait]

    @property
    def later(self) -> Sequence[Row]:
        """The rows that can wait."""
        return [row for row in self.rows if row.can_wait]

    @property
    def minutes(self) -> int:
        """What the rows of today take."""
        return sum(row.minutes for row in self.first)

    @property
    def quiet(self) -> int:
        """How many people are not in the queue."""
        return len(self.people) - len(self.rows)

    def counts(self) -> Mapping[ReasonKind, int]:
        """How many people give each reason, without what nobody gives, the most valuable first."""
        counted = {kind: sum(row.has(kind) for row in self.rows) for kind in KINDS}
        return {kind: count for kind, count in counted.items() if count}

    def of(self, kind: str) -> "Queue":
        """The rows that have a reason of this kind."""
        return Queue(self.people, [row for row in self.rows if row.has(kind)])


def queue_of(session: Session, *, owed: Collection[int], actor: Actor, at: Moment) -> Queue:
    """The actor's queue. The number of queries is the same for one person and for forty, after one year and after ten.

    `owed` are the ids of people whom the actor still has to rate blind: what was read from the measures, and what
    followed from it, stays shut for them (method.md §2.6).
    """
    people = queries.coachees(session, actor=actor, at=at)
    rows = []
    for about in _gather(session, people, owed, actor, at):
        reasons = sorted(reasons_of(about, actor=actor, at=at), key=lambda one: -worth(one.reason))
        if reasons:
            rows.append(Row(about.person, reasons))
    return Queue(people, sorted(rows, key=_place))


def _place(row: Row) -> tuple[object, ...]:
    return (place(one.reason for one in row.reasons), row.person.name, row.person.person_id)


def _gather(
    session: Session, people: Sequence[Coachee], owed: Collection[int], actor: Actor, at: Moment
) -> Iterator[Gathered]:
    ids = [person.person_id for person in people]
    dated = reinforcement.around_today(session, ids, at=at)
    marks = marks_for(session, ids, actor=actor, at=at)
    today = at.today("UTC")
    first, last = today - queries.KEPT_IN_SIGHT, today + timedelta(days=1)
    occasions = [one.follow_up.occasion_id for one in dated if one.follow_up.occasion_id is not None]
    events = queries.last_events(session, [one.follow_up.id for one in dated])
    later = queries.asked_later(session, occasions, on=actor.today(at))
    instruments = _instruments(session, [one for one in marks if one.stands])
    sessions = queries.planned_sessions(session, ids, at=at)
    promises = queries.promises(session, ids, first=first, last=last)
    tasks = queries.open_tasks(session, ids)
    for person in people:
        key, blind = person.person_id, person.person_id in owed
        yield Gathered(
            person,
            dated=[one for one in dated if one.follow_up.person_id == key and not (blind and one.tells_of_drift)],
            marks=[one for one in marks if one.person_id == key and not blind],
            sessions=[one for one in sessions if one.person_id == key],
            promises=[one for one in promises if one.person_id == key],
            tasks=[one for one in tasks if one.person_id == key and not blind],
            last=events,
            asked_later=later,
            instruments=instruments,
        )


def _instruments(session: Session, marks: Sequence[Mark]) -> Mapping[int, Instrument]:
    """By enrolment, what its behaviours are called in."""
    about = training.trainings(session, sorted({mark.enrolment_id for mark in marks}))
    known = library.newest_instruments(session, {one.instrument_code for one in about.values()})
    return {key: known[one.instrument_code] for key, one in about.items()}
