"""What this database is, and how far its business clock runs ahead."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.installation.models import Installation


@dataclass(frozen=True, slots=True)
class Facts:
    """The installation's row."""

    is_demo: bool
    organisation: str
    seed: int
    shift: timedelta


def facts(session: Session) -> Facts | None:
    """The installation, or None in a database that was migrated and not yet initialised."""
    row = session.execute(select(Installation)).scalar_one_or_none()
    if row is None:
        return None
    return Facts(row.kind == "demo", row.organisation, row.seed, timedelta(seconds=row.shift_seconds))
