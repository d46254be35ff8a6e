"""What each person's booster cards remember of being recalled."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId


class BoosterCard(Base):
    """A card of a deck for one person: the scheduler's state (FSRS) and the day from which it may be shown."""

    __tablename__ = "booster_card"
    __table_args__ = (
        UniqueConstraint("person_id", "deck", "card"),
        Index("ix_booster_card_due", "person_id", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    deck: Mapped[str] = mapped_column(String(64))
    card: Mapped[str] = mapped_column(String(40))
    measure: Mapped[str] = mapped_column(String(40))
    memory: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_on: Mapped[date]


class BoosterShowing(HasPublicId, Base):
    """One showing of a card, in one of its variants, and the option that was chosen. Nobody but the person sees it."""

    __tablename__ = "booster_showing"
    __table_args__ = (
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 4", name="rating"),
        Index("ix_booster_showing_person", "person_id", "shown_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("booster_card.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    variant: Mapped[str] = mapped_column(String(40))
    shown_on: Mapped[date]
    chosen: Mapped[str | None] = mapped_column(String(40))
    rating: Mapped[int | None]
    answered_at: Mapped[datetime | None]
