"""A person's half year on one page, enrolment by enrolment: what lies ahead, and what was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from assessments.scheduling.dates import is_late_baseline
from assessments.scheduling.states import State
from kamcoach.assessing import history
from kamcoach.assessing.history import Read
from kamcoach.clock import Moment
from kamcoach.coaching.happenings import Happening, happenings
from kamcoach.coaching.sticking import Held, Step, what_holds
from kamcoach.coaching.telling import Folded, Note, fold, notes_of
from kamcoach.drift.queries import Mark, marks_for
from kamcoach.library import queries as library
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.reinforcement.queries import RUNNING, Dated
from kamcoach.training.queries import Training

_CHANGEABLE = RUNNING | {State.PLANNED}
_MEASURES = ("measure", "pulse")
_REPEATING = ("trio", "session", "review", "ask")


@dataclass(frozen=True, slots=True)
class Entry:
    """One follow-up, its events, and what the reader may open of it."""

    dated: Dated
    events: Sequence[Happening]
    readable: Sequence[Read]

    @property
    def changeable(self) -> bool:
        """Whether it can still be moved or waived."""
        return self.dated.state in _CHANGEABLE

    @property
    def day(self) -> date:
        """Where it stands in time."""
        return self.dated.follow_up.due_on

    @property
    def is_over(self) -> bool:
        """Whether nothing can be done about it any more."""
        return not self.changeable

    @property
    def repeats_as(self) -> str | None:
        """The kind under which it is folded in with others like it; None for what stands by itself."""
        kind = self.dated.follow_up.kind
        return kind if kind in _REPEATING else None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A training, the entries that belong to it and the notes beside them, and what sticks of it: None while the reader
    still has to rate the person blind."""

    training: Training
    entries: Sequence[Entry]
    focus: Sequence[str]
    held: Sequence[Held] | None
    notes: Sequence[Note] = ()

    @property
    def waits_for_its_end(self) -> bool:
        """Whether the steps after the training have no dates yet."""
        return all(entry.dated.step.before for entry in self.entries)

    @property
    def ahead(self) -> Sequence[Folded[Entry | Note]]:
        """What is open or to come, the nearest first, repetitions folded in."""
        lines: list[Entry | Note] = [one for one in self.entries if not one.is_over]
        return _folded(lines + [one for one in self.notes if one.lies_ahead])

    @property
    def past(self) -> Sequence[Folded[Entry | Note]]:
        """What was, the newest first, repetitions folded in."""
        lines: list[Entry | Note] = [one for one in self.entries if one.is_over]
        return _folded(lines + [one for one in self.notes if not one.lies_ahead], newest_first=True)


def _folded(lines: Iterable[Entry | Note], *, newest_first: bool = False) -> Sequence[Folded[Entry | Note]]:
    ordered = sorted(lines, key=lambda one: one.day, reverse=newest_first)
    return fold(ordered, lambda one: one.repeats_as if isinstance(one, Entry) else None)


def timeline_of(
    session: Session, person_id: int, *, owes: bool = False, actor: Actor, at: Moment
) -> Sequence[Enrolled]:
    """The newest training first, its follow-ups in order of their due day. Six queries, whatever the history.

    With `owes` the reader has still to rate the person blind, and sees no word on what sticks, nor anything that
    follows from what was measured: questions about a drop, measures brought nearer, tasks (method.md §2.6).
    """
    is_own = person_id == actor.person_id
    shut = owes and not is_own
    dated = [row for row in reinforcement.of_person(session, person_id, at=at) if not (shut and row.tells_of_drift)]
    happened = [one for one in happenings(session, person_id) if not (shut and one.word in _TELLING)]
    events: dict[int, list[Happening]] = {}
    for one in happened:
        if one.what == "event" and one.about is not None:
            events.setdefault(one.about, []).append(one)
    occasions = [row.follow_up.occasion_id for row in dated if row.follow_up.occasion_id is not None]
    readable = history.readable_with_values(session, occasions, actor=actor, at=at)
    entries = [
        Entry(row, events.get(row.follow_up.id, ()), readable.get(row.follow_up.occasion_id or 0, ())) for row in dated
    ]
    owes |= is_own and any(_is_owed(row) for row in dated)
    marks = [] if owes else marks_for(session, [person_id], actor=actor, at=at)
    notes = list(notes_of(happened, actor=actor, at=at))
    return _by_training(session, entries, notes, None if owes else marks, actor, at)


_TELLING = ("nearer", "look", "cue", "rehearse", "clear", "talk")


def _by_training(
    session: Session,
    entries: Sequence[Entry],
    notes: Sequence[tuple[int | None, Note]],
    marks: Sequence[Mark] | None,
    actor: Actor,
    at: Moment,
) -> Sequence[Enrolled]:
    found: dict[int, tuple[Training, list[Entry]]] = {}
    for entry in entries:
        found.setdefault(entry.dated.follow_up.enrolment_id, (entry.dated.training, []))[1].append(entry)
    instruments = library.newest_instruments(session, {training.instrument_code for training, _ in found.values()})
    newest = max(found, key=lambda key: found[key][0].first_day, default=None)
    enrolled = []
    for key, (training, mine) in found.items():
        instrument = instruments[training.instrument_code]
        focus = [instrument.measure(code).short for code in training.focus]
        steps = [] if marks is None else [_step(entry, actor) for entry in mine if entry.dated.step.kind in _MEASURES]
        held = None if marks is None else what_holds(training, instrument, steps, marks, on=actor.today(at))
        beside = [note for about, note in notes if about == key or (about not in found and key == newest)]
        enrolled.append(Enrolled(training, mine, focus, held, beside))
    return sorted(enrolled, key=lambda one: one.training.first_day, reverse=True)


def _is_owed(row: Dated) -> bool:
    """Whether a measure waits for the person's own answers: until then what the observer saw stays shut."""
    is_open = row.state in RUNNING
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
