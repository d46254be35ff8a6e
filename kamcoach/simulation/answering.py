"""The simulated people answer: most, some days around the due day, at an hour of their own."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assessments.instruments.model import WRITTEN, Instrument
from kamcoach.assessing import services
from kamcoach.assessing.locking import Closed, NotTheirs
from kamcoach.assessing.services import Conflict, Incomplete, Save
from kamcoach.clock import at_instant
from kamcoach.database import reading, writing
from kamcoach.demo.draws import draw, whole_between
from kamcoach.demo.owed import Owed, owed
from kamcoach.demo.seen import note_seen, seen_before
from kamcoach.library import queries as library
from kamcoach.signin.queries import actor_for

_ANSWERS = {"self": 0.75, "observer": 0.6}
_EARLIEST, _LATEST = -1, 9
"""Days from the due day on which somebody answers."""
_AT_ONCE = 4
"""Sheets in one write."""


def answer_what_is_open(at: datetime, *, since: datetime, seed: int) -> int:
    """Let everybody answer whose hour lies after `since`; returns how many sheets were sent."""
    now = at_instant(at)
    with reading() as session:
        waiting = [
            one for one in owed(session, at=now, since=at, for_visitors=True) if since < _hour_of(one, seed) <= at
        ]
        instruments = {one.content_hash: library.instrument(session, one.content_hash) for one in waiting}
    sent = 0
    for part in _parts(waiting):
        with writing() as session:
            for one in part:
                actor = actor_for(session, one.rater_id)
                saves = _saves(one, instruments[one.content_hash], seed)
                if actor is None:
                    continue
                try:
                    held = services.hold_answers(session, one.public_id, saves, actor=actor, at=now)
                    if one.relation == "observer" and instruments[one.content_hash].looks_back_days is not None:
                        note_seen(session, one.public_id, seen_before(one, seed=seed), actor=actor, at=now)
                    for save in saves:
                        services.save_held(session, held, save, actor=actor, at=now)
                    services.submit(session, one.public_id, actor=actor, at=now)
                    sent += 1
                except (Closed, Conflict, Incomplete, NotTheirs):
                    continue
    return sent


def _parts(waiting: Sequence[Owed]) -> Iterator[Sequence[Owed]]:
    yield from (waiting[start : start + _AT_ONCE] for start in range(0, len(waiting), _AT_ONCE))


def _hour_of(one: Owed, seed: int) -> datetime:
    """When a rater answers; before everything for those who do not."""
    if draw(seed, "answers", *one.key) >= _ANSWERS.get(one.relation, 0.5):
        return datetime.min.replace(tzinfo=UTC)
    day = one.due_on + timedelta(days=whole_between(_EARLIEST, _LATEST, seed, "day", *one.key))
    day = min(max(day, one.opens_on), one.closes_on)
    hour = time(whole_between(8, 19, seed, "hour", *one.key), whole_between(0, 59, seed, "minute", *one.key))
    return datetime.combine(day, hour, ZoneInfo(one.time_zone)).astimezone(UTC)


def _saves(one: Owed, instrument: Instrument, seed: int) -> Sequence[Save]:
    saves = []
    for item in instrument.items:
        if one.asked is None or item.code in one.asked:
            answered, note = instrument.answered(item), ""
            if answered == "text":
                value, note = WRITTEN, "In my own words."
            else:
                scale = instrument.scale_of(item)
                codes = [answer.code for answer in (scale.points or scale.choices)]
                value = codes[whole_between(0, len(codes) - 1, seed, "value", *one.key, item.code)]
            saves.append(Save(item.code, value, note, base=0, operation=f"simulated {item.code}", account=""))
    return saves
