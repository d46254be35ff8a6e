"""Making a demo: an organisation with almost a year of history, all of it made by the product's own services."""

from datetime import UTC, datetime, timedelta

from kamcoach.clock import at_instant
from kamcoach.database import reading, writing
from kamcoach.demo import founding, mentors
from kamcoach.demo.acting import acts_of
from kamcoach.demo.life import live_through
from kamcoach.demo.story import ADMINISTRATOR
from kamcoach.worker import tick

DEMO_PASSWORD = "kamcoach-demo"  # noqa: S105 - everybody's, printed when a demo starts

_BEGINS_BEFORE = timedelta(days=300)


def build(*, seed: int, until: datetime) -> None:
    """Fill a migrated, empty database up to a moment. Equal seed and moment give equal people, days and answers.

    Both clocks are driven; the last tick of the worker is at `until`. Nothing happens between the founding and
    the first plans of a training, so those months are not lived through.
    """
    until = until.astimezone(UTC)
    began = at_instant(until - _BEGINS_BEFORE)
    founding.found(seed=seed, password=DEMO_PASSWORD, at=began)
    tick(began, is_demo=True)
    with reading() as session:
        people = founding.everybody(session)
    with writing() as session:
        mentors.name_mentors(session, people, by=ADMINISTRATOR, at=began)
    acts = acts_of(people, seed=seed, until=until)
    reached = acts[0].at
    for act in acts:
        now = at_instant(act.at)
        live_through(now, seed=seed, may_answer_for_visitors=True, since=reached)
        with writing() as session:
            act.do(session, now)
        reached = act.at
    live_through(at_instant(until), seed=seed, may_answer_for_visitors=True, since=reached)
