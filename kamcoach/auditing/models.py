"""An audit of a person, the evidence asked for and received, findings with the reply, corrective actions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId


class Audit(HasPublicId, Base):
    """One person audited by one auditor over a period. Its checklist is an occasion of purpose audit.

    It is planned, then drafted (the person may reply until `reply_until`), then final; each is a date here.
    """

    __tablename__ = "audit"
    __table_args__ = (CheckConstraint("period_to >= period_from", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    auditor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    commissioned_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    period_from: Mapped[date]
    period_to: Mapped[date]
    independence: Mapped[str] = mapped_column(Text)
    declared_at: Mapped[datetime]
    created_at: Mapped[datetime]
    drafted_at: Mapped[datetime | None]
    reply_until: Mapped[date | None]
    replied_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]


class EvidenceRequest(HasPublicId, Base):
    """One piece of evidence for one item of the checklist: asked for, handed in by the person, graded by the auditor.

    Grades are those of method.md §3: A third party's document, B dated system record, C independent, D own word.
    """

    __tablename__ = "evidence_request"
    __table_args__ = (
        CheckConstraint("grade IS NULL OR grade IN ('A', 'B', 'C', 'D')", name="grade"),
        CheckConstraint("wanted_grade IN ('A', 'B', 'C', 'D')", name="wanted_grade"),
        Index("ix_evidence_request_audit", "audit_id", "item"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
    item: Mapped[str] = mapped_column(String(40))
    asked_for: Mapped[str] = mapped_column(Text)
    wanted_grade: Mapped[str] = mapped_column(String(1))
    due_on: Mapped[date]
    asked_at: Mapped[datetime]
    received: Mapped[str] = mapped_column(Text, default="")
    lies_at: Mapped[str] = mapped_column(Text, default="")
    dated_on: Mapped[date | None]
    key_account_id: Mapped[int | None] = mapped_column(ForeignKey("key_account.id"))
    received_at: Mapped[datetime | None]
    grade: Mapped[str | None] = mapped_column(String(1))
    graded_note: Mapped[str] = mapped_column(Text, default="")
    graded_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)


class Finding(HasPublicId, Base):
    """What the audit found about one measure. The person's reply is printed beside it, whatever the final text.

    `reply` is a correction of fact, `dissent` a differing view. `revision` counts the auditor's changes of the text,
    `reply_revision` the person's of theirs.
    """

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("audit_id", "measure"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    measure: Mapped[str] = mapped_column(String(40))
    draft: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text, default="")
    dissent: Mapped[str] = mapped_column(Text, default="")
    final: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
    reply_revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class CorrectiveAction(HasPublicId, Base):
    """What must change by when, and who owns it. Who closes it is not who owns it (method.md §3).

    `check_on` is 90 days after closing: whether it had an effect is looked at then and stands in `effective`.
    """

    __tablename__ = "corrective_action"
    __table_args__ = (
        CheckConstraint("closed_by_id IS NULL OR closed_by_id <> owner_id", name="closer"),
        CheckConstraint("checked_by_id IS NULL OR checked_by_id <> owner_id", name="checker"),
        Index("ix_corrective_action_owner", "owner_id", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    created_at: Mapped[datetime]
    done_on: Mapped[date | None]
    done_note: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    check_on: Mapped[date | None]
    effective: Mapped[bool | None]
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    check_note: Mapped[str] = mapped_column(Text, default="")
