"""What the worker does for drift: read what was released, and lead what stopped somebody to whom it concerns."""

from collections.abc import Sequence

from kamcoach.clock import Moment
from kamcoach.database import reading, writing
from kamcoach.drift.barriers import task_of_promise, unled
from kamcoach.drift.reading import read, unread

_CHUNK, _MOST = 20, 500


def read_released(at: Moment) -> int:
    """Read each released follow-up once, in order of release; returns how many."""
    with reading() as session:
        waiting = list(unread(session, most=_MOST))
    for chunk in _chunks(waiting):
        with writing() as session:
            for follow_up_id in chunk:
                read(session, follow_up_id, at=at)
    return len(waiting)


def lead_promises(at: Moment) -> int:
    """Make the task of each promise that something stopped; returns how many are new."""
    with reading() as session:
        waiting = list(unled(session, at=at, most=_MOST))
    made = 0
    for chunk in _chunks(waiting):
        with writing() as session:
            made += sum(task_of_promise(session, commitment_id, at=at) for commitment_id in chunk)
    return made


def _chunks(ids: Sequence[int]) -> Sequence[Sequence[int]]:
    return [ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK)]
