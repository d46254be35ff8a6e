"""Sending what waits in the outbox: claim, compose, send, mark, each in its own short transaction."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.config import Settings
from kamcoach.database import new_public_id, reading, writing
from kamcoach.notifications import mail, services
from kamcoach.notifications.mail import Letter, Mail
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person

_log = logging.getLogger("kamcoach")

Compose = Callable[[Session, Mapping[str, str], Moment], Letter | None]


@dataclass(frozen=True, slots=True)
class Post:
    """How messages of each kind are composed, and how they leave: by SMTP, or into the demo's mailbox."""

    composers: Mapping[str, Compose]
    into_mailbox: bool


def send_waiting(post: Post, at: Moment, *, most: int = 200) -> int:
    """Send up to `most` waiting messages; returns how many left. Nothing waits for ever on a failing one."""
    settings: Settings = current_app.extensions["kamcoach.settings"]
    if not post.into_mailbox and settings.smtp_url is None:
        return 0
    worker, sent = new_public_id(), 0
    for _ in range(most):
        with writing() as session:
            message = services.claim(session, worker=worker, at=at)
        if message is None:
            break
        sent += _deliver(post, settings, message, worker, at)
    return sent


def _deliver(post: Post, settings: Settings, message: OutboxMessage, worker: str, at: Moment) -> bool:
    made = _compose(post, settings, message, at)
    if made is None:
        with writing() as session:
            services.mark(session, message, "dropped", worker=worker, at=at)
        return False
    if post.into_mailbox:
        with writing() as session:
            services.keep_demo_mail(
                session, message=message, title=made.title, body_text=made.body_text, body_html=made.body_html, at=at
            )
    elif not _send(made, settings, message, worker, at):
        return False
    with writing() as session:
        return services.mark(session, message, "sent", worker=worker, at=at)


def _compose(post: Post, settings: Settings, message: OutboxMessage, at: Moment) -> Mail | None:
    """The mail in the reader's language; None when its reason is gone or the person has left."""
    with reading() as session:
        person = session.get(Person, message.person_id)
        if person is None or person.disabled_at is not None or not person.email:
            return None
        with force_locale(person.locale):
            letter = post.composers[message.kind](session, message.about, at)
            if letter is None:
                return None
            return mail.make(
                letter,
                name=person.name or "",
                to=person.email,
                language=person.locale,
                message_id=message.message_id,
                base_url=settings.base_url,
            )


def _send(made: Mail, settings: Settings, message: OutboxMessage, worker: str, at: Moment) -> bool:
    try:
        mail.send(made, settings, at=at)
    except (OSError, SMTPException) as error:
        facts = {"message": message.public_id, "attempt": message.attempts}
        _log.warning("mail not sent: %s", type(error).__name__, extra={"facts": facts})
        refused = isinstance(error, SMTPRecipientsRefused)
        with writing() as session:
            if refused:
                services.mark(session, message, "failed", worker=worker, at=at)
            else:
                services.put_back(session, message, type(error).__name__, worker=worker, at=at)
        return False
    return True
