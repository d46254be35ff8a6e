"""Letting the demo's days pass: the worker runs, and simulated people answer, each in their own way."""

from datetime import datetime, timedelta

from kamcoach.clock import Moment, moment
from kamcoach.database import reading, writing
from kamcoach.demo import peers_and_cards, personas, sessions
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
    """The organisation's time up to a moment, from `since` or one day before, in steps: people answer what was
    open, then the worker opens, releases and reminds."""
    reached = since or at.business - _DAY
    while reached < at.business:
        before, reached = reached, min(reached + _STEP, at.business)
        then = earlier(at, reached)
        personas.answer_what_is_open(then, seed=seed, for_visitors=may_answer_for_visitors, since=before)
        visitors = may_answer_for_visitors
        sessions.meet(then, seed=seed, for_visitors=visitors, since=before)
        peers_and_cards.see_to_cards_and_meetings(then, seed=seed, for_visitors=visitors, since=before)
        tick(then, is_demo=True)


def travel(days: int, *, seed: int) -> Moment:
    """Move the business clock some days forward, in steps that are lived through; returns the moment reached.

    Each step is lived first and shown then: a worker beside never runs ahead of the people.
    """
    shift = _shift()
    for _ in range(days * _DAY // _STEP):
        ahead = moment(shift + _STEP)
        live_through(ahead, seed=seed, since=ahead.business - _STEP)
        with writing() as session:
            found = installation.facts(session)
            assert found is not None and found.is_demo
            shift = found.shift + _STEP
            services.set_shift(session, shift)
    return moment(shift)


def _shift() -> timedelta:
    with reading() as session:
        found = installation.facts(session)
    return found.shift if found else timedelta(0)
