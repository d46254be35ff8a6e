"""Letters of the coach's day: a manager's talk, and a nudge."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.coaching.sticking import focus_names
from kamcoach.notifications.mail import Letter
from kamcoach.people.models import Person
from kamcoach.people.queries import by_public_id
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.reinforcement.mails import reminder
from kamcoach.signin.queries import actor_for
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day


def talk(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """What the manager is to speak about, until when; None when it was held, or is theirs no longer."""
    reader_id = session.scalar(select(Person.id).where(Person.public_id == about["reader"]))
    reader = actor_for(session, reader_id) if reader_id else None
    found = reinforcement.talk(session, about["follow_up"], actor=reader, at=at) if reader else None
    if found is None or found.state not in reinforcement.RUNNING:
        return None
    facts = {"name": found.person_name, "training": f"{found.training.programme}, {found.training.cohort}"}
    focus = focus_names(session, [found.training])[found.training.enrolment_id]
    if found.step.before:
        title = _("Talk with %(name)s before the training", **facts)
        first = _(
            "“%(training)s” is near. Fifteen minutes: why %(name)s goes, one account, and what you promise.", **facts
        )
    else:
        title = _("Talk with %(name)s after the training", **facts)
        first = _("“%(training)s” is over. Fifteen minutes: the first use, its day, and what you clear away.", **facts)
    return Letter(
        title=title,
        lines=[
            first,
            *([_("Focus: %(list)s", list=", ".join(focus))] if focus else []),
            _("What managers do before and after a training decides more of what stays than the training itself."),
            _("It can be marked as held until %(day)s.", day=near_day(found.follow_up.closes_on)),
        ],
        action=_("See the questions"),
        path="/talks",
    )


def nudge(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """What a coach asks for once more: answers, or a talk; None when it is there meanwhile."""
    coach = by_public_id(session, about["by"])
    letter = reminder(session, about, at) if "assessment" in about else talk(session, about, at)
    if letter is None:
        return None
    asks = _("%(name)s asks for it once more.", name=(coach and coach.name) or "KAM Coach")
    return Letter(title=letter.title, lines=[asks, *letter.lines], action=letter.action, path=letter.path)
