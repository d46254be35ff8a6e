"""Key accounts, the dated team of each, and the contacts there."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId


class KeyAccount(HasPublicId, Base):
    """A customer that is managed by a team; `closed_on` is the first day on which it no longer is."""

    __tablename__ = "key_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    created_at: Mapped[datetime]
    closed_on: Mapped[date | None]


class TeamMember(Base):
    """Somebody of ours who works on a key account, from a date (inclusive) to a date (exclusive)."""

    __tablename__ = "team_member"
    __table_args__ = (
        CheckConstraint("part IN ('lead', 'member')", name="part"),
        CheckConstraint("to_date IS NULL OR to_date >= from_date", name="order"),
        UniqueConstraint("key_account_id", "person_id", "from_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key_account_id: Mapped[int] = mapped_column(ForeignKey("key_account.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[str] = mapped_column(String(10))
    from_date: Mapped[date]
    to_date: Mapped[date | None]


class Contact(HasPublicId, Base):
    """A person at the customer, as far as names go; `left_on` when they are no longer there."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_account_id: Mapped[int] = mapped_column(ForeignKey("key_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime]
    left_on: Mapped[date | None]
