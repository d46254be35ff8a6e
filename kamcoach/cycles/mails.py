"""The letter that both views lie side by side now. It says nothing of what is in them."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.cycles.pairs import pair
from kamcoach.notifications.mail import Letter
from kamcoach.people.models import Person
from kamcoach.signin.queries import actor_for
from kamcoach.web.language import gettext as _


def side_by_side(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """Where to look at it together; None for who may not see it any more, and once it is settled."""
    reader_id = session.scalar(select(Person.id).where(Person.public_id == about["reader"]))
    reader = actor_for(session, reader_id) if reader_id else None
    found = pair(session, about["occasion"], actor=reader, at=at) if reader else None
    if found is None or found.agreed_at is not None:
        return None
    own, manager = found.sides["self"].rater, found.sides["manager"].rater
    return Letter(
        title=_("%(title)s: both views lie side by side", title=found.cycle.title),
        lines=[
            _("%(own)s and %(manager)s can look at both views now.", own=own, manager=manager),
            _("Take half an hour together. Begin where you differ most, write down the level you both see, and sign."),
        ],
        action=_("Look at both views"),
        path=f"/pairs/{found.occasion.public_id}",
    )
