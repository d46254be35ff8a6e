"""What the worker does for trios: keep them whole, and tell their members when a meeting's weeks begin."""

from zoneinfo import ZoneInfo

from kamcoach.clock import Moment
from kamcoach.database import reading, writing
from kamcoach.notifications import services as notifications
from kamcoach.peers import meetings, queries, services
from kamcoach.peers.meetings import ToAsk
from kamcoach.reinforcement.services import lock

MAIL = "trio"
"""The kind of the letter that a meeting is to be held."""
MORNING = 8
_CHUNK = 20
_MOST_COHORTS, _MOST_MEETINGS = 20, 500


def settle_trios(at: Moment) -> int:
    """End who left and place who came late; returns how many places changed."""
    with reading() as session:
        cohorts = list(queries.to_settle(session, most=_MOST_COHORTS))
    changed = 0
    for cohort_id in cohorts:
        with writing() as session:
            changed += services.settle(session, cohort_id, at=at)
    return changed


def tell_of_meetings(at: Moment) -> int:
    """Queue one letter per member and meeting, from eight in the morning of its first day where the member is; returns
    how many."""
    with reading() as session:
        waiting = [one for one in meetings.to_ask(session, at=at) if _is_morning(one, at)][:_MOST_MEETINGS]
    for start in range(0, len(waiting), _CHUNK):
        with writing() as session:
            for one in waiting[start : start + _CHUNK]:
                follow_up = lock(session, one.follow_up_id)
                follow_up.opened_on = follow_up.opened_on or at.today(one.time_zone)
                notifications.queue(
                    session,
                    kind=MAIL,
                    person_id=one.person_id,
                    about={"meeting": one.public_id},
                    dedupe_key=f"{MAIL}:{one.public_id}",
                    at=at,
                )
    return len(waiting)


def _is_morning(one: ToAsk, at: Moment) -> bool:
    return at.business.astimezone(ZoneInfo(one.time_zone)).hour >= MORNING
