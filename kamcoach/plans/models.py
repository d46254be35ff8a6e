"""Plans that somebody is still writing."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId


class PlanDraft(HasPublicId, Base):
    """A plan of the organisation's own before it is published, as the JSON of the typed model. Each step of it was
    checked by itself when it was saved, the whole is when it is published. `removed` is the step that was taken out
    last, as JSON, for undo; empty for none."""

    __tablename__ = "plan_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("content_version.id"))
    body: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    removed: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]
    published_id: Mapped[int | None] = mapped_column(ForeignKey("content_version.id"))
