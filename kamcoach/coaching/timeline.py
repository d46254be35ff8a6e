"""A person's follow-ups on one page, enrolment by enrolment, with what happened to each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.scheduling.states import State
from kamcoach.assessing import queries as assessing
from kamcoach.assessing.models import Assessment
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.reinforcement.queries import Dated, Event
from kamcoach.training.queries import Training

_CHANGEABLE = {State.PLANNED, State.OPEN, State.DUE, State.LATE}


@dataclass(frozen=True, slots=True)
class Entry:
    """One follow-up, its events, and what the reader may open of it."""

    dated: Dated
    events: Sequence[Event]
    readable: Sequence[Assessment]

    @property
    def changeable(self) -> bool:
        """Whether it can still be moved or waived."""
        return self.dated.state in _CHANGEABLE


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A training and the entries that belong to it."""

    training: Training
    entries: Sequence[Entry]
    focus: Sequence[str]

    @property
    def waits_for_its_end(self) -> bool:
        """Whether the steps after the training have no dates yet."""
        return all(entry.dated.step.before for entry in self.entries)


def timeline_of(session: Session, person_id: int, *, actor: Actor, at: Moment) -> Sequence[Enrolled]:
    """The newest training first, its follow-ups in order of their due day. Six queries, whatever the history."""
    dated = reinforcement.of_person(session, person_id, at=at)
    events = reinforcement.events(session, [row.follow_up.id for row in dated])
    occasions = [row.follow_up.occasion_id for row in dated if row.follow_up.occasion_id is not None]
    readable = assessing.readable_by_occasion(session, occasions, actor=actor, at=at)
    found: dict[int, tuple[Training, list[Entry]]] = {}
    for row in dated:
        follow_up = row.follow_up
        entry = Entry(row, events.get(follow_up.id, ()), readable.get(follow_up.occasion_id or 0, ()))
        found.setdefault(follow_up.enrolment_id, (row.training, []))[1].append(entry)
    instruments = library.newest_instruments(session, {training.instrument_code for training, _ in found.values()})
    enrolled = [
        Enrolled(
            training, entries, [instruments[training.instrument_code].measure(code).short for code in training.focus]
        )
        for training, entries in found.values()
    ]
    return sorted(enrolled, key=lambda one: one.training.first_day, reverse=True)
