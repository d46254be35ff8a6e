"""The letter at the beginning of a meeting's two weeks: whom to meet, and the question for all."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.notifications.mail import Letter
from kamcoach.peers import meetings
from kamcoach.peers.naming import those_names
from kamcoach.reinforcement.models import FollowUp
from kamcoach.signin.queries import actor_for
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day


def trio(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """Names the others and what to speak about; None when it took place, its weeks are over or nobody is left."""
    person_id = session.scalar(select(FollowUp.person_id).where(FollowUp.public_id == about["meeting"]))
    reader = actor_for(session, person_id) if person_id else None
    found = meetings.meeting(session, about["meeting"], actor=reader, at=at) if reader else None
    if found is None or not found.others or found.follow_up.held_on is not None or not found.is_open(at):
        return None
    lines = [
        _("Meet for %(minutes)s minutes, in a room or by call, one of these days.", minutes=found.step.minutes),
        *([_("The question for all of you: %(prompt)s", prompt=found.prompt)] if found.prompt else []),
        _(
            "One tick until %(day)s says that it took place. What you speak about stays among you.",
            day=near_day(found.follow_up.closes_on),
        ),
    ]
    return Letter(
        title=_("Meet your trio: %(names)s", names=those_names(found.others)),
        lines=lines,
        action=_("Open the question"),
        path=f"/meetings/{found.follow_up.public_id}",
    )
