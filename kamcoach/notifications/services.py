"""The outbox: queue in the causing transaction, claim with a lease, mark when sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.database import new_public_id
from kamcoach.notifications.kinds import ALONE
from kamcoach.notifications.models import TROUBLE, DemoMail, OutboxMessage
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.trail import services as trail

LEASE = timedelta(minutes=2)
LAST_ATTEMPT = 76
"""A minute, two, four … 32, then every hour: three days of a mail server that is out, over a weekend."""
_LONGEST_PAUSE = timedelta(hours=1)


def queue(
    session: Session,
    *,
    kind: str,
    person_id: int,
    about: Mapping[str, object],
    dedupe_key: str,
    at: Moment,
) -> bool:
    """Queue a message once: the same dedupe key again is a no-op. Returns whether it is new."""
    public_id = new_public_id()
    row = {
        "public_id": public_id,
        "kind": kind,
        "person_id": person_id,
        "about": dict(about),
        "dedupe_key": dedupe_key,
        "message_id": f"<{public_id}@kamcoach>",
        "state": "waiting",
        "created_at": at.business,
        "next_try_at": at.wall,
        "attempts": 0,
    }
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(OutboxMessage).values(row).on_conflict_do_nothing(index_elements=["dedupe_key"])
    return session.execute(insert.returning(OutboxMessage.id)).scalar() is not None


def claim(session: Session, *, worker: str, at: Moment) -> OutboxMessage | None:
    """Lease the oldest message that may leave; another worker gets another one, a dead worker's comes back. What
    travels in the letter of another is not claimed by itself."""
    message = session.scalar(_oldest_waiting(), {"now": at.wall, "business": at.business})
    if message is not None:
        message.leased_by, message.leased_until = worker, at.wall + LEASE
        message.attempts += 1
    return message


@cache
def _oldest_waiting() -> Select[OutboxMessage]:
    """Built once a process: the worker asks at every tick. Run with `now` (wall) and `business`."""
    is_free = or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < bindparam("now"))
    is_time = or_(OutboxMessage.not_before.is_(None), OutboxMessage.not_before <= bindparam("business"))
    return (
        select(OutboxMessage)
        .where(OutboxMessage.state == "waiting", OutboxMessage.next_try_at <= bindparam("now"), is_free, is_time)
        .where(or_(OutboxMessage.in_digest_id.is_(None), OutboxMessage.in_digest_id == OutboxMessage.id))
        .order_by(OutboxMessage.next_try_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def hold(session: Session, message: OutboxMessage, until: datetime, *, worker: str) -> bool:
    """Let a leased message wait until an instant of the business clock; that was no attempt."""
    attempts = message.attempts - 1
    return _release(session, message, worker, not_before=until, attempts=attempts)


def gather(session: Session, carrier: OutboxMessage, *, worker: str, at: Moment) -> Sequence[OutboxMessage] | None:
    """Let everything that waits for the person of a leased message, and may share a letter, travel in its letter. What
    was gathered once stays together, so that a letter that is tried again is the same one.

    None when another worker has gathered it meanwhile: whoever comes first takes all, and the others have lost their
    lease. The person's row is held, so that two cannot take from each other.
    """
    session.scalar(select(Person.id).where(Person.id == carrier.person_id).with_for_update())
    row = select(OutboxMessage.in_digest_id).where(*_mine(carrier, worker))
    found = session.execute(row).one_or_none()
    if found is None:
        return None
    if found.in_digest_id is None:
        others = (
            OutboxMessage.person_id == carrier.person_id,
            OutboxMessage.state == "waiting",
            OutboxMessage.kind.not_in(ALONE),
            OutboxMessage.in_digest_id.is_(None),
            OutboxMessage.next_try_at <= at.wall,
        )
        free = {"in_digest_id": carrier.id, "leased_by": None, "leased_until": None}
        session.execute(update(OutboxMessage).where(*others, OutboxMessage.id != carrier.id).values(free))
        session.execute(update(OutboxMessage).where(*_mine(carrier, worker)).values(in_digest_id=carrier.id))
    return session.scalars(select(OutboxMessage).where(*_carried_by(carrier)).order_by(OutboxMessage.id)).all()


def _mine(message: OutboxMessage, worker: str) -> tuple[ColumnElement[bool], ...]:
    return OutboxMessage.id == message.id, OutboxMessage.leased_by == worker, OutboxMessage.state == "waiting"


def _carried_by(carrier: OutboxMessage) -> tuple[ColumnElement[bool], ...]:
    """What travels in the letter of a message, besides itself."""
    return (
        OutboxMessage.in_digest_id == carrier.id,
        OutboxMessage.id != carrier.id,
        OutboxMessage.state == "waiting",
    )


def mark(
    session: Session, message: OutboxMessage, state: str, *, worker: str, at: Moment, why: str | None = None
) -> bool:
    """Say that a leased message was sent, dropped or failed for good; one that failed takes with it what travelled in
    its letter. False when the lease was lost meanwhile."""
    sent_at = at.business if state == "sent" else None
    released = _release(session, message, worker, state=state, sent_at=sent_at, last_error=why)
    if released and state == "failed":
        carried = update(OutboxMessage).where(*_carried_by(message))
        session.execute(carried.values(state=state, last_error=why))
    return released


def mark_carried(session: Session, carrier: OutboxMessage, dropped: Sequence[int], *, at: Moment) -> None:
    """Say that what travelled in a letter was sent, but for those that had lost their reason."""
    carried = update(OutboxMessage).where(*_carried_by(carrier))
    session.execute(carried.where(OutboxMessage.id.in_(dropped)).values(state="dropped"))
    session.execute(carried.values(state="sent", sent_at=at.business, last_error=None))


def scatter(session: Session, carrier: OutboxMessage) -> None:
    """Take a letter apart that cannot be written: what travelled in it leaves without it."""
    apart = update(OutboxMessage).where(OutboxMessage.in_digest_id == carrier.id, OutboxMessage.state == "waiting")
    session.execute(apart.values(in_digest_id=None))


def take_out(session: Session, message: OutboxMessage, why: str, *, at: Moment) -> None:
    """Take out of a letter what cannot be written just now; it is tried by itself, later."""
    message = session.merge(message)
    message.in_digest_id, message.last_error = None, why[:300]
    message.attempts += 1
    message.next_try_at = at.wall + _pause(message.attempts)


def put_back(session: Session, message: OutboxMessage, why: str, *, worker: str, at: Moment) -> bool:
    """Sending failed: try again later, 1, 2, 4 … minutes on, at last every hour; after three days it has failed."""
    if message.attempts >= LAST_ATTEMPT:
        return mark(session, message, "failed", why=why, worker=worker, at=at)
    later = at.wall + _pause(message.attempts)
    return _release(session, message, worker, next_try_at=later, last_error=why[:300])


def _pause(attempts: int) -> timedelta:
    doublings = min(attempts - 1, 10)
    return min(timedelta(minutes=1 << doublings), _LONGEST_PAUSE)


def _release(session: Session, message: OutboxMessage, worker: str, **values: object) -> bool:
    mine = update(OutboxMessage).where(*_mine(message, worker))
    released = session.execute(mine.values(leased_by=None, leased_until=None, **values).returning(OutboxMessage.id))
    return released.scalar() is not None


def keep_demo_mail(
    session: Session, *, message: OutboxMessage, title: str, body_text: str, body_html: str, at: Moment
) -> None:
    """Deliver into the demo's mailbox."""
    session.add(
        DemoMail(
            message_id=message.message_id,
            person_id=message.person_id,
            title=title,
            body_text=body_text,
            body_html=body_html,
            sent_at=at.business,
        )
    )


def try_again(session: Session, message: OutboxMessage, *, actor: Actor, at: Moment) -> bool:
    """Let a message that failed or came back leave once more, by itself. False when it is not in trouble any more."""
    if message.state not in TROUBLE:
        return False
    message.state, message.attempts, message.next_try_at = "waiting", 0, at.wall
    message.not_before = message.in_digest_id = message.sent_at = None
    on = ("message", message.public_id)
    trail.record(session, actor=actor, verb="message tried again", on=on, at=at, details={"kind": message.kind})
    return True


def note_bounce(session: Session, message_id: str, status: str, *, at: Moment) -> int:
    """Mark what a mail server gave back, by the Message-ID of the letter: the message and what travelled in its letter;
    returns how many. `status` is the enhanced code of RFC 3463, such as 5.1.1."""
    carrier = select(OutboxMessage.id).where(OutboxMessage.message_id == message_id).scalar_subquery()
    one_of_it = or_(OutboxMessage.message_id == message_id, OutboxMessage.in_digest_id == carrier)
    sent = select(OutboxMessage).where(one_of_it, OutboxMessage.state == "sent").with_for_update()
    messages = session.scalars(sent.order_by(OutboxMessage.id)).all()
    for message in messages:
        message.state, message.last_error = "bounced", f"Bounced {status}".strip()[:300]
        on, details = ("message", message.public_id), {"kind": message.kind, "status": status}
        trail.record(session, actor=None, verb="message bounced", on=on, at=at, details=details)
    return len(messages)
