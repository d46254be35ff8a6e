"""What a mentor is asked to comment on."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId


class CommentRequest(HasPublicId, Base):
    """A plan or proposal that a person shows their mentor before the customer has it, the comment, and what became of
    it (S4-M1). The comment of a look at a plan has a row, with the look's occasion, once the person says what became
    of it."""

    __tablename__ = "comment_request"
    __table_args__ = (
        CheckConstraint("about IN ('plan', 'proposal')", name="about"),
        Index("ix_comment_request_mentor", "mentor_id", "commented_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key_account_id: Mapped[int | None] = mapped_column(ForeignKey("key_account.id"))
    occasion_id: Mapped[int | None] = mapped_column(ForeignKey("occasion.id"), unique=True)
    about: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    link: Mapped[str] = mapped_column(String(500), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    wanted_by: Mapped[date]
    asked_at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(Text, default="")
    commented_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
