"""What lies ahead for a coach's people, day by day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from assessments.scheduling.states import State
from kamcoach.clock import Moment
from kamcoach.coaching import queries
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.reinforcement.queries import RUNNING
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import clock_time

_AHEAD = RUNNING | {State.PLANNED}


@dataclass(slots=True)
class Entry:
    """One thing on one day, for one person or several (public id and name)."""

    title: str
    status: str
    people: list[tuple[str, str]] = field(default_factory=list)


def ahead(
    session: Session, first: date, last: date, *, owed: Collection[int], actor: Actor, at: Moment
) -> Mapping[date, Sequence[Entry]]:
    """What is due from a day to a day, by day: sessions first, then promises, then steps that several people share.

    Four queries and what they depend on, whatever the people and their history. What is done is left out, and so is
    what tells of drift of whoever the actor still has to rate blind (`owed`).
    """
    people = {one.person_id: one for one in queries.coachees(session, actor=actor, at=at)}
    ids = list(people)
    days: dict[date, dict[str, Entry]] = {}

    def put(day: date, title: str, status: str, person_id: int) -> None:
        entry = days.setdefault(day, {}).setdefault(title, Entry(title, status))
        entry.people.append((people[person_id].public_id, people[person_id].name))

    for one in queries.planned_sessions(session, ids, at=at):
        day = one.day(actor.time_zone)
        if first <= day <= last and one.coach_id == actor.person_id:
            put(day, _("Session at %(time)s", time=clock_time(one.starts_at)), "moved", one.person_id)
    for promise in queries.promises(session, ids, first=first, last=last):
        event = _("Promise: %(event)s with %(name)s", event=promise.event, name=promise.with_whom)
        put(promise.event_on, event, "due", promise.person_id)
    for dated in reinforcement.due_between(session, ids, first, last, at=at):
        row = dated.follow_up
        if dated.state not in _AHEAD or row.kind == "boosters" or (dated.tells_of_drift and row.person_id in owed):
            continue
        put(row.due_on, dated.step.title, str(dated.state), row.person_id)
    return {day: list(entries.values()) for day, entries in sorted(days.items())}
