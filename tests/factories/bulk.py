"""Rows of occasions and results as the bulk generators insert them."""

from datetime import date, datetime
from typing import Any

from kamcoach.database import new_public_id

Row = dict[str, Any]


def occasion_row(
    key: int, about: tuple[int, int], *, opens_at: datetime, due_on: date, closes_on: date, released_at: datetime
) -> Row:
    """A released occasion about a subject with an instrument (their ids); who calls adds what it is called and whose
    promise it is under."""
    subject_id, instrument_id = about
    return {
        "id": key,
        "public_id": new_public_id(),
        "subject_id": subject_id,
        "instrument_id": instrument_id,
        "purpose": "development",
        "blind": True,
        "time_zone": "Asia/Manila",
        "opens_on": opens_at.date(),
        "due_on": due_on,
        "closes_on": closes_on,
        "opens_at": opens_at,
        "closes_at": released_at,
        "created_at": opens_at,
        "released_at": released_at,
    }


def result_row(occasion: Row, relation: str, measure: str, value: float | None, occurred_at: datetime) -> Row:
    """What a rater gave for a measure; None for no answer."""
    return {
        "occasion_id": occasion["id"],
        "subject_id": occasion["subject_id"],
        "purpose": "development",
        "relation": relation,
        "measure": measure,
        "value": value,
        "coverage": 0.0 if value is None else 1.0,
        "why": "unanswered" if value is None else None,
        "occurred_at": occurred_at,
        "recorded_at": occurred_at,
        "released_at": occasion["released_at"],
    }
