"""People, their units, roles and the dated lines between them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId

LINE_KINDS = ("manager", "coach", "mentor")
"""The lines that an administrator or an import changes; each person has one of each at most."""


class Unit(HasPublicId, Base):
    """A part of the organisation."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)


class Person(HasPublicId, Base):
    """Somebody in the organisation. Erasure empties number, name and email and keeps the row.

    No mail leaves from the hour `quiet_from` to the hour `quiet_to` (0-23, in their zone; equal: never quiet); with
    `digest` what is not urgent comes once a day.
    """

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_to BETWEEN 0 AND 23", name="quiet_hours"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str | None] = mapped_column(String(120), index=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    country: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(64))
    locale: Mapped[str] = mapped_column(String(16), default="en")
    theme: Mapped[str] = mapped_column(String(5), default="auto")
    quiet_from: Mapped[int] = mapped_column(default=20)
    quiet_to: Mapped[int] = mapped_column(default=7)
    digest: Mapped[bool] = mapped_column(default=False)
    job_profile: Mapped[str] = mapped_column(String(64), default="")
    hire_date: Mapped[date | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class RoleGrant(Base):
    """A role that a person holds."""

    __tablename__ = "role_grant"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)


class Line(Base):
    """Who manages, coaches or leads whom, from a date (inclusive) to a date (exclusive)."""

    __tablename__ = "line"
    __table_args__ = (
        CheckConstraint("kind IN ('manager', 'coach', 'mentor', 'team')", name="kind"),
        CheckConstraint("to_date IS NULL OR to_date >= from_date", name="order"),
        CheckConstraint("person_id <> holder_id", name="not_oneself"),
        UniqueConstraint("person_id", "holder_id", "kind", "from_date"),
        Index("ix_line_holder", "holder_id", "kind"),
        Index(
            "ix_line_one_open",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=text("to_date IS NULL AND kind <> 'team'"),
            postgresql_where=text("to_date IS NULL AND kind <> 'team'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))
    from_date: Mapped[date]
    to_date: Mapped[date | None]


class Absence(HasPublicId, Base):
    """Days on which a person is away, both included: nothing is due then and no mail leaves."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]


class PeopleImport(HasPublicId, Base):
    """An uploaded file between its dry run and its confirmation; deleted when applied or a day old."""

    __tablename__ = "people_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content: Mapped[str]
    created_at: Mapped[datetime]
