"""The dated steps of a plan for one enrolment, and what happened to them."""

from datetime import date, datetime
from typing import Any, get_args

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from assessments.scheduling.plan import StepKind
from kamcoach.database import Base, HasPublicId

_UNREAD = text("read_at IS NULL AND occasion_id IS NOT NULL")


EVENT_KINDS = ("moved", "waived", "held", "undone", "nearer", "away", "replanned", "nudged", "spoke")


class FollowUp(HasPublicId, Base):
    """One dated step. Its state (planned, open, due, late, done, missed, waived) is derived, never stored.

    `planned_on` is the plan's date; `due_on` may roll over a holiday or be moved. `opened_on` is the day, where the
    person is, on which they were asked. What the load or an absence kept from being asked on its day says since when
    and why (`held_back_on`, `held_back_why`), and from which day it is tried again (`held_until`). `measure` is the
    behaviour that a question of the engine's own is about. `read_at` is when the engine read what was released of it.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(map(repr, get_args(StepKind)))})", name="kind"),
        CheckConstraint("opens_on <= due_on AND due_on <= closes_on", name="window"),
        UniqueConstraint("enrolment_id", "step"),
        Index("ix_follow_up_opening", "occasion_id", "opens_on"),
        Index("ix_follow_up_due", "due_on"),
        Index("ix_follow_up_kind", "kind", "closes_on"),
        Index("ix_follow_up_unread", "occasion_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"))
    step: Mapped[str] = mapped_column(String(40))
    kind: Mapped[StepKind] = mapped_column(String(10))
    days: Mapped[int]
    planned_on: Mapped[date]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    closes_on: Mapped[date]
    occasion_id: Mapped[int | None] = mapped_column(ForeignKey("occasion.id"), unique=True)
    held_on: Mapped[date | None]
    waived_at: Mapped[datetime | None]
    opened_on: Mapped[date | None]
    held_back_on: Mapped[date | None]
    held_back_why: Mapped[str | None] = mapped_column(String(20))
    held_until: Mapped[date | None]
    measure: Mapped[str | None] = mapped_column(String(40))
    read_at: Mapped[datetime | None]


class FollowUpEvent(Base):
    """A follow-up was moved, waived, held, restored, brought nearer or put on another plan, or somebody was nudged or
    spoken with about it: by whom (None: the engine), why, and what it was before."""

    __tablename__ = "follow_up_event"
    __table_args__ = (CheckConstraint(f"kind IN ({', '.join(map(repr, EVENT_KINDS))})", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(500))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    happened_at: Mapped[datetime]
