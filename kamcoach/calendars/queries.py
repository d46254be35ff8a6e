"""What stands in a person's own calendar. Titles say what it is, never what anybody answered: they leave the house."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from assessments.scheduling.states import State
from kamcoach.assessing.models import Assessment
from kamcoach.calendars.entries import Appointment, DayEntry
from kamcoach.calendars.models import CalendarFeed
from kamcoach.clock import Moment
from kamcoach.people.models import Person
from kamcoach.people.queries import lines_held
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.reinforcement.models import FollowUpEvent
from kamcoach.reinforcement.queries import Dated
from kamcoach.sessions.invitations import Meeting
from kamcoach.sessions.models import CoachingSession, Commitment
from kamcoach.web.language import gettext as _

_OVER = {State.DONE, State.WAIVED, State.MISSED}
_SESSIONS_KEPT = timedelta(days=90)
_CANCELLED_KEPT = timedelta(days=30)
"""So long a cancelled session stays, so that every calendar that asks now and then takes it out."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar that may be read: its row and whose it is."""

    feed: CalendarFeed
    person: Person


@dataclass(frozen=True, slots=True)
class Change:
    """The number of changes of something and the instant of the last one."""

    number: int
    at: datetime


def own_feed(session: Session, *, actor: Actor) -> CalendarFeed | None:
    """The address that the actor uses now."""
    query = select(CalendarFeed).where(CalendarFeed.person_id == actor.person_id, CalendarFeed.revoked_at.is_(None))
    return session.scalar(query.order_by(CalendarFeed.id.desc()).limit(1))


def usable(session: Session, feed_id: str) -> Feed | None:
    """The calendar of an address that was neither revoked nor belongs to somebody who has left."""
    query = select(CalendarFeed, Person).join(Person, Person.id == CalendarFeed.person_id)
    query = query.where(CalendarFeed.public_id == feed_id, CalendarFeed.revoked_at.is_(None))
    row = session.execute(query.where(Person.disabled_at.is_(None))).one_or_none()
    return Feed(row[0], row[1]) if row else None


def entries(session: Session, feed: Feed, *, base_url: str, at: Moment) -> Sequence[DayEntry | Appointment]:
    """What the person has to do, their sessions and the events of their promises, in a fixed order."""
    sessions = _sessions(session, feed.person.id, at)
    planned = {one.follow_up_id for one, _, _ in sessions if one.state != "cancelled"}
    own = [one for one in reinforcement.of_person(session, feed.person.id, at=at) if _stands(one, planned)]
    held = _held(session, feed.person, at)
    changes = _changes(session, [one.follow_up.id for one in (*own, *held)], feed)
    to_answer = _to_answer(session, feed.person.id, own)
    found: list[DayEntry | Appointment] = []
    for one in own:
        found.append(_own_step(one, to_answer, changes[one.follow_up.id], base_url))
    for one in held:
        found.append(_held_step(one, changes[one.follow_up.id], base_url))
    for row, coach, coached in sessions:
        other = coached if row.coach_id == feed.person.id else coach
        found.append(_appointment(row, other, base_url))
    found += _promises(session, feed.person.id, base_url, at)
    return found


def _stands(one: Dated, planned: set[int | None]) -> bool:
    """Whether a step of the person is a day of their calendar: cards come twice a week, a planned session stands there
    itself."""
    row = one.follow_up
    return one.state not in _OVER and row.kind != "boosters" and row.id not in planned


def _held(session: Session, person: Person, at: Moment) -> Sequence[Dated]:
    """The talks and reviews that the person holds with others; nothing else of theirs."""
    lines = lines_held(session, person.id, on=at.today(person.time_zone))
    steps = reinforcement.of_people(session, list(lines), kinds=("talk", "review"), at=at) if lines else ()
    return [
        one
        for one in steps
        if one.state not in _OVER and not lines[one.follow_up.person_id].isdisjoint(one.step.raters)
    ]


def _changes(session: Session, ids: Sequence[int], feed: Feed) -> Mapping[int, Change]:
    """How often each step was changed, and when last; RFC 5545 asks for both."""
    event = FollowUpEvent
    query = select(event.follow_up_id, func.count(), func.max(event.happened_at)).group_by(event.follow_up_id)
    found = {
        key: Change(number, last) for key, number, last in session.execute(query.where(event.follow_up_id.in_(ids)))
    }
    return {one: found.get(one, Change(0, feed.feed.created_at)) for one in ids}


def _to_answer(session: Session, person_id: int, own: Sequence[Dated]) -> Mapping[int, str]:
    """The person's own open assessments by occasion."""
    occasions = [one.follow_up.occasion_id for one in own if one.follow_up.occasion_id is not None]
    query = select(Assessment.occasion_id, Assessment.public_id).where(Assessment.occasion_id.in_(occasions))
    query = query.where(Assessment.rater_id == person_id, Assessment.submitted_at.is_(None))
    return {row.occasion_id: row.public_id for row in session.execute(query)}


def _own_step(one: Dated, to_answer: Mapping[int, str], changed: Change, base_url: str) -> DayEntry:
    row, sheet = one.follow_up, to_answer.get(one.follow_up.occasion_id or 0)
    return DayEntry(
        uid=f"{row.public_id}@kamcoach",
        day=row.opens_on if row.kind == "trio" else row.due_on,
        title=one.step.title,
        words=one.training.programme,
        url=base_url + (f"/assessments/{sheet}/answer" if sheet else "/progress"),
        sequence=changed.number,
        changed_at=changed.at,
    )


def _held_step(one: Dated, changed: Change, base_url: str) -> DayEntry:
    row, guide = one.follow_up, one.step.instrument
    if row.kind == "review":
        title, path = _("Look at the plan of an account of %(name)s", name=one.person_name), "/mentoring"
    else:
        title = _("Talk with %(name)s about %(training)s", name=one.person_name, training=one.training.programme)
        path = f"/library/instruments/{guide}" if guide else "/"
    return DayEntry(
        uid=f"{row.public_id}-held@kamcoach",
        day=row.due_on,
        title=title,
        words=one.training.programme,
        url=base_url + path,
        sequence=changed.number,
        changed_at=changed.at,
    )


def _sessions(session: Session, person_id: int, at: Moment) -> Sequence[tuple[CoachingSession, str, str]]:
    """The person's sessions, whichever of the two they are, with both names."""
    coach, coached = aliased(Person), aliased(Person)
    query = (
        select(CoachingSession, coach.name, coached.name)
        .join(coach, coach.id == CoachingSession.coach_id)
        .join(coached, coached.id == CoachingSession.person_id)
        .where(or_(CoachingSession.person_id == person_id, CoachingSession.coach_id == person_id))
        .where(CoachingSession.starts_at > at.business - _SESSIONS_KEPT)
        .where(
            or_(CoachingSession.cancelled_at.is_(None), CoachingSession.cancelled_at > at.business - _CANCELLED_KEPT)
        )
        .order_by(CoachingSession.starts_at, CoachingSession.id)
    )
    return [(row[0], row[1] or "", row[2] or "") for row in session.execute(query)]


def _appointment(row: CoachingSession, other: str, base_url: str) -> Appointment:
    meeting = Meeting(
        public_id=row.public_id,
        summary=_("Session with %(name)s", name=other),
        starts_at=row.starts_at,
        time_zone=row.time_zone,
        minutes=row.minutes,
        place=row.place,
        link=row.link,
        sequence=row.sequence,
        is_cancelled=row.state == "cancelled",
    )
    changed_at = max(filter(None, (row.planned_at, row.held_at, row.cancelled_at)))
    return Appointment(meeting, f"{base_url}/sessions/{row.public_id}", changed_at)


def _promises(session: Session, person_id: int, base_url: str, at: Moment) -> Iterator[DayEntry]:
    """The events for which the person has promised something and was not asked yet what became of it."""
    query = select(Commitment).where(Commitment.person_id == person_id, Commitment.checked_at.is_(None))
    query = query.where(Commitment.withdrawn_at.is_(None), Commitment.event_on > (at.business - _CANCELLED_KEPT).date())
    for row in session.scalars(query.order_by(Commitment.event_on, Commitment.id)):
        yield DayEntry(
            uid=f"{row.public_id}@kamcoach",
            day=row.event_on,
            title=_("%(event)s, with %(name)s: your promise", event=row.event, name=row.with_whom),
            words="",
            url=f"{base_url}/commitments/{row.public_id}",
            sequence=0,
            changed_at=row.made_at,
        )
