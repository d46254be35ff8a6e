"""What the engine read from the measures, and the tasks that barriers lead to."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId


class DriftMark(HasPublicId, Base):
    """The word on one focus behaviour after one measure was released, with the figures behind it; a coach may overrule
    it with a reason. `occasion_id` is the measure that brought it. `ended_at` is when the next measure of the behaviour
    was read, whatever that said: a mark without it is what holds now."""

    __tablename__ = "drift_mark"
    __table_args__ = (
        CheckConstraint("word IN ('ask', 'fading')", name="word"),
        UniqueConstraint("enrolment_id", "measure", "occasion_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    measure: Mapped[str] = mapped_column(String(40))
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"), index=True)
    word: Mapped[str] = mapped_column(String(10))
    reached: Mapped[float]
    since: Mapped[list[float]] = mapped_column(JSON)
    sources: Mapped[int]
    read_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    overruled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    overruled_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(500), default="")


class Task(HasPublicId, Base):
    """What follows from something that stopped a person (method.md §1.8): look for an occasion, choose a cue, rehearse,
    clear the way, talk it through. One to clear the way waits for the person's yes while it has no owner: what stopped
    them reaches their manager only with it, in their words."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("kind IN ('look', 'cue', 'rehearse', 'clear', 'talk')", name="kind"),
        UniqueConstraint("assessment_id", "item"),
        UniqueConstraint("commitment_id"),
        Index("ix_task_owner", "owner_id", "done_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    measure: Mapped[str | None] = mapped_column(String(40))
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"))
    item: Mapped[str | None] = mapped_column(String(40))
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None]
    done_on: Mapped[date | None]
    done_note: Mapped[str] = mapped_column(String(500), default="")
