"""Messages that must leave, and the demo's mailbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId

TROUBLE = ("failed", "bounced")
"""States of a message that did not arrive."""


class OutboxMessage(HasPublicId, Base):
    """One message to one person. Written in the transaction that causes it, sent after it.

    `about` holds ids only: the text is composed when it is sent, in the reader's language and zone. It does not leave
    before `not_before` on the business clock (quiet hours, a digest's hour); `in_digest_id` is the message in whose
    letter it travels, which is its own id for the one that carries the others.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'dropped', 'failed', 'bounced')", name="state"),
        Index(
            "ix_outbox_message_waiting",
            "next_try_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    dedupe_key: Mapped[str] = mapped_column(String(120), unique=True)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    in_digest_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str | None] = mapped_column(String(16))
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(300))


class DemoMail(HasPublicId, Base):
    """A mail that a demo would have sent, to be read on a page."""

    __tablename__ = "demo_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(120), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    body_text: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]
