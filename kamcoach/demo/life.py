"""Letting the demo's days pass: the worker runs, and simulated people answer, each in their own way."""

from datetime import timedelta

from kamcoach.clock import Moment, moment
from kamcoach.database import reading, writing
from kamcoach.demo import personas
from kamcoach.installation import queries as installation
from kamcoach.installation import services
from kamcoach.worker import tick

_DAY = timedelta(days=1)


def live_through(at: Moment, *, seed: int, may_answer_for_visitors: bool = False) -> None:
    """One day of the organisation, ending at a moment: the worker opens and reminds, then people answer."""
    tick(at, is_demo=True)
    personas.answer_what_is_open(at, seed=seed, for_visitors=may_answer_for_visitors)
    tick(at, is_demo=True)


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
