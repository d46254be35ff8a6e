"""Cards on Today: commitments whose evening has come."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor
from kamcoach.sessions import promised
from kamcoach.sessions.saying import promise
from kamcoach.web.cards import Button, Card
from kamcoach.web.language import gettext as _


def commitments(session: Session, actor: Actor, at: Moment) -> Sequence[Card]:
    """One card for each, with the answers as buttons."""
    return [
        Card(
            day=one.event_on,
            title=_("What became of your commitment?"),
            text=_("One tap is enough."),
            quote=promise(one),
            buttons=[
                Button(label, f"/commitments/{one.public_id}", {"kept": kept})
                for kept, label in (
                    ("yes", _("I kept it")),
                    ("partly", _("In part")),
                    ("no", _("I did not")),
                    ("no_event", _("The event did not take place")),
                )
            ],
            sees=str(promised.SEEN.sentence),
        )
        for one in promised.asked_now(session, actor=actor, at=at)
    ]
