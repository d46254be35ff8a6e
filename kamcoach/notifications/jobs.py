"""Sending what waits in the outbox: claim, compose, send, mark, each in its own short transaction."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused

from flask import current_app
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.config import Settings
from kamcoach.database import new_public_id, reading, writing
from kamcoach.notifications import mail, services
from kamcoach.notifications.mail import Letter, Mail
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.web.language import in_language

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
    try:
        made = _compose(post, settings, message, at)
        if made is not None:
            _hand_over(post, settings, made, message, at)
    except Exception as error:  # whatever is wrong with one letter, the others leave
        _note_failure(message, error, worker, at)
        return False
    state = "dropped" if made is None else "sent"
    with writing() as session:
        return services.mark(session, message, state, worker=worker, at=at) and made is not None


def _compose(post: Post, settings: Settings, message: OutboxMessage, at: Moment) -> Mail | None:
    """The mail in the reader's language; None when its reason is gone or the person has left."""
    with reading() as session:
        person = session.get(Person, message.person_id)
        if person is None or person.disabled_at is not None or not person.email:
            return None
        with in_language(person.locale):
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


def _hand_over(post: Post, settings: Settings, made: Mail, message: OutboxMessage, at: Moment) -> None:
    if not post.into_mailbox:
        mail.send(made, settings, at=at)
        return
    with writing() as session:
        services.keep_demo_mail(
            session, message=message, title=made.title, body_text=made.body_text, body_html=made.body_html, at=at
        )


def _note_failure(message: OutboxMessage, error: Exception, worker: str, at: Moment) -> None:
    why, facts = type(error).__name__, {"message": message.public_id, "attempt": message.attempts}
    is_ours = not isinstance(error, (OSError, SMTPException))
    level = logging.ERROR if is_ours else logging.WARNING
    _log.log(level, "mail not sent: %s", why, exc_info=is_ours, extra={"facts": facts})
    with writing() as session:
        if _is_final(error):
            services.mark(session, message, "failed", why=why, worker=worker, at=at)
        else:
            services.put_back(session, message, why, worker=worker, at=at)


def _is_final(error: Exception) -> bool:
    """Whether the mailbox does not exist; one that is full or asks to wait (4xx) gets another try."""
    return isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code, _ in error.recipients.values())
