"""Letters about audits: where to look, and nothing of what stands there."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.auditing.models import Audit
from kamcoach.clock import Moment
from kamcoach.notifications.mail import Letter
from kamcoach.people.models import Person
from kamcoach.web.language import gettext as _


def _is_of(session: Session, about: Mapping[str, str], column: str) -> bool:
    reader = select(Person.id).where(Person.public_id == about["reader"]).scalar_subquery()
    query = select(Audit.id).where(Audit.public_id == about["audit"], getattr(Audit, column) == reader)
    return session.scalar(query) is not None


def _letter(session: Session, about: Mapping[str, str], column: str, title: str, line: str) -> Letter | None:
    if not _is_of(session, about, column):
        return None
    return Letter(title=title, lines=[line], action=_("Look at it"), path=f"/audits/{about['audit']}")


def opened(session: Session, about: Mapping[str, str], _at: Moment) -> Letter | None:
    """To the person: an audit of their work begins."""
    line = _("Your page says what is looked at, over which period, by whom and why.")
    return _letter(session, about, "person_id", _("Your work is being audited"), line)


def asked(session: Session, about: Mapping[str, str], _at: Moment) -> Letter | None:
    """To the person: papers are asked for."""
    line = _("Your page says what is asked for and until when.")
    return _letter(session, about, "person_id", _("The audit asks you for papers"), line)


def drafted(session: Session, about: Mapping[str, str], _at: Moment) -> Letter | None:
    """To the person: the draft waits for their reply."""
    line = _("Read it, say what is not right in it and what you see differently. You have ten working days.")
    return _letter(session, about, "person_id", _("The draft of the audit waits for your reply"), line)


def replied(session: Session, about: Mapping[str, str], _at: Moment) -> Letter | None:
    """To the auditor: the person has replied."""
    line = _("The reply stands beside the draft. Put right what is not, then make the audit final.")
    return _letter(session, about, "auditor_id", _("There is a reply to your audit"), line)


def final(session: Session, about: Mapping[str, str], _at: Moment) -> Letter | None:
    """To the person: it is final."""
    line = _("You can read all of it, your reply beside it.")
    return _letter(session, about, "person_id", _("The audit of your work is final"), line)


def action(_session: Session, _about: Mapping[str, str], _at: Moment) -> Letter | None:
    """To who owns an action."""
    line = _("Your list says what is to change and until when.")
    return Letter(title=_("You see to an action"), lines=[line], action=_("Look at your actions"), path="/actions")
