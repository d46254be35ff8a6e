"""The simulated people: each answers in their own way, as the seed and their employee number have it.

Everything goes through the services that serve real answers, in the rater's name and in the order of time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assessments.instruments.model import Instrument
from kamcoach.assessing import services
from kamcoach.assessing.locking import Closed, NotTheirs
from kamcoach.assessing.services import Conflict, Held, Incomplete, Save
from kamcoach.clock import Moment
from kamcoach.database import reading, writing
from kamcoach.demo.characters import AFTER, BEFORE, CAST, IN_A_CYCLE, Habit, habit_of
from kamcoach.demo.draws import between, draw, pick, whole_between
from kamcoach.demo.owed import Owed, accounts_of, owed, trained_by_series
from kamcoach.demo.replies import Reply, replies
from kamcoach.demo.seen import Seen, note_seen, seen_before
from kamcoach.library import queries as library
from kamcoach.people.calendars import working_day
from kamcoach.signin.queries import actor_for

_DAY = timedelta(days=1)
_READS_THE_MAIL = timedelta(minutes=10)
_SKIPS = {"self": 0.05, "observer": 0.1}
_WORKS_AT_WEEKENDS = 0.08
_IN_THE_EVENING = 0.12
_MOST_SITTINGS = 2
"""A write with two of them, some 26 saves, stays under a tenth of a second."""


@dataclass(frozen=True, slots=True)
class _Sitting:
    """One person answering one assessment: what they say and when they say it, and when they send it."""

    owed: Owed
    saves: Sequence[Save]
    said_at: Sequence[datetime]
    sent_at: datetime
    seen: Sequence[Seen]


def earlier(at: Moment, instant: datetime) -> Moment:
    """An instant before a moment. In a build both clocks go there; in a demo that was moved forward only the
    business clock does, because what is recorded now was not recorded yesterday."""
    return Moment(business=instant, wall=instant if at.wall == at.business else at.wall)


def answer_what_is_open(at: Moment, *, seed: int, for_visitors: bool, since: datetime | None = None) -> int:
    """Let everybody answer whose time has come after `since` (a day before, if absent); returns how many did.

    People who have signed in in a browser answer themselves, unless `for_visitors`.
    """
    since = since or at.business - _DAY
    with reading() as session:
        waiting = owed(session, at=at, since=since, for_visitors=for_visitors)
        begun = list(_who_sits_down(waiting, at, since, seed))
        if not begun:
            return 0
        trained = trained_by_series(session, {one.series for one, _ in begun})
        accounts = accounts_of(
            session, {one.subject for one, _ in begun}, before=min(start for _, start in begun).date()
        )
        instruments = {one.content_hash: library.instrument(session, one.content_hash) for one, _ in begun}
    sittings = [_sitting(one, start, instruments[one.content_hash], trained, accounts, seed) for one, start in begun]
    done = [sitting for sitting in sittings if sitting.sent_at < min(at.business, sitting.owed.closes_at)]
    for chunk in _chunks(sorted(done, key=lambda sitting: sitting.said_at[0])):
        _write(chunk, at)
    return len(done)


def _who_sits_down(waiting: Sequence[Owed], at: Moment, since: datetime, seed: int) -> Iterator[tuple[Owed, datetime]]:
    """Who begins in this stretch of time, and when; nobody fills in two forms at once, the later one waits."""
    first: dict[str, tuple[Owed, datetime]] = {}
    for one in waiting:
        start = _start(one, since, seed)
        if start is None or start >= min(at.business, one.closes_at):
            continue
        if one.rater not in first or start < first[one.rater][1]:
            first[one.rater] = (one, start)
    yield from first.values()


def _start(one: Owed, since: datetime, seed: int) -> datetime | None:
    """When a rater means to answer; None for never. Who was kept from it does it another day, at their hour."""
    habit = habit_of(seed, one.rater, one.relation)
    if habit == Habit.NEVER:
        return None
    if one.rater not in CAST and draw(seed, "skips", *one.key) < _SKIPS.get(one.relation, 0.1):
        return None
    days = IN_A_CYCLE if one.in_cycle else BEFORE if one.phase == "baseline" else AFTER
    low, high = days[habit]
    day = one.due_on + whole_between(low, high, seed, "day", *one.key) * _DAY
    day = min(max(day, one.opens_on), one.closes_on)
    if draw(seed, "weekend", one.rater) >= _WORKS_AT_WEEKENDS:
        ahead = (day + n * _DAY for n in range((one.closes_on - day).days + 1))
        day = next(filter(working_day(one.country), ahead), day)
    start = datetime.combine(day, _hour(one, seed), ZoneInfo(one.time_zone)).astimezone(UTC)
    while start <= max(since, one.created_at + _READS_THE_MAIL):
        start += _DAY
    return start


def _hour(one: Owed, seed: int) -> time:
    """Most answer around an hour of their own, some in the evening."""
    if draw(seed, "evening", *one.key) < _IN_THE_EVENING:
        minutes = between(19 * 60, 21.5 * 60, seed, "minute", *one.key)
    else:
        minutes = whole_between(8, 16, seed, "hour", one.rater) * 60 + between(0, 90, seed, "minute", *one.key)
    return time(int(minutes) // 60, int(minutes) % 60, whole_between(0, 59, seed, "second", *one.key))


def _sitting(
    one: Owed,
    start: datetime,
    instrument: Instrument,
    trained: Mapping[str, frozenset[str]],
    accounts: Mapping[str, Sequence[str]],
    seed: int,
) -> _Sitting:
    said = replies(one, instrument, trained.get(one.series or "", frozenset()), seed=seed)
    instant, said_at = start, []
    for reply in said:
        said_at.append(instant)
        takes = between(12, 40, seed, "takes", *one.key, reply.item) + len(reply.note) / 3
        instant += timedelta(seconds=round(takes, 3))
    needs_events = one.relation == "observer" and instrument.looks_back_days is not None
    seen = seen_before(one, seed=seed) if needs_events else ()
    saves = [_as_save(one, reply, accounts.get(one.subject, ()), seed) for reply in said]
    return _Sitting(one, saves, said_at, instant, seen)


def _chunks(sittings: Sequence[_Sitting]) -> Iterator[Sequence[_Sitting]]:
    """A few sittings at a time; those that overlap stay together, so that they are written in order of time."""
    chunk: list[_Sitting] = []
    for sitting in sittings:
        if len(chunk) >= _MOST_SITTINGS and max(one.sent_at for one in chunk) < sitting.said_at[0]:
            yield chunk
            chunk = []
        chunk.append(sitting)
    if chunk:
        yield chunk


def _write(chunk: Sequence[_Sitting], at: Moment) -> None:
    """Save and send. Where somebody else was quicker (a visitor, a coach who waived it), the person gives up."""
    acts: list[tuple[datetime, _Sitting, Save | None]] = []
    for sitting in chunk:
        acts += zip(sitting.said_at, [sitting] * len(sitting.saves), sitting.saves, strict=True)
        acts.append((sitting.sent_at, sitting, None))
    given_up: set[str] = set()
    held: dict[str, Held] = {}
    with writing() as session:
        actors = {sitting.owed.rater_id: actor_for(session, sitting.owed.rater_id) for sitting in chunk}
        for instant, sitting, save in sorted(acts, key=lambda act: act[0]):
            public_id, actor = sitting.owed.public_id, actors[sitting.owed.rater_id]
            if actor is None or public_id in given_up:
                continue
            then = earlier(at, instant)
            try:
                if public_id not in held:
                    held[public_id] = services.hold_answers(session, public_id, sitting.saves, actor=actor, at=then)
                    note_seen(session, public_id, sitting.seen, actor=actor, at=then)
                if save is None:
                    services.submit(session, public_id, actor=actor, at=then)
                else:
                    services.save_held(session, held[public_id], save, actor=actor, at=then)
            except (Closed, Conflict, Incomplete, NotTheirs):
                given_up.add(public_id)


def _as_save(one: Owed, reply: Reply, accounts: Sequence[str], seed: int) -> Save:
    """A note names a key account of the person where they have one."""
    account = pick(accounts, seed, "account", *one.key, reply.item) if reply.note and accounts else ""
    return Save(reply.item, reply.value, reply.note, base=0, operation=f"demo {reply.item}", account=account)
