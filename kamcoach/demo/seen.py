"""The events that a simulated observer saw, and enters before they rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from kamcoach.assessing import observing
from kamcoach.assessing.observing import Event
from kamcoach.clock import Moment
from kamcoach.demo.draws import pick, whole_between
from kamcoach.demo.owed import Owed
from kamcoach.demo.replies import events
from kamcoach.permissions.actor import Actor


@dataclass(frozen=True, slots=True)
class Seen:
    """An event so many days before the observer rates."""

    days_before: int
    kind: str
    what: str


def seen_before(owed: Owed, *, seed: int) -> Sequence[Seen]:
    """An event of two to four weeks ago and one of the last ten days."""
    found = []
    for place, (low, high) in enumerate(((11, 25), (1, 10))):
        event = pick(events()[place::2], seed, "event", place, *owed.key)
        days = whole_between(low, high, seed, "seen on", place, *owed.key)
        found.append(Seen(days, event["kind"], event["what"]))
    return found


def note_seen(session: Session, assessment: str, seen: Sequence[Seen], *, actor: Actor, at: Moment) -> None:
    """Enter events, as the page does."""
    for one in seen:
        event = Event(actor.today(at) - timedelta(days=one.days_before), one.kind, one.what)
        observing.add_event(session, assessment, event, actor=actor, at=at)
