"""The preparation sheet of a session, made by itself from what is known by then (method.md §1.10).

Whoever still has to rate the person blind finds dates and commitments on it, and no value, barrier or observation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument
from assessments.scheduling.states import State
from kamcoach.assessing import observed
from kamcoach.assessing import queries as assessing
from kamcoach.assessing.models import Assessment, ObservedEvent
from kamcoach.assessing.queries import Sheet
from kamcoach.clock import Moment
from kamcoach.coaching.sticking import Held
from kamcoach.coaching.timeline import Enrolled, Entry, timeline_of
from kamcoach.library import queries as library
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement.adaptive import ASK_INSTRUMENT
from kamcoach.sessions import promised
from kamcoach.sessions import queries as sessions
from kamcoach.sessions.models import Commitment
from kamcoach.sessions.queries import SessionRow

ASK_BARRIERS = ("week-one", ASK_INSTRUMENT)
"""Instruments by which people say what was in the way of a behaviour."""
_WITHOUT_A_SESSION = timedelta(days=45)
"""How far back the sheet of a first session looks."""
_RUNS = timedelta(days=400)
_MOST_EVENTS = 6


@dataclass(frozen=True, slots=True)
class Focus:
    """A focus behaviour: its name, what became of it so far (None: not known, or not to be seen), and what the coach
    asks about it."""

    name: str
    held: Held | None
    asks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Barrier:
    """What the person said about a behaviour that they used or not, and their note."""

    name: str
    said: str
    note: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """The sheet. `since` is the day of the last session, None before the first; `owed` is what the reader still has to
    rate blind, None for nothing."""

    since: date | None
    owed: Sheet | None
    done: Sequence[Entry]
    missed: Sequence[Entry]
    commitments: Sequence[Commitment]
    focus: Sequence[Focus]
    barriers: Sequence[Barrier]
    events: Sequence[ObservedEvent]


def prepare(session: Session, found: SessionRow, *, actor: Actor, at: Moment) -> Preparation:
    """The sheet for whoever leads the session, some fifteen queries, whatever the history."""
    person_id, today = found.person.id, actor.today(at)
    owed = _owed_blind(session, person_id, actor=actor, at=at)
    trainings = timeline_of(session, person_id, owes=owed is not None, actor=actor, at=at)
    since = _last_session(session, found, actor=actor, at=at)
    begin = since or today - _WITHOUT_A_SESSION
    entries = [entry for one in trainings for entry in one.entries]
    running = [one for one in trainings if one.training.first_day > today - _RUNS]
    hidden = owed is not None
    return Preparation(
        since=since,
        owed=owed,
        done=[entry for entry in entries if entry.dated.done_on and entry.dated.done_on >= begin],
        missed=[one for one in entries if one.dated.state == State.MISSED and one.dated.follow_up.closes_on >= begin],
        commitments=[
            one
            for one in promised.of_person(session, person_id, actor=actor, at=at)
            if one.checked_at is None or one.event_on >= begin
        ],
        focus=_focus(session, running),
        barriers=() if hidden else _barriers(session, entries, begin),
        events=() if hidden else _events(session, entries),
    )


def _owed_blind(session: Session, person_id: int, *, actor: Actor, at: Moment) -> Sheet | None:
    due = [one.sheet for one in assessing.due_for(session, actor=actor, at=at)]
    return next((sheet for sheet in due if sheet.subject_person_id == person_id and sheet.occasion.blind), None)


def _last_session(session: Session, found: SessionRow, *, actor: Actor, at: Moment) -> date | None:
    days = [
        actor.today(Moment(one.session.starts_at, one.session.starts_at))
        for one in sessions.of_person(session, found.person.id, actor=actor, at=at)
        if one.session.state == "held" and one.session.starts_at < found.session.starts_at
    ]
    return days[-1] if days else None


def _focus(session: Session, trainings: Sequence[Enrolled]) -> Sequence[Focus]:
    instruments = library.newest_instruments(session, {one.training.instrument_code for one in trainings})
    found: dict[str, Focus] = {}
    for one in trainings:
        instrument, held = instruments[one.training.instrument_code], {held.name: held for held in one.held or ()}
        for code in one.training.focus:
            name = instrument.measure(code).short
            asks = [item.coach_asks for item in instrument.items_of(code) if item.coach_asks]
            found.setdefault(name, Focus(name, held.get(name), asks))
    return list(found.values())


def _barriers(session: Session, entries: Sequence[Entry], begin: date) -> Sequence[Barrier]:
    asked = [one for one in entries if one.dated.step.instrument in ASK_BARRIERS]
    recent = [one for one in asked if one.dated.sent_on is not None and one.dated.sent_on >= begin] or asked[-1:]
    instruments = library.newest_instruments(session, {one.dated.step.instrument or "" for one in recent})
    return [
        barrier
        for one in recent
        for assessment in _sent_by(one, "self")
        for barrier in _said(session, assessment, instruments[one.dated.step.instrument or ""])
    ]


def _said(session: Session, assessment: Assessment, instrument: Instrument) -> Sequence[Barrier]:
    answers = assessing.answers_of(session, assessment.id)
    return [
        Barrier(instrument.measure(item.measure).short, instrument.label(item, answer.value or ""), answer.note)
        for item in instrument.items
        if (answer := answers.get(item.code)) is not None
    ]


def _events(session: Session, entries: Sequence[Entry]) -> Sequence[ObservedEvent]:
    seen = [assessment.id for one in entries for assessment in _sent_by(one, "observer")]
    return observed.events_of_all(session, seen)[:_MOST_EVENTS]


def _sent_by(entry: Entry, relation: str) -> Sequence[Assessment]:
    return [read.assessment for read in entry.readable if read.assessment.relation == relation]
