"""What the worker does for reinforcement: open what is to be asked, remind who has not answered."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from kamcoach.assessing import awaited, links, opening
from kamcoach.assessing.awaited import Reminder
from kamcoach.clock import Moment
from kamcoach.database import reading, writing
from kamcoach.notifications import services as notifications
from kamcoach.reinforcement import planning, queries
from kamcoach.reinforcement.asking import open_follow_up
from kamcoach.reinforcement.dating import Almanac
from kamcoach.reinforcement.observers import follow_line
from kamcoach.reinforcement.queries import ToOpen
from kamcoach.reinforcement.services import lock
from kamcoach.training import queries as training_queries

REMINDER_HOUR = 8
_CHUNK = 20
DATED_AT_ONCE = 25
_MOST = 500
_ROUNDS = 20
"""A cohort of thousands opens in one tick; what is left after that opens in the next."""


def date_waiting(at: Moment) -> int:
    """Date the steps of everybody who waits for it after many were enrolled or attended at once; returns how many.

    Some people in each write, so that nobody else waits long for theirs.
    """
    almanac, dated = Almanac(), 0
    with reading() as session:
        if not planning.look_up_waiting(session, almanac, at=at):
            return 0
    while True:
        with writing() as session:
            people = planning.date_waiting(session, almanac, most=DATED_AT_ONCE, at=at)
        dated += people
        if not people:
            return dated


def open_follow_ups(at: Moment) -> int:
    """Open the occasions of follow-ups whose window has begun; returns how many. What has to wait for a free week is
    held back, with the day on which it is tried again."""
    opened = 0
    for _ in range(_ROUNDS):
        with reading() as session:
            waiting = list(queries.to_open(session, at=at, most=_MOST))
        opened += _open(waiting, at)
        if len(waiting) < _MOST:
            break
    return opened


def _open(waiting: Sequence[ToOpen], at: Moment) -> int:
    opened = 0
    for start in range(0, len(waiting), _CHUNK):
        chunk = waiting[start : start + _CHUNK]
        with writing() as session:
            trainings = training_queries.trainings(session, [row.enrolment_id for row in chunk])
            for row in chunk:
                follow_up = lock(session, row.follow_up_id)
                opened += open_follow_up(session, follow_up, trainings[row.enrolment_id], row.time_zone, at=at)
    return opened


def name_successors(at: Moment) -> int:
    """Let the task of observing follow the line by which it was given; returns how many enrolments changed."""
    with reading() as session:
        waiting = list(queries.observers_to_follow(session, at=at, most=_MOST))
    changed = 0
    for enrolment_id in waiting:
        with writing() as session:
            changed += follow_line(session, enrolment_id, at=at)
    return changed


def queue_reminders(at: Moment) -> int:
    """Queue one reminder per rater and due day, from eight in the morning where the rater is."""
    with reading() as session:
        rows = awaited.to_remind(session, at=at, most=_MOST)
        due = [row for row in rows if is_time(at, row.time_zone, row.due_on)]
    for start in range(0, len(due), _CHUNK):
        with writing() as session:
            for row in due[start : start + _CHUNK]:
                key = f"reminder:{row.assessment_public_id}:{row.due_on.isoformat()}"
                queue_reminder(session, row, "reminder", key, at=at)
                opening.mark_reminded(session, row.assessment_id, row.due_on)
    return len(due)


def queue_reminder(session: Session, row: Reminder, kind: str, dedupe_key: str, *, at: Moment) -> None:
    """Queue a reminder; of a few questions it carries a link that needs no sign-in."""
    about = {"assessment": row.assessment_public_id}
    if (link := links.link_for(session, row.assessment_id, at=at)) is not None:
        about["link"] = link
    notifications.queue(session, kind=kind, person_id=row.rater_id, about=about, dedupe_key=dedupe_key, at=at)


def is_time(at: Moment, zone: str, due_on: date) -> bool:
    """Whether it is eight in the morning of the due day, or later, in a zone."""
    there = at.business.astimezone(ZoneInfo(zone))  # a day may have 23 or 25 hours
    return (there.date(), there.hour) >= (due_on, REMINDER_HOUR)
