"""Driving the clocks: hour by hour people act and answer, two workers tick side by side, and some are killed."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from random import Random

from kamcoach.clock import at_instant
from kamcoach.config import Settings
from kamcoach.database import writing
from kamcoach.simulation import promises, stage
from kamcoach.simulation.acts import Act, acts_of
from kamcoach.simulation.answering import answer_what_is_open
from kamcoach.simulation.post import Outage, Post
from kamcoach.simulation.workers import Crew

STEP = timedelta(hours=1)
_ANSWERED_EVERY = 6
_WEEK = 7 * 24
_USUAL = 0.02
"""Seconds that a tick takes before anything is known about it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be simulated."""

    years: float
    people: int
    kills: int
    seed: int

    @property
    def steps(self) -> int:
        """Hours in these years of 365 days."""
        return round(self.years * 365 * 24)


@dataclass
class Run:
    """What happened besides what the database and the post hold."""

    kills: list[datetime] = field(default_factory=list)
    outages: list[datetime] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    answered: int = 0
    acts: int = 0


@dataclass(frozen=True)
class Report:
    """The counts, the promises that were broken (none, if all is well), and how long it took."""

    engine: str
    wanted: Wanted
    counts: dict[str, int]
    broken: Sequence[str]
    seconds: float

    def as_json(self) -> dict[str, object]:
        """For machines."""
        return asdict(self)


def run_through(wanted: Wanted, post: Post, crew: Crew, *, engine: str, say: Callable[[int, int], None]) -> Report:
    """Live through the time; the application's context is there and its database empty and migrated."""
    began, rng = time.monotonic(), Random(wanted.seed)  # noqa: S311 - chance that can be repeated, no secret
    found = stage.found(wanted.people, rng=rng, at=at_instant(stage.BEGINS))
    until = stage.BEGINS + wanted.steps * STEP
    acts = list(acts_of(found, until=until, rng=rng))
    run, kills = Run(), _spread(wanted.kills, wanted.steps, rng)
    outages = [start + rng.randrange(_WEEK) for start in range(0, wanted.steps, _WEEK)]
    usual, pending = _USUAL, 0
    for step in range(1, wanted.steps + 1):
        now = stage.BEGINS + step * STEP
        _let_act(acts, now, run)
        post.now, post.outage = now, _outage(step, outages)
        if post.outage:
            run.outages.append(now)
        pending += kills[step]
        killed_before, tick_began = len(run.kills), time.monotonic()
        _begin(crew, now, usual if pending else None, run, rng)
        if step % _ANSWERED_EVERY == 0:  # people answer while the workers work
            since = now - _ANSWERED_EVERY * STEP
            run.answered += answer_what_is_open(now, since=since, seed=wanted.seed)
        _end(crew, now, run)
        killed, took = len(run.kills) - killed_before, time.monotonic() - tick_began
        pending -= killed
        if not killed and step % _ANSWERED_EVERY:
            usual = 0.9 * usual + 0.1 * took
        say(step, wanted.steps)
    counts, broken = promises.kept(post.deliveries, run.kills, run.outages, until=until)
    counts |= {"steps": wanted.steps, "acts": run.acts, "sheets answered": run.answered, "kills": len(run.kills)}
    return Report(engine, wanted, counts, [*run.failures, *broken], time.monotonic() - began)


def _spread(kills: int, steps: int, rng: Random) -> Counter[int]:
    return Counter(rng.randrange(1, steps + 1) for _ in range(kills))


def _outage(step: int, outages: Sequence[int]) -> Outage:
    if step not in outages:
        return ""
    return "closed" if outages.index(step) % 2 else "dropping"


def _let_act(acts: list[Act], now: datetime, run: Run) -> None:
    """Do everything whose time has come, in order of time."""
    while acts and acts[0].at <= now:
        act = acts.pop(0)
        with writing() as session:
            act.do(session, at_instant(act.at))
        run.acts += 1


def _begin(crew: Crew, now: datetime, kill_within: float | None, run: Run, rng: Random) -> None:
    """Let all workers do what is due. With `kill_within` one is killed at a random moment of so many seconds, if it is
    busy still, and whoever follows does what it left."""
    for worker in crew.workers:
        worker.begin(now)
    if kill_within is None:
        return
    time.sleep(rng.random() * kill_within)
    victim = rng.randrange(len(crew.workers))
    if crew.workers[victim].is_busy():
        crew.kill(victim)
        crew.workers[victim].begin(now)
        run.kills.append(now)


def _end(crew: Crew, now: datetime, run: Run) -> None:
    for worker in crew.workers:
        if failure := worker.end():
            run.failures.append(f"{now:%Y-%m-%d %H:%M}: {failure}")


def settings_for(given: Settings, smtp_url: str) -> Settings:
    """The settings of the workers: like these, and their mail leaves by the simulation's post."""
    return Settings(given.home, given.database_url, given.secret_key, smtp_url=smtp_url, testing=True)
