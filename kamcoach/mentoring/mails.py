"""Letters to and about mentors: with whom, never what stands there."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.mentoring import queries
from kamcoach.mentoring.models import CommentRequest
from kamcoach.notifications.mail import Letter
from kamcoach.people.models import Person
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day


def look_due(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """To the mentor: a look is due. None when somebody else accompanies the person now, or has looked."""
    person = session.scalar(select(Person).where(Person.public_id == about["person"]))
    if person is None or person.disabled_at is not None:
        return None
    mentor = queries.mentor_of(session, person.id, on=at.today(person.time_zone))
    if mentor is None or any(look.is_open(at) for look in queries.looks(session, [person.id]).get(person.id, ())):
        return None
    return Letter(
        title=_("Look in: a plan of %(name)s", name=person.name),
        lines=[
            _("It is time for a look at the long-term plan of one key account of %(name)s.", name=person.name),
            _("Choose the account together and take about 45 minutes. Your page shows what the last one led to."),
        ],
        action=_("Begin the look"),
        path=f"/mentoring/{person.public_id}",
    )


def comment_asked(session: Session, about: Mapping[str, str], _at: Moment) -> Letter | None:
    """To the mentor: somebody wants a comment. None when it was taken back or is given."""
    row = _request(session, about)
    if row is None or row.withdrawn_at is not None or row.commented_at is not None:
        return None
    name = session.get_one(Person, row.person_id).name
    plan = _("%(name)s shows you a plan before the customer has it.", name=name)
    proposal = _("%(name)s shows you a proposal before the customer has it.", name=name)
    return Letter(
        title=_("%(name)s asks for your comment", name=name),
        lines=[
            plan if row.about == "plan" else proposal,
            _("Your comment is wanted by %(day)s.", day=near_day(row.wanted_by)),
        ],
        action=_("Read and comment"),
        path=f"/comments/{row.public_id}",
    )


def comment_given(session: Session, about: Mapping[str, str], _at: Moment) -> Letter | None:
    """To the person: the comment is there. None when they have replied already."""
    row = _request(session, about)
    if row is None or row.commented_at is None or row.replied_at is not None:
        return None
    name = session.get_one(Person, row.mentor_id).name
    return Letter(
        title=_("%(name)s has commented", name=name),
        lines=[
            _("The comment that you asked for is there."),
            _("When you know what became of it, say so in a sentence: the next look begins with it."),
        ],
        action=_("Read the comment"),
        path=f"/comments/{row.public_id}",
    )


def _request(session: Session, about: Mapping[str, str]) -> CommentRequest | None:
    return session.scalar(select(CommentRequest).where(CommentRequest.public_id == about["request"]))
