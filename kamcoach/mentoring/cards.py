"""Cards on Today: what waits for the mentor's comment, and comments of which it is not said yet what became of them."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from kamcoach.clock import Moment
from kamcoach.mentoring.models import CommentRequest
from kamcoach.mentoring.queries import SEEN
from kamcoach.people.models import Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.web.cards import Button, Card
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day


def cards(session: Session, actor: Actor, at: Moment) -> Sequence[Card]:
    """One query, whoever asks."""
    rows = session.execute(_open(), {"me": actor.person_id, "today": actor.today(at)})
    return [_own(row, mentor) if row.person_id == actor.person_id else _asked(row, name) for row, name, mentor in rows]


@cache
def _open() -> Select[*tuple[Any, ...]]:
    me, today = cast(int, bindparam("me")), cast(Any, bindparam("today"))
    mentor = aliased(Person)
    accompanies = line_runs("mentor", person=CommentRequest.person_id, holder=me, on=today)
    to_comment = and_(CommentRequest.commented_at.is_(None), accompanies)
    to_reply = and_(CommentRequest.person_id == me, CommentRequest.commented_at.is_not(None))
    query = select(CommentRequest, Person.name, mentor.name).join(Person, Person.id == CommentRequest.person_id)
    query = query.join(mentor, mentor.id == CommentRequest.mentor_id)
    query = query.where(CommentRequest.withdrawn_at.is_(None), CommentRequest.replied_at.is_(None))
    return query.where(or_(to_comment, to_reply)).order_by(CommentRequest.wanted_by, CommentRequest.id)


def _asked(row: CommentRequest, name: str | None) -> Card:
    return Card(
        day=row.wanted_by,
        title=_("%(name)s asks for your comment", name=name),
        text=_("“%(title)s”, wanted by %(day)s.", title=row.title, day=near_day(row.wanted_by)),
        buttons=[Button(_("Read and comment"), f"/comments/{row.public_id}")],
        sees=str(SEEN.sentence),
    )


def _own(row: CommentRequest, mentor: str | None) -> Card:
    return Card(
        day=row.wanted_by,
        title=_("%(name)s has commented", name=mentor),
        text=_("“%(title)s”: when you know what became of the comment, say it in a sentence.", title=row.title),
        buttons=[Button(_("Read the comment"), f"/comments/{row.public_id}")],
        sees=str(SEEN.sentence),
    )
