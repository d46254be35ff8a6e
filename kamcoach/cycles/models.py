"""A cycle, and what self and manager agree on when both views lie side by side."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId


class Cycle(HasPublicId, Base):
    """A campaign that asks many people and their managers; its occasions bear its public id as their series.

    The profile says which competencies are asked and what level the job requires: the version that was promised.
    """

    __tablename__ = "cycle"
    __table_args__ = (CheckConstraint("opens_on <= due_on AND due_on <= closes_on", name="window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    instrument_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"))
    profile_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"))
    opens_on: Mapped[date]
    due_on: Mapped[date]
    closes_on: Mapped[date]
    started_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]


class AgreedLevel(Base):
    """What the two agree on for one competency, until both have signed; `revision` counts its saves from 1."""

    __tablename__ = "agreed_level"
    __table_args__ = (CheckConstraint("revision >= 1", name="revision"),)

    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"), primary_key=True)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]


class Signature(Base):
    """One of the two signs the levels as they are: `levels_hash` says which, so a later change voids it.

    A dissent is a note of the signer's own that stands beside what both signed.
    """

    __tablename__ = "signature"
    __table_args__ = (
        CheckConstraint("relation IN ('self', 'manager')", name="relation"),
        UniqueConstraint("occasion_id", "relation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"))
    relation: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    levels_hash: Mapped[str] = mapped_column(String(64))
    dissent: Mapped[str] = mapped_column(Text, default="")
    signed_at: Mapped[datetime]
