"""Composing and sending mail: one link a letter, as text and HTML."""

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from flask import current_app

from kamcoach.clock import Moment
from kamcoach.config import Settings

_TIMEOUT = 20


PREFERENCES = "/me/mail"
"""Where a person chooses when mail comes."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things to do in a letter of several: what it is, and the path where it is done."""

    title: str
    action: str
    path: str


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """An iCalendar object for the reader's calendar, and its method: REQUEST, CANCEL (RFC 6047)."""

    method: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says: sentences, then one thing to do and the path where it is done; or several, in `parts`."""

    title: str
    action: str
    path: str
    lines: Sequence[str] = field(default_factory=tuple)
    calendar: CalendarPart | None = None
    parts: Sequence[Part] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter made ready for a person."""

    to: str
    message_id: str
    title: str
    body_text: str
    body_html: str
    calendar: CalendarPart | None = None


def make(letter: Letter, *, name: str, to: str, language: str, message_id: str, base_url: str) -> Mail:
    """Render a letter in both forms, without what frames a page: a worker knows no request."""
    template = current_app.jinja_env.get_template
    about = {"letter": letter, "name": name, "language": language, "base": base_url, "preferences": PREFERENCES}
    return Mail(
        to=to,
        message_id=message_id,
        title=letter.title,
        body_text=template("mail/letter.txt").render(about),
        body_html=template("mail/letter.html").render(about),
        calendar=letter.calendar,
    )


def send(mail: Mail, settings: Settings, *, at: Moment) -> None:
    """Hand a mail to the SMTP server of the settings. Raises OSError or smtplib.SMTPException."""
    assert settings.smtp_url is not None
    where = urlsplit(settings.smtp_url)
    host = where.hostname or "localhost"
    if where.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, where.port or 465, timeout=_TIMEOUT, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, where.port or 25, timeout=_TIMEOUT)
    with closing(server):
        if where.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if where.username:
            server.login(unquote(where.username), unquote(where.password or ""))
        server.send_message(_as_message(mail, settings.mail_from, at))
        with suppress(OSError, smtplib.SMTPException):
            server.quit()  # it was taken: how the server says goodbye changes nothing


def _as_message(mail: Mail, sender: str, at: Moment) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, mail.to
    message["Subject"] = " ".join(mail.title.split())
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(at.wall)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body_text)
    message.add_alternative(mail.body_html, subtype="html")
    if mail.calendar is not None:
        _add_calendar(message, mail.calendar)
    return message


def _add_calendar(message: EmailMessage, calendar: CalendarPart) -> None:
    """Beside the two forms of the text for mail programs that know invitations, attached for all others."""
    message.add_alternative(calendar.content.decode(), subtype="calendar", params={"method": calendar.method})
    message.add_attachment(calendar.content, maintype="application", subtype="ics", filename="invitation.ics")
