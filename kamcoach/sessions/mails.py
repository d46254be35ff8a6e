"""Letters about sessions and commitments: when and where, with the invitation, and no word of content."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.notifications.mail import Letter
from kamcoach.people.models import Person
from kamcoach.sessions.invitations import Invited, Meeting, invitation
from kamcoach.sessions.models import CoachingSession, Commitment
from kamcoach.sessions.saying import when
from kamcoach.web.language import gettext as _


def planned(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """A session is planned; None when it was changed since."""
    found = _find(session, about, "planned")
    if found is None:
        return None
    one, reader, other = found
    return _letter(session, found, at, _("Session with %(name)s: %(when)s", name=other.name, when=_when(one, reader)))


def moved(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """A session has another time or place; None when it was changed again."""
    found = _find(session, about, "planned")
    if found is None:
        return None
    one, reader, other = found
    title = _("Session with %(name)s, now: %(when)s", name=other.name, when=_when(one, reader))
    return _letter(session, found, at, title)


def cancelled(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """A session does not take place, and why."""
    found = _find(session, about, "cancelled")
    if found is None:
        return None
    one, reader, other = found
    title = _("Cancelled: session with %(name)s, %(when)s", name=other.name, when=_when(one, reader))
    return _letter(session, found, at, title, [_("Why: %(reason)s", reason=one.cancelled_why)])


Found = tuple[CoachingSession, Person, Person]
"""A session, the reader of the letter, and whom they meet."""


def _find(session: Session, about: Mapping[str, str], state: str) -> Found | None:
    one = session.scalar(select(CoachingSession).where(CoachingSession.public_id == about["session"]))
    if one is None or one.state != state or one.sequence != int(about["sequence"]):
        return None
    both = session.scalars(select(Person).where(Person.id.in_((one.person_id, one.coach_id)))).all()
    reader = next((person for person in both if person.public_id == about["reader"]), None)
    other = next((person for person in both if person.public_id != about["reader"]), None)
    return (one, reader, other) if reader and other else None


def _when(one: CoachingSession, reader: Person) -> str:
    return when(one, reader.time_zone)


def _letter(session: Session, found: Found, at: Moment, title: str, why: Sequence[str] = ()) -> Letter:
    one, reader, other = found
    zone = reader.time_zone.replace("_", " ")
    lines = [_("%(when)s, on the clocks of %(zone)s.", when=_when(one, reader), zone=zone)]
    if other.time_zone != reader.time_zone:
        lines.append(_("For %(name)s that is %(when)s.", name=other.name, when=when(one, other.time_zone)))
    lines += [text for text in (one.place, one.link) if text]
    if one.state == "planned":
        lines.append(_("The invitation for your calendar comes with this mail."))
    return Letter(
        title=title,
        lines=[*lines, *why],
        action=_("Look at the session"),
        path=f"/sessions/{one.public_id}",
        calendar=invitation(_meeting(session, one), stamp=at.business),
    )


def _meeting(session: Session, one: CoachingSession) -> Meeting:
    person, coach = session.get_one(Person, one.person_id), session.get_one(Person, one.coach_id)
    return Meeting(
        public_id=one.public_id,
        summary=_("Coaching session: %(person)s and %(coach)s", person=person.name, coach=coach.name),
        starts_at=one.starts_at,
        time_zone=one.time_zone,
        minutes=one.minutes,
        place=one.place,
        link=one.link,
        sequence=one.sequence,
        is_cancelled=one.state == "cancelled",
        organizer=Invited(coach.name or "", coach.email or ""),
        attendee=Invited(person.name or "", person.email or ""),
    )


def commitment_check(session: Session, about: Mapping[str, str], _at: Moment) -> Letter | None:
    """On the evening of an event: what became of it? None when it was said meanwhile."""
    one = session.scalar(select(Commitment).where(Commitment.public_id == about["commitment"]))
    if one is None or one.checked_at is not None or one.withdrawn_at is not None:
        return None
    return Letter(
        title=_("What became of your commitment?"),
        lines=[_("For today you promised yourself something. One tap says what became of it.")],
        action=_("Say what became of it"),
        path=f"/commitments/{one.public_id}",
    )
