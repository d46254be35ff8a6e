"""Figures of the business in the demo: what the administrator imports from another system, some months of two figures.

What the training left with somebody moves their figures a little, and much else moves them more, as in life.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.demo import story
from kamcoach.demo.characters import character_of, gain
from kamcoach.demo.draws import between, draw, swing
from kamcoach.demo.founding import Someone
from kamcoach.outcomes import importing, queries, services, spreadsheet
from kamcoach.signin.queries import actor_for

_DAY = timedelta(days=1)
_MONTHS = 7
_SOURCE = "CRM, monthly report"
_WITHOUT = 0.06
"""How many accounts are missing from the other system."""
_FIRST, _LAST = 14, 60
"""The trainees of people.csv, by the number behind the E."""
_EFFECT = 4.0
"""Points of renewals that a gain of one scale point moves."""


def acts(people: Mapping[str, Someone], *, seed: int, until: datetime) -> Iterator[tuple[datetime, Any]]:
    """One import of all months, and two days later a corrected value."""
    morning = until.replace(hour=8, minute=15, second=0, microsecond=0)
    numbers = [f"E{number:03}" for number in range(_FIRST, _LAST + 1) if f"E{number:03}" in people]
    months = _months(until.date() - 4 * _DAY)
    rows = [row for number in numbers for row in _rows(number, months, seed, until.date())]
    yield morning - 4 * _DAY, partial(_import, people, rows)
    if rows:
        yield morning - 2 * _DAY, partial(_import, people, [{**rows[-1], "value": "12"}])


def _months(today: date) -> Sequence[tuple[date, date]]:
    """The months that are over, the oldest first."""
    found, first = [], today.replace(day=1)
    for _ in range(_MONTHS):
        last = first - _DAY
        first = last.replace(day=1)
        found.append((first, last))
    return found[::-1]


def _rows(number: str, months: Sequence[tuple[date, date]], seed: int, until: date) -> Iterator[Mapping[str, str]]:
    if draw(seed, "outside the CRM", number) < _WITHOUT:
        return
    trained_on = _trained_on(number, until)
    own, visits = between(48, 72, seed, "renewals", number), between(5, 11, seed, "meetings", number)
    for first, last in months:
        days = (last - trained_on).days if trained_on else 0
        risen = gain(character_of(seed, number), days) if days > 0 else 0.0
        renewed = own + _EFFECT * risen + swing(6, seed, "renewals", number, first.isoformat())
        met = visits + risen + swing(2.5, seed, "meetings", number, first.isoformat())
        period = {"employee_number": number, "from": first.isoformat(), "to": last.isoformat(), "source": _SOURCE}
        yield {**period, "figure": "Contracts renewed", "unit": "%", "value": f"{min(renewed, 100):.1f}"}
        yield {**period, "figure": "Meetings with a decider", "unit": "", "value": f"{max(met, 0):.0f}"}


def _trained_on(number: str, until: date) -> date | None:
    days = [run.last_day[0] for run in story.RUNS if number in run.members and number not in run.absent]
    return until + min(days) * _DAY if days else None


def _import(people: Mapping[str, Someone], rows: Sequence[Mapping[str, str]], session: Session, at: Moment) -> None:
    actor = actor_for(session, people[story.ADMINISTRATOR].id)
    assert actor is not None  # nobody leaves in the story
    text = io.StringIO(newline="")
    written = csv.DictWriter(text, spreadsheet.COLUMNS, lineterminator="\n")
    written.writeheader()
    written.writerows(rows)
    reading = spreadsheet.read(text.getvalue().encode(), language="en")
    judged = importing.compare(reading, queries.facts(session, reading, lock=True), today=actor.today(at))
    services.apply_import(session, judged, actor=actor, at=at)
