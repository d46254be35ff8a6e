"""One act for several people of the queue: what can be done is done, what cannot says why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.clock import Moment
from kamcoach.coaching import queries
from kamcoach.database import writing
from kamcoach.notifications import services as notifications
from kamcoach.people.lines import change_line
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import services as reinforcement
from kamcoach.reinforcement.models import FollowUp

NUDGE_PAUSE = timedelta(days=3)
"""At most one nudge a person in this time, whoever sends it and whatever they owe."""
_CHUNK = 10
"""Changes in one write, so that it stays under a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The ids of what was done, and what was refused by id."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, Refused] = field(default_factory=dict)


Change = Callable[[Session, FollowUp], None]


def change_several(follow_up_ids: Sequence[int], change: Change) -> Outcome:
    """Do one change of follow-ups that the caller has found through a rule, a few in each write."""
    outcome = Outcome()
    for chunk in _chunks(follow_up_ids):
        with writing() as session:
            for follow_up_id in chunk:
                try:
                    change(session, reinforcement.lock(session, follow_up_id))
                    outcome.done.append(follow_up_id)
                except Refused as refused:
                    outcome.refused[follow_up_id] = refused
    return outcome


def undo_several(follow_up_ids: Sequence[int], *, actor: Actor, at: Moment) -> Outcome:
    """Take back the actor's last change of each; what has changed since stays as it is."""
    outcome = Outcome()
    for chunk in _chunks(follow_up_ids):
        with writing() as session:
            for follow_up_id in chunk:
                try:
                    reinforcement.undo(session, reinforcement.lock(session, follow_up_id), actor=actor, at=at)
                    outcome.done.append(follow_up_id)
                except reinforcement.NothingToUndo:
                    outcome.refused[follow_up_id] = Refused("changed_since")
    return outcome


def hand_over(
    person_ids: Sequence[int], to: int, *, first: date, back_on: date | None, actor: Actor, at: Moment
) -> Outcome:
    """Let another coach have these people from a day on, tomorrow at the earliest: until then they are the actor's, who
    can take it back. With `back_on` they are the actor's again from that day on."""
    if first <= actor.today(at):
        raise Refused("hand_over_tomorrow")
    if back_on is not None and back_on <= first:
        raise Refused("back_before_away")
    outcome = Outcome()
    for chunk in _chunks(person_ids):
        with writing() as session:
            holder, own = session.get_one(Person, to), session.get_one(Person, actor.person_id)
            for person_id in chunk:
                person = session.get_one(Person, person_id)
                try:
                    change_line(session, person, "coach", holder, on=first, actor=actor, at=at)
                    if back_on is not None:
                        change_line(session, person, "coach", own, on=back_on, actor=actor, at=at)
                    outcome.done.append(person_id)
                except Refused as refused:
                    outcome.refused[person_id] = refused
    return outcome


def keep(person_ids: Sequence[int], *, first: date, actor: Actor, at: Moment) -> None:
    """Take a hand-over back before it begins: the actor stays the coach from that day on."""
    for chunk in _chunks(person_ids):
        with writing() as session:
            own = session.get_one(Person, actor.person_id)
            for person_id in chunk:
                change_line(session, session.get_one(Person, person_id), "coach", own, on=first, actor=actor, at=at)


@dataclass(frozen=True, slots=True)
class Nudged:
    """Who gets a letter, and who is left alone because they had one in the last days, by name."""

    told: Sequence[str]
    spared: Sequence[str]


def nudge(follow_ups: Mapping[int, str], *, actor: Actor, at: Moment) -> Nudged:
    """Queue one extra reminder to everybody who owes something about these follow-ups (public ids by id), at most one a
    person in three days. The follow-up remembers it."""
    told: dict[int, str] = {}
    spared: dict[int, str] = {}
    for chunk in _chunks(list(follow_ups)):
        with writing() as session:
            rows = {key: reinforcement.lock(session, key) for key in chunk}
            owing = queries.owing(session, list(rows.values()), actor=actor, at=at)
            people = [one.person_id for one in owing]
            lately = queries.nudged_since(session, people, at.business - NUDGE_PAUSE)
            for one in owing:
                if one.person_id not in told:
                    if one.person_id in lately or not _send(session, one, follow_ups, actor, at):
                        spared[one.person_id] = one.name
                        continue
                    told[one.person_id] = one.name
                if (row := rows.pop(one.follow_up_id, None)) is not None:
                    reinforcement.remark(session, row, "nudged", "", actor=actor, at=at)
    return Nudged(list(told.values()), list(spared.values()))


def _send(session: Session, one: queries.Owing, follow_ups: Mapping[int, str], actor: Actor, at: Moment) -> bool:
    about = {"by": actor.public_id, "follow_up": follow_ups[one.follow_up_id], "reader": one.public_id}
    if one.assessment is not None:
        about["assessment"] = one.assessment
    return notifications.queue(
        session,
        kind="nudge",
        person_id=one.person_id,
        about=about,
        dedupe_key=f"nudge:{one.person_id}:{at.today('UTC').isoformat()}",
        at=at,
    )


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
