"""Programmes, their cohorts, and who is enrolled with which focus."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId


class Programme(HasPublicId, Base):
    """A training, the instrument that measures it and the plan that keeps it alive."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    instrument_code: Mapped[str] = mapped_column(String(64))
    plan_code: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class ProgrammeBehaviour(Base):
    """A measure of the instrument that the programme trains; the others are its control."""

    __tablename__ = "programme_behaviour"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)


class Cohort(HasPublicId, Base):
    """One run of a programme, from its first to its last training day."""

    __tablename__ = "cohort"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="days"),
        UniqueConstraint("programme_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    first_day: Mapped[date]
    last_day: Mapped[date]
    finished_at: Mapped[datetime | None]
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class Enrolment(HasPublicId, Base):
    """One person in a cohort; `attended` is unknown until the cohort is finished. `observer_as` is the line by which
    the observer was named ("coach", "manager", else empty): with that line the task goes to whoever follows.

    `plan_id` is the version of the plan that the person was promised, known once a step was dated; `waits_since` tells
    from when on (wall clock) steps wait for the worker to date them, None when none do.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("cohort_id", "person_id"),
        Index(
            "ix_enrolment_waiting",
            "waits_since",
            sqlite_where=text("waits_since IS NOT NULL"),
            postgresql_where=text("waits_since IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    observer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    observer_as: Mapped[str | None] = mapped_column(String(20))
    enrolled_on: Mapped[date]
    attended: Mapped[bool | None]
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("content_version.id"))
    waits_since: Mapped[datetime | None]


class Focus(Base):
    """A behaviour that the person works on, from a date (inclusive) to a date (exclusive)."""

    __tablename__ = "focus"
    __table_args__ = (
        CheckConstraint("to_date IS NULL OR to_date >= from_date", name="order"),
        Index(
            "ix_focus_one_open",
            "enrolment_id",
            "measure",
            unique=True,
            sqlite_where=text("to_date IS NULL"),
            postgresql_where=text("to_date IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    measure: Mapped[str] = mapped_column(String(40))
    from_date: Mapped[date]
    to_date: Mapped[date | None]
