"""What the administrator sees of messages: to whom, of which kind, in which state and why. Never what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kamcoach.notifications.models import TROUBLE, OutboxMessage
from kamcoach.people.models import Person

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """One message, and the person to whom it goes."""

    public_id: str
    kind: str
    state: str
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    not_before: datetime | None
    last_error: str | None
    person_public_id: str
    person: str
    email: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list, how many there are in all, and how many in each state."""

    rows: Sequence[Listed]
    total: int
    page: int
    counts: dict[str, int]

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))


def messages(session: Session, *, states: Sequence[str], person: str, page: int) -> Page:
    """The messages in some states, the newest first, 50 a page; of one person (public id) unless that is "". Two
    queries: one counts by state."""
    of_person: ColumnElement[bool] = Person.public_id == person if person else Person.id.is_not(None)
    counted = select(OutboxMessage.state, func.count()).join(Person, Person.id == OutboxMessage.person_id)
    counts = {state: number for state, number in session.execute(counted.where(of_person).group_by("state"))}
    total = sum(counts.get(state, 0) for state in states)
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    message = OutboxMessage
    query = (
        select(message.public_id, message.kind, message.state, message.attempts, message.created_at, message.sent_at)
        .add_columns(message.not_before, message.last_error, Person.public_id)
        .add_columns(func.coalesce(Person.name, ""), func.coalesce(Person.email, ""))
        .join(Person, Person.id == OutboxMessage.person_id)
        .where(OutboxMessage.state.in_(states), of_person)
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
    )
    rows = session.execute(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return Page([Listed(*row) for row in rows], total, page, counts)


def one_in_trouble(session: Session, public_id: str) -> OutboxMessage | None:
    """A message by its public id, held until this transaction ends."""
    return session.scalar(select(OutboxMessage).where(OutboxMessage.public_id == public_id).with_for_update())


def some_in_trouble(session: Session, *, most: int) -> Sequence[OutboxMessage]:
    """Some of the messages that failed, held until this transaction ends; what came back is not tried by the lot."""
    query = select(OutboxMessage).where(OutboxMessage.state == "failed").order_by(OutboxMessage.id).limit(most)
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def undelivered(session: Session, person: str) -> tuple[int, str | None]:
    """How many messages did not reach a person (public id), and the newest one's last error."""
    query = (
        select(OutboxMessage.last_error, func.count().over())
        .join(Person, Person.id == OutboxMessage.person_id)
        .where(Person.public_id == person, OutboxMessage.state.in_(TROUBLE))
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return (row[1], row[0]) if row else (0, None)
