"""What the worker does for cycles: tell the two that their views lie side by side."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Occasion, Subject
from kamcoach.assessing.policies import PAIR_THEN_HR
from kamcoach.clock import Moment
from kamcoach.database import reading, writing
from kamcoach.notifications import services as notifications
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Line, Person

_NEWS = timedelta(days=7)
_MOST = 100


def tell_released(at: Moment) -> int:
    """Queue a letter to each of the two for pairs that were released lately; returns how many letters are new."""
    with reading() as session:
        pairs = _untold(session, at)
    told = 0
    for occasion_id, public_id in pairs:
        with writing() as session:
            for reader in _readers(session, occasion_id, at):
                told += notifications.queue(
                    session,
                    kind="side-by-side",
                    person_id=reader.id,
                    about={"occasion": public_id, "reader": reader.public_id},
                    dedupe_key=f"pair:{public_id}:{reader.public_id}",
                    at=at,
                )
    return told


def _untold(session: Session, at: Moment) -> Sequence[tuple[int, str]]:
    return [(row.id, row.public_id) for row in session.execute(_to_tell(), {"since": at.business - _NEWS})]


@cache
def _to_tell() -> Select[int, str]:
    """Built once a process: the worker asks at every tick. Run with `since`."""
    key: ColumnElement[str] = "pair:" + Occasion.public_id + ":" + Person.public_id
    return (
        select(Occasion.id, Occasion.public_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .join(Person, Person.id == Subject.person_id)
        .where(Occasion.sees == PAIR_THEN_HR, Occasion.released_at > bindparam("since"))
        .where(~select(OutboxMessage.id).where(OutboxMessage.dedupe_key == key).exists())
        .order_by(Occasion.id)
        .limit(_MOST)
    )


def _readers(session: Session, occasion_id: int, at: Moment) -> Sequence[Person]:
    """The person and whoever manages them today where they are."""
    person = session.scalars(
        select(Person)
        .join(Subject, Subject.person_id == Person.id)
        .join(Occasion, Occasion.subject_id == Subject.id)
        .where(Occasion.id == occasion_id)
    ).one()
    today = at.today(person.time_zone)
    managers = (
        select(Person)
        .join(Line, Line.holder_id == Person.id)
        .where(Line.kind == "manager", Line.person_id == person.id, Line.from_date <= today)
        .where(or_(Line.to_date.is_(None), Line.to_date > today))
    )
    return [person, *session.scalars(managers)]
