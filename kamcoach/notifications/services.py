"""The outbox: queue in the causing transaction, claim with a lease, mark when sent."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from sqlalchemy import Select, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.database import new_public_id
from kamcoach.notifications.models import DemoMail, OutboxMessage

LEASE = timedelta(minutes=2)
LAST_ATTEMPT = 8
_BACK_OFF = timedelta(minutes=1)


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
    """Lease the oldest message that waits; another worker gets another one, a dead worker's comes back."""
    message = session.scalar(_oldest_waiting(), {"now": at.wall})
    if message is not None:
        message.leased_by, message.leased_until = worker, at.wall + LEASE
        message.attempts += 1
    return message


@cache
def _oldest_waiting() -> Select[OutboxMessage]:
    """Built once a process: the worker asks at every tick. Run with `now`."""
    free = or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < bindparam("now"))
    return (
        select(OutboxMessage)
        .where(OutboxMessage.state == "waiting", OutboxMessage.next_try_at <= bindparam("now"), free)
        .order_by(OutboxMessage.next_try_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def mark(
    session: Session, message: OutboxMessage, state: str, *, worker: str, at: Moment, why: str | None = None
) -> bool:
    """Say that a leased message was sent, dropped or failed for good. False when the lease was lost meanwhile."""
    sent_at = at.business if state == "sent" else None
    return _release(session, message, worker, state=state, sent_at=sent_at, last_error=why)


def put_back(session: Session, message: OutboxMessage, why: str, *, worker: str, at: Moment) -> bool:
    """Sending failed: try again later, 1, 2, 4 … minutes on; after 8 attempts it counts as failed."""
    state = "failed" if message.attempts >= LAST_ATTEMPT else "waiting"
    later = at.wall + _BACK_OFF * 2 ** (message.attempts - 1)
    return _release(session, message, worker, state=state, next_try_at=later, last_error=why[:300])


def _release(session: Session, message: OutboxMessage, worker: str, **values: object) -> bool:
    mine = update(OutboxMessage).where(
        OutboxMessage.id == message.id, OutboxMessage.leased_by == worker, OutboxMessage.state == "waiting"
    )
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
