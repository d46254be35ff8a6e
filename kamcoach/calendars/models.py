"""Private calendar feeds."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId


class CalendarFeed(HasPublicId, Base):
    """The address under which a person's own calendar program reads their days. The address is public_id and a
    signature made from the secret key, so this row alone opens nothing; a new address revokes the old one."""

    __tablename__ = "calendar_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
