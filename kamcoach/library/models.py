"""Published content: instruments, plans, job profiles and boosters, each version once and for good."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base


class ContentVersion(Base):
    """One version of one piece of content, as canonical JSON. Triggers refuse changes."""

    __tablename__ = "content_version"
    __table_args__ = (
        UniqueConstraint("kind", "code", "version"),
        CheckConstraint("kind IN ('instruments', 'plans', 'profiles', 'boosters')", name="kind"),
        CheckConstraint("owner IN ('kamcoach', 'organisation')", name="owner"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    owner: Mapped[str] = mapped_column(String(16))
    content_hash: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
