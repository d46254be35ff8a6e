"""When a person's next booster cards come, for the page that has none to show."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from assessments.scheduling.recalling import next_hand_on
from kamcoach.clock import Moment
from kamcoach.people.calendars import calendar_of
from kamcoach.permissions.actor import Actor
from kamcoach.recall import known as known_cards
from kamcoach.recall import queries


@dataclass(frozen=True, slots=True)
class Outlook:
    """The day on which the next cards come (None: none will), and whether the person ever had a series of them."""

    next_on: date | None
    had_series: bool


def outlook(session: Session, *, actor: Actor, at: Moment) -> Outlook:
    """The first day on which cards can be dealt to the actor. At most nine queries."""
    today = actor.today(at)
    series = queries.series_of(session, [actor.person_id])
    known = known_cards.known_to(session, actor.person_id, actor.time_zone)
    ahead = [one for one in series if one.closes_on >= today]
    if not ahead:
        return Outlook(None, had_series=bool(series) or known.last_on is not None)
    decks = known_cards.newest_decks(session).values()
    candidates = known_cards.candidates(session, decks, ahead, known, on=today)
    if not candidates:
        return Outlook(None, had_series=True)
    due_on = min(one.due_on or today for one in candidates)
    from_day = max(due_on, today, min(one.opens_on for one in ahead))
    works = calendar_of(session, actor.person_id).works
    next_on = next_hand_on(known.last_on, from_day=from_day, works=works)
    return Outlook(next_on if any(next_on <= one.closes_on for one in ahead) else None, had_series=True)
