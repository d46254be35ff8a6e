"""What this database is: a real installation or a demo. One row."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base


class Installation(Base):
    """Written once by `kamcoach init` or `kamcoach demo`; the kind never changes (a trigger keeps it)."""

    __tablename__ = "installation"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("kind IN ('real', 'demo')", name="kind"),
        CheckConstraint("kind = 'demo' OR shift_seconds = 0", name="only_a_demo_shifts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    kind: Mapped[str]
    organisation: Mapped[str]
    created_at: Mapped[datetime]
    seed: Mapped[int] = mapped_column(default=0)
    shift_seconds: Mapped[int] = mapped_column(default=0)
