"""Rows of a coach's day for tests of pages that only read them: sessions, promises, tasks, marks."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from kamcoach.assessing.models import Occasion, Subject
from kamcoach.assessing.policies import SELF_THEN_COACH
from kamcoach.drift.models import DriftMark, Task
from kamcoach.library import queries as library
from kamcoach.reinforcement import services as reinforcement
from kamcoach.reinforcement.models import FollowUp
from kamcoach.sessions.models import CoachingSession, Commitment
from tests.factories.world import Someone, Thing, World


def agree_on(
    world: World,
    person: Someone,
    coach: Someone,
    starts_at: datetime,
    *,
    state: str = "planned",
    follow_up: FollowUp | None = None,
) -> str:
    """A session; returns its public id."""
    with world.writing() as session:
        row = CoachingSession(
            person_id=person.id,
            coach_id=coach.id,
            follow_up_id=follow_up.id if follow_up else None,
            state=state,
            starts_at=starts_at,
            time_zone="Asia/Manila",
            place="Room 4",
            planned_at=world.now.business,
            held_at=world.now.business if state == "held" else None,
        )
        session.add(row)
        session.flush()
        return row.public_id


def promise(world: World, person: Someone, event_on: date, *, kept: str | None = None) -> None:
    """A commitment, checked when `kept` says how."""
    with world.writing() as session:
        session.add(
            Commitment(
                person_id=person.id,
                event="the review",
                with_whom="Mr Adeyemi",
                event_on=event_on,
                will_do="ask what changed",
                know_by="he names a date",
                made_at=world.now.business,
                kept=kept,
                checked_at=world.now.business if kept else None,
            )
        )


def task(world: World, person: Someone, owner: Someone | None, kind: str, *, due_on: date) -> None:
    """A task that is not done."""
    with world.writing() as session:
        session.add(
            Task(
                kind=kind,
                person_id=person.id,
                owner_id=owner.id if owner else None,
                words="He is always there.",
                created_at=world.now.business,
                due_on=due_on,
            )
        )


def mark(world: World, person: Someone, enrolment: Thing, word: str, *, measure: str = "B5") -> None:
    """What the engine read from a released measure: 4.1 after the training, then less."""
    with world.writing() as session:
        subject = session.scalar(select(Subject).where(Subject.person_id == person.id))
        version = library.newest(session, "instruments", "kam-behaviours")
        assert subject is not None and version is not None
        before, now = world.now.business - timedelta(days=9), world.now.business
        occasion = Occasion(
            subject_id=subject.id, instrument_id=version.id, purpose="development", blind=True, sees=SELF_THEN_COACH,
            title="A pulse", series=enrolment.public_id, phase="pulse", day=120, time_zone="Asia/Manila",
            opens_on=before.date(), due_on=before.date(), closes_on=before.date(), opens_at=before, closes_at=now,
            created_at=before, released_at=now,
        )  # fmt: skip
        session.add(occasion)
        session.flush()
        since = [3.2, 3.0] if word == "fading" else [2.9]
        session.add(
            DriftMark(
                enrolment_id=enrolment.id,
                measure=measure,
                occasion_id=occasion.id,
                word=word,
                reached=4.1,
                since=since,
                sources=2,
                read_at=now,
            )
        )


def waive_rest(world: World, enrolment: Thing, *keep: str, since: int = 1) -> None:
    """Leave only some steps of somebody's half year, and what lies before the day `since`."""
    actor = world.actor(world.bob)
    left = (FollowUp.enrolment_id == enrolment.id, FollowUp.waived_at.is_(None), FollowUp.step.not_in(keep))
    for row in world.rows(FollowUp, *left, FollowUp.days >= since):
        with world.writing() as session:
            reinforcement.waive(session, reinforcement.lock(session, row.id), "Not needed.", actor=actor, at=world.now)
