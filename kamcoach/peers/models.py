"""Trios and who belongs to them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId


class Trio(HasPublicId, Base):
    """Three (two or four where the cohort does not divide) of a cohort who meet every second week (method.md §1.7)."""

    __tablename__ = "trio"
    __table_args__ = (UniqueConstraint("cohort_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    number: Mapped[int]


class TrioMember(Base):
    """Somebody in a trio, from a date (inclusive) to a date (exclusive)."""

    __tablename__ = "trio_member"
    __table_args__ = (
        CheckConstraint("to_date IS NULL OR to_date >= from_date", name="order"),
        UniqueConstraint("trio_id", "enrolment_id", "from_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trio_id: Mapped[int] = mapped_column(ForeignKey("trio.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    from_date: Mapped[date]
    to_date: Mapped[date | None]
