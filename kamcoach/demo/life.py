"""Letting the demo's days pass: the worker runs, and simulated people answer, each in their own way."""

from datetime import datetime, timedelta

from kamcoach.clock import Moment, moment
from kamcoach.database import reading, writing
from kamcoach.demo import personas
from kamcoach.demo.personas import earlier
from kamcoach.installation import queries as installation
from kamcoach.installation import services
from kamcoach.worker import tick

_DAY = timedelta(days=1)
_STEP = timedelta(hours=8)
"""How long the worker pauses at most, so that a morning's reminder still comes in the morning or at noon."""


def live_through(
    at: Moment, *, seed: int, may_answer_for_visitors: bool = False, since: datetime | None = None
) -> None:
    """The organisation's time up to a moment, from `since` or one day before: people answer what was open,
    then the worker opens, releases and reminds."""
    reached = since or at.business - _DAY
    while reached < at.business:
        before, reached = reached, min(reached + _STEP, at.business)
        then = earlier(at, reached)
        personas.answer_what_is_open(then, seed=seed, for_visitors=may_answer_for_visitors, since=before)
        tick(then, is_demo=True)


def travel(days: int, *, seed: int) -> Moment:
    """Move the business clock some days forward, one day at a time; returns the moment that was reached."""
    for _ in range(days):
        with writing() as session:
            found = installation.facts(session)
            assert found is not None and found.is_demo
            shift = found.shift + _DAY
            services.set_shift(session, shift)
        live_through(moment(shift), seed=seed)
    with reading() as session:
        found = installation.facts(session)
    return moment(found.shift if found else timedelta(0))
