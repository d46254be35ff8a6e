"""The letter that cards wait. It says nothing of what is on them."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.notifications.mail import Letter
from kamcoach.people.models import Person
from kamcoach.recall import queries
from kamcoach.signin.queries import actor_for
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext


def cards(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """How many cards wait and how long they take; None when they were answered or the series is over."""
    person_id = session.scalar(select(Person.id).where(Person.public_id == about["person"]))
    reader = actor_for(session, person_id) if person_id else None
    waiting = queries.waiting(session, actor=reader, at=at) if reader else []
    if not waiting:
        return None
    return Letter(
        title=ngettext("A card waits for you", "%(num)s cards wait for you", len(waiting)),
        lines=[
            _("A short case each: what would you do? You choose, and read why. It takes three minutes at most."),
            _("Only you see what you chose. There are never more than two in a week."),
        ],
        action=_("Look at the first card"),
        path="/cards",
    )
