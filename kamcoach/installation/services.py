"""Founding an installation, and moving a demo's clock."""

from datetime import timedelta
from typing import Literal

from sqlalchemy import update
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.installation.models import Installation


def found(session: Session, *, kind: Literal["real", "demo"], organisation: str, at: Moment, seed: int = 0) -> None:
    """Say once what this database is."""
    session.add(Installation(kind=kind, organisation=organisation, created_at=at.wall, seed=seed))


def set_shift(session: Session, shift: timedelta) -> None:
    """Let a demo's business clock run `shift` ahead of the wall clock (the table refuses it elsewhere)."""
    session.execute(update(Installation).values(shift_seconds=int(shift.total_seconds())))
