"""The append-only record of who did what when. Database triggers refuse any change to these tables
except the erasable texts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kamcoach.database import Base, HasPublicId


class TrailEntry(HasPublicId, Base):
    """One act: opaque ids, facts without personal text, and commitments to the texts."""

    __tablename__ = "trail_entry"
    __table_args__ = (Index("ix_trail_entry_object", "object_id", "object_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    business_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(16), index=True)
    verb: Mapped[str] = mapped_column(String(40))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(64))
    details: Mapped[str] = mapped_column(Text)
    commitments: Mapped[str] = mapped_column(Text)


class TrailText(Base):
    """A personal text that an entry speaks of, with the salt of its commitment. Erasure deletes this row."""

    __tablename__ = "trail_text"
    __table_args__ = (UniqueConstraint("entry_id", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("trail_entry.id"))
    field: Mapped[str] = mapped_column(String(40))
    salt: Mapped[str] = mapped_column(String(43))
    text: Mapped[str] = mapped_column(Text)
    entry: Mapped[TrailEntry] = relationship(lazy="raise")


class TrailBatch(Base):
    """One sealing: a Merkle root over its leaves, chained to the batch before."""

    __tablename__ = "trail_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_position: Mapped[int] = mapped_column(unique=True)
    last_position: Mapped[int] = mapped_column(unique=True)
    root: Mapped[str] = mapped_column(String(64))
    head: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_at: Mapped[datetime]


class TrailLeaf(Base):
    """The place that the sealer gave an entry, and the hash of the entry as it was."""

    __tablename__ = "trail_leaf"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("trail_entry.id"), unique=True)
    leaf: Mapped[str] = mapped_column(String(64))
    batch_id: Mapped[int] = mapped_column(ForeignKey("trail_batch.id"), index=True)
