"""A person's follow-ups on one page, enrolment by enrolment, with what happened to each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.scheduling.dates import is_late_baseline
from assessments.scheduling.states import State
from kamcoach.assessing import history
from kamcoach.assessing.history import Read
from kamcoach.clock import Moment
from kamcoach.coaching.sticking import Held, Step, what_holds
from kamcoach.drift.queries import marks_for
from kamcoach.library import queries as library
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.reinforcement.queries import Dated, Event
from kamcoach.training.queries import Training

_CHANGEABLE = {State.PLANNED, State.OPEN, State.DUE, State.LATE}
_MEASURES = ("measure", "pulse")


@dataclass(frozen=True, slots=True)
class Entry:
    """One follow-up, its events, and what the reader may open of it."""

    dated: Dated
    events: Sequence[Event]
    readable: Sequence[Read]

    @property
    def changeable(self) -> bool:
        """Whether it can still be moved or waived."""
        return self.dated.state in _CHANGEABLE


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A training and the entries that belong to it, and what sticks of it: None while the reader still has to rate
    the person blind."""

    training: Training
    entries: Sequence[Entry]
    focus: Sequence[str]
    held: Sequence[Held] | None

    @property
    def waits_for_its_end(self) -> bool:
        """Whether the steps after the training have no dates yet."""
        return all(entry.dated.step.before for entry in self.entries)


def timeline_of(
    session: Session, person_id: int, *, owes: bool = False, actor: Actor, at: Moment
) -> Sequence[Enrolled]:
    """The newest training first, its follow-ups in order of their due day. Eight queries at most, whatever the history.

    With `owes` the reader has still to rate the person blind, and sees no word on what sticks.
    """
    dated = reinforcement.of_person(session, person_id, at=at)
    events = reinforcement.events(session, [row.follow_up.id for row in dated])
    occasions = [row.follow_up.occasion_id for row in dated if row.follow_up.occasion_id is not None]
    readable = history.readable_with_values(session, occasions, actor=actor, at=at)
    found: dict[int, tuple[Training, list[Entry]]] = {}
    for row in dated:
        follow_up = row.follow_up
        entry = Entry(row, events.get(follow_up.id, ()), readable.get(follow_up.occasion_id or 0, ()))
        found.setdefault(follow_up.enrolment_id, (row.training, []))[1].append(entry)
    instruments = library.newest_instruments(session, {training.instrument_code for training, _ in found.values()})
    is_own = person_id == actor.person_id
    owes |= is_own and any(_is_owed(row) for row in dated)
    marks = [] if owes else marks_for(session, [person_id], actor=actor, at=at)
    enrolled = []
    for training, entries in found.values():
        instrument = instruments[training.instrument_code]
        focus = [instrument.measure(code).short for code in training.focus]
        steps = [] if owes else [_step(entry, actor) for entry in entries if entry.dated.step.kind in _MEASURES]
        held = None if owes else what_holds(training, instrument, steps, marks, on=actor.today(at))
        enrolled.append(Enrolled(training, entries, focus, held))
    return sorted(enrolled, key=lambda one: one.training.first_day, reverse=True)


def _is_owed(row: Dated) -> bool:
    """Whether a measure waits for the person's own answers: until then what the observer saw stays shut."""
    is_open = row.state in (State.OPEN, State.DUE, State.LATE)
    return is_open and row.step.kind in _MEASURES and row.follow_up.occasion_id is not None


def _step(entry: Entry, actor: Actor) -> Step:
    said = {}
    for read in entry.readable:
        sent = read.assessment.submitted_at
        assert sent is not None  # only what was sent is readable
        said[read.assessment.relation] = (actor.today(Moment(sent, sent)), read.values)
    before, sent_on = entry.dated.step.before, entry.dated.sent_on
    late = before and sent_on is not None and is_late_baseline(sent_on, entry.dated.follow_up.planned_on)
    return Step(before, late, said)
