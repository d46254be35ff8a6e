"""Exports that take longer than a request: asked for, made by the worker, fetched, dropped."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId


class Export(HasPublicId, Base):
    """One XLSX file that somebody asked for. A row with a lease is the truth: a worker that dies leaves it to the next.

    `rows` of `total` are written so far; `why` says in a code why it failed (see views.py for the words).
    """

    __tablename__ = "export"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'ready', 'failed')", name="state"),
        Index("ix_export_state", "state", "leased_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset: Mapped[str] = mapped_column(String(40))
    filters: Mapped[dict[str, str]] = mapped_column(JSON)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    requested_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    leased_by: Mapped[str | None] = mapped_column(String(16))
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    why: Mapped[str | None] = mapped_column(String(20))
    finished_at: Mapped[datetime | None]


class ExportPart(Base):
    """A piece of at most a megabyte of a file: each is written and read on its own, so nothing has to hold it all."""

    __tablename__ = "export_part"

    export_id: Mapped[int] = mapped_column(ForeignKey("export.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
