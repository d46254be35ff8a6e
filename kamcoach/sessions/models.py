"""Coaching sessions with their notes, and commitments."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId


class CoachingSession(HasPublicId, Base):
    """A conversation between a person and a coach, at an instant in a zone. `sequence` counts the changes of when and
    where, for calendars (RFC 5545, 3.8.7.4)."""

    __tablename__ = "coaching_session"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'held', 'cancelled')", name="state"),
        CheckConstraint("minutes BETWEEN 5 AND 240", name="minutes"),
        Index("ix_coaching_session_coach", "coach_id", "starts_at"),
        Index("ix_coaching_session_person", "person_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    coach_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="planned")
    starts_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(64))
    minutes: Mapped[int] = mapped_column(default=30)
    place: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    planned_at: Mapped[datetime]
    held_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_why: Mapped[str] = mapped_column(String(300), default="")


class SessionNote(HasPublicId, Base):
    """What somebody wrote in one part of a session: private to them, or shared by the two. Never HR's; a coach's
    private note is in the person's own access export all the same (method.md §3)."""

    __tablename__ = "session_note"
    __table_args__ = (
        CheckConstraint("part IN ('evidence', 'review', 'fact', 'rehearse', 'next')", name="part"),
        CheckConstraint("revision >= 1", name="revision"),
        UniqueConstraint("session_id", "by_id", "part", "private"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("coaching_session.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    part: Mapped[str] = mapped_column(String(10))
    private: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]


class Commitment(HasPublicId, Base):
    """An if-then promise with a dated event: "When [event with a named person, on a day], I will …; I will know by …"
    (method.md §1.9). `kept` is what the person said on the evening; `barrier` is what stopped them."""

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("kept IS NULL OR kept IN ('yes', 'partly', 'no', 'no_event')", name="kept"),
        CheckConstraint(
            "barrier IS NULL OR barrier IN ('none', 'forgot', 'unsure', 'stopped', 'vain')", name="barrier"
        ),
        Index("ix_commitment_open", "checked_at", "event_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("coaching_session.id"), index=True)
    measure: Mapped[str | None] = mapped_column(String(40))
    event: Mapped[str] = mapped_column(String(200))
    with_whom: Mapped[str] = mapped_column(String(120))
    event_on: Mapped[date]
    will_do: Mapped[str] = mapped_column(String(500))
    know_by: Mapped[str] = mapped_column(String(300))
    obstacle: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[datetime]
    kept: Mapped[str | None] = mapped_column(String(10))
    barrier: Mapped[str | None] = mapped_column(String(10))
    check_note: Mapped[str] = mapped_column(String(500), default="")
    checked_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
