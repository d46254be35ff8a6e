"""Asking a mentor to comment on a plan or proposal, the comment, and what became of it (S4-M1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.clock import Moment
from kamcoach.mentoring import queries
from kamcoach.mentoring.models import CommentRequest
from kamcoach.mentoring.queries import Asked, Look
from kamcoach.notifications import services as notifications
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.portfolio import queries as portfolio
from kamcoach.trail import services as trail


class NotTheirs(Exception):
    """There is no such request that the actor may change so."""


class NoMentor(Exception):
    """Nobody accompanies the actor today."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be commented on: "plan" or "proposal", its title, where it lies or what it says, by when, and a key
    account by its public id, "" for none."""

    about: str
    title: str
    link: str
    words: str
    wanted_by: date
    account: str = ""


def ask(session: Session, wish: Wish, *, actor: Actor, at: Moment) -> CommentRequest:
    """Ask the actor's mentor, who is told by mail. The same wish again, while it is open, changes nothing.

    Raises NoMentor, or Refused: comment_in_past, unknown_account.
    """
    today = actor.today(at)
    mentor = queries.mentor_of(session, actor.person_id, on=today)
    if mentor is None:
        raise NoMentor
    if wish.wanted_by < today:
        raise Refused("comment_in_past")
    account_id = _account_id(session, wish.account, actor, today)
    for there in _own_open(session, actor):
        if (there.about, there.title, there.link, there.words) == (wish.about, wish.title, wish.link, wish.words):
            return there
    made = CommentRequest(person_id=actor.person_id, mentor_id=mentor.id, key_account_id=account_id)
    made.about, made.title, made.link, made.words = wish.about, wish.title, wish.link, wish.words
    made.wanted_by, made.asked_at = wish.wanted_by, at.business
    session.add(made)
    session.flush()
    _tell(session, made, "comment-asked", mentor.id, at)
    _record(session, made, "comment asked", actor, at, {"title": wish.title, "link": wish.link, "words": wish.words})
    return made


def _account_id(session: Session, account: str, actor: Actor, today: date) -> int | None:
    if not account:
        return None
    for one in portfolio.nameable(session, [actor.person_id], on=today):
        if one.public_id == account:
            return one.id
    raise Refused("unknown_account")


def _own_open(session: Session, actor: Actor) -> list[CommentRequest]:
    query = select(CommentRequest).where(CommentRequest.person_id == actor.person_id)
    query = query.where(CommentRequest.commented_at.is_(None), CommentRequest.withdrawn_at.is_(None))
    return list(session.scalars(query))


def comment(session: Session, public_id: str, text: str, *, actor: Actor, at: Moment) -> CommentRequest:
    """Comment on what was asked, as the person's mentor of today, or change the comment until the person has replied;
    the person is told once. Raises NotTheirs, or Refused comment_over."""
    row = _lock(session, public_id)
    mine = line_runs("mentor", person=row.person_id, holder=actor.person_id, on=actor.today(at))
    if row.occasion_id is not None or not session.scalar(select(mine)):
        raise NotTheirs
    if row.comment == text:
        return row
    if row.withdrawn_at is not None or row.replied_at is not None:
        raise Refused("comment_over")
    row.comment, row.commented_at, row.mentor_id = text, at.business, actor.person_id
    _tell(session, row, "comment-given", row.person_id, at)
    _record(session, row, "comment given", actor, at, {"comment": text})
    return row


def reply(session: Session, public_id: str, text: str, *, actor: Actor, at: Moment) -> CommentRequest:
    """Say what became of a comment on what the actor asked; it can be said anew. Raises NotTheirs."""
    row = _lock(session, public_id)
    if row.person_id != actor.person_id or row.commented_at is None:
        raise NotTheirs
    _reply(session, row, text, actor, at)
    return row


def reply_to_look(session: Session, look: Look, text: str, *, actor: Actor, at: Moment) -> None:
    """Say what became of the comment of a look in the actor's own work, which the caller has found through a rule."""
    query = select(CommentRequest).where(CommentRequest.occasion_id == look.occasion.id)
    row = session.scalar(query.with_for_update())
    if row is None:
        sent = look.sent_at or at.business
        row = CommentRequest(person_id=actor.person_id, mentor_id=look.assessment.rater_id, about="plan")
        row.occasion_id, row.title, row.wanted_by = look.occasion.id, look.account, actor.today(at)
        row.asked_at, row.comment, row.commented_at = sent, look.comment, sent
        session.add(row)
        session.flush()
    _reply(session, row, text, actor, at)


def _reply(session: Session, row: CommentRequest, text: str, actor: Actor, at: Moment) -> None:
    if row.reply != text:
        row.reply, row.replied_at = text, at.business
        _record(session, row, "comment replied", actor, at, {"reply": text})


def withdraw(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Asked:
    """Take a request of the actor's back while there is no comment. Raises NotTheirs, or Refused comment_there."""
    row = _lock(session, public_id)
    if row.person_id != actor.person_id:
        raise NotTheirs
    if row.commented_at is not None:
        raise Refused("comment_there")
    if row.withdrawn_at is None:
        row.withdrawn_at = at.business
        _record(session, row, "comment withdrawn", actor, at, {})
    found = queries.request(session, public_id, actor=actor, at=at)
    assert found is not None  # it is their own
    return found


def _lock(session: Session, public_id: str) -> CommentRequest:
    row = session.scalar(select(CommentRequest).where(CommentRequest.public_id == public_id).with_for_update())
    if row is None:
        raise NotTheirs
    return row


def _tell(session: Session, row: CommentRequest, kind: str, person_id: int, at: Moment) -> None:
    about, key = {"request": row.public_id}, f"{kind}:{row.public_id}"
    notifications.queue(session, kind=kind, person_id=person_id, about=about, dedupe_key=key, at=at)


def _record(
    session: Session, row: CommentRequest, verb: str, actor: Actor, at: Moment, texts: Mapping[str, str]
) -> None:
    on = ("comment request", row.public_id)
    said = {name: text for name, text in texts.items() if text}
    trail.record(session, actor=actor, verb=verb, on=on, at=at, details={"about": row.about}, texts=said or None)
