"""Figures of the business, imported, and uploads between their dry run and confirmation."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId


class Outcome(Base):
    """One figure for one person over one period (days included), as another system gave it. Kirkpatrick's fourth level:
    it stands beside the behaviour and proves no cause."""

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="period"),
        UniqueConstraint("person_id", "name", "first_day", "last_day"),
        Index("ix_outcome_name", "name", "first_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(20), default="")
    first_day: Mapped[date]
    last_day: Mapped[date]
    value: Mapped[float]
    source: Mapped[str] = mapped_column(String(120))
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    imported_at: Mapped[datetime]


class OutcomeImport(HasPublicId, Base):
    """An uploaded file between its dry run and its confirmation; deleted when applied or a day old."""

    __tablename__ = "outcome_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content: Mapped[str]
    created_at: Mapped[datetime]
