"""Sending what waits in the outbox: claim, compose, send, mark, each in its own short transaction."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from flask import current_app
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.config import Settings
from kamcoach.database import new_public_id, reading, writing
from kamcoach.notifications import bundling, leaving, mail, services
from kamcoach.notifications.mail import Letter, Mail
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.web.language import in_language

_log = logging.getLogger("kamcoach")
_LONGEST_ROUND = 45.0
"""Seconds that one round of sending takes at most: the worker has other things to do, once a minute."""
_NOBODY_THERE = 3
"""Failures in a row after which the mail server counts as out: the rest waits without having been tried."""
_OUT = (SMTPServerDisconnected, SMTPConnectError, SMTPHeloError, SMTPAuthenticationError)

Compose = Callable[[Session, Mapping[str, str], Moment], Letter | None]


@dataclass(frozen=True, slots=True)
class Post:
    """How messages of each kind are composed, and how they leave: by SMTP, or into the demo's mailbox."""

    composers: Mapping[str, Compose]
    into_mailbox: bool


def send_waiting(post: Post, at: Moment, *, most: int = 2000, clock: Callable[[], Moment] | None = None) -> int:
    """Send up to `most` waiting messages; returns how many letters left. Nothing waits for ever on a failing one.

    `clock` tells the time while the round lasts, so that a lease and a quiet hour begin when they do; without it
    time stands still at `at`.
    """
    settings: Settings = current_app.extensions["kamcoach.settings"]
    if not post.into_mailbox and settings.smtp_url is None:
        return 0
    round_ = _Round(post, settings, new_public_id(), clock or (lambda: at))
    ends = time.monotonic() + _LONGEST_ROUND
    for _ in range(most):
        if not round_.send_one() or round_.failures >= _NOBODY_THERE or time.monotonic() > ends:
            break
    return round_.sent


@dataclass(slots=True)
class _Round:
    post: Post
    settings: Settings
    worker: str
    clock: Callable[[], Moment]
    sent: int = 0
    failures: int = 0
    """How often in a row the mail server could not be reached."""

    def send_one(self) -> bool:
        """Claim and deliver one message; False when none waits."""
        at = self.clock()
        with writing() as session:
            message = services.claim(session, worker=self.worker, at=at)
        if message is None:
            return False
        with reading() as session:
            until = leaving.waits_until(session, message, at=at)
            shares = until is None and leaving.shares_a_letter(session, message)
        if until is not None:
            with writing() as session:
                services.hold(session, message, until, worker=self.worker)
            return True
        carried: Sequence[OutboxMessage] | None = ()
        if shares:
            with writing() as session:
                carried = services.gather(session, message, worker=self.worker, at=at)
        if carried is not None:
            self._deliver(message, carried, at)
        return True

    def _deliver(self, message: OutboxMessage, carried: Sequence[OutboxMessage], at: Moment) -> None:
        try:
            made, dropped = _compose(self.post, self.settings, message, carried, at)
            if made is not None:
                _hand_over(self.post, self.settings, made, message, at)
        except Exception as error:  # whatever is wrong with one letter, the others leave
            self.failures = self.failures + 1 if isinstance(error, (OSError, *_OUT)) else 0
            _note_failure(message, error, self.worker, at)
            return
        self.failures = 0
        with writing() as session:
            if services.mark(session, message, "dropped" if made is None else "sent", worker=self.worker, at=at):
                if carried:
                    services.mark_carried(session, message, dropped, at=at)
                self.sent += made is not None


def _compose(
    post: Post, settings: Settings, message: OutboxMessage, carried: Sequence[OutboxMessage], at: Moment
) -> tuple[Mail | None, Sequence[int]]:
    """The mail in the reader's language, None when there is no reason for it any more or the person has left; and the
    ids of what travelled with it and has lost its reason."""
    letters: dict[int, Letter] = {}
    unwritten: dict[int, str] = {}
    made = None
    with reading() as session:
        person = session.get(Person, message.person_id)
        if person is not None and person.disabled_at is None and person.email:
            with in_language(person.locale):
                letters, unwritten = _letters(session, post, message, carried, at)
                made = _made(person, message, carried, letters, settings) if letters else None
    if unwritten:
        with writing() as session:
            for one in carried:
                if one.id in unwritten:
                    services.take_out(session, one, unwritten[one.id], at=at)
    return made, [one.id for one in carried if one.id not in letters]


def _letters(
    session: Session, post: Post, message: OutboxMessage, carried: Sequence[OutboxMessage], at: Moment
) -> tuple[dict[int, Letter], dict[int, str]]:
    """What each says, where its reason still holds; and why some of what travels with it could not be written."""
    letters, unwritten = dict[int, Letter](), dict[int, str]()
    own = post.composers[message.kind](session, message.about, at)
    if own is not None:
        letters[message.id] = own
    for one in carried:
        try:
            letter = post.composers[one.kind](session, one.about, at)
        except Exception as error:
            _log.exception("mail not written", extra={"facts": {"message": one.public_id}})
            unwritten[one.id] = type(error).__name__
            continue
        if letter is not None:
            letters[one.id] = letter
    return letters, unwritten


def _made(
    person: Person,
    message: OutboxMessage,
    carried: Sequence[OutboxMessage],
    letters: Mapping[int, Letter],
    settings: Settings,
) -> Mail:
    kinds = {one.id: one.kind for one in (message, *carried)}
    return mail.make(
        bundling.one_letter([(kinds[key], letter) for key, letter in letters.items()]),
        name=person.name or "",
        to=person.email or "",
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
    why, facts = _name(error), {"message": message.public_id, "attempt": message.attempts}
    is_ours = not isinstance(error, (OSError, SMTPException))
    level = logging.ERROR if is_ours else logging.WARNING
    _log.log(level, "mail not sent: %s", why, exc_info=is_ours, extra={"facts": facts})
    with writing() as session:
        if _is_final(error):
            services.mark(session, message, "failed", why=why, worker=worker, at=at)
        elif services.put_back(session, message, why, worker=worker, at=at) and is_ours:
            services.scatter(session, message)


def _name(error: Exception) -> str:
    """What went wrong, and the code with which the mail server said so; its text may quote an address."""
    codes = [code for code, _ in error.recipients.values()] if isinstance(error, SMTPRecipientsRefused) else []
    if isinstance(error, SMTPResponseException):
        codes = [error.smtp_code]
    return " ".join([type(error).__name__, *map(str, codes[:1])])


def _is_final(error: Exception) -> bool:
    """Whether the mailbox does not exist or takes no such mail; one that is full or asks to wait (4xx) gets another
    try."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= 500
