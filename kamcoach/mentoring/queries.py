"""Whom a mentor accompanies, the looks at plans, and what was asked of mentors."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from assessments.scheduling.dates import months_before
from assessments.scheduling.states import State
from kamcoach.assessing.models import Answer, Assessment, Occasion, Subject
from kamcoach.assessing.policies import MENTOR_THEN_PERSON
from kamcoach.clock import Moment
from kamcoach.mentoring.models import CommentRequest
from kamcoach.people.models import Line, Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.rules import Rule
from kamcoach.portfolio.models import KeyAccount
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.reinforcement.queries import Dated
from kamcoach.web.language import lazy_gettext as _l

INSTRUMENT = "mentor-plan-review"
EVERY_MONTHS = 6
"""A mentor looks in every few months (S4-M1); after so many without a look one is due, with a plan or without."""
COMMENT = "comment"
"""The item of the instrument that holds the mentor's comment in words."""

_TO_DO = {State.OPEN, State.DUE, State.LATE}


def _seen_by(actor: Actor, at: Moment) -> ColumnElement[bool]:
    """Who asked, and whoever is their mentor today."""
    accompanies = line_runs("mentor", person=CommentRequest.person_id, holder=actor.person_id, on=actor.today(at))
    return or_(CommentRequest.person_id == actor.person_id, accompanies)


SEEN = Rule(_seen_by, _l("the person and their mentor."))


@dataclass(frozen=True, slots=True)
class Look:
    """A look at the plan of an account in somebody's work; `comment` is the mentor's, `reply` what became of it."""

    account: str
    assessment: Assessment
    occasion: Occasion
    mentor: str
    comment: str = ""
    reply: str = ""

    @property
    def sent_at(self) -> datetime | None:
        """When it was sent; None while it is going on."""
        return self.assessment.submitted_at

    def is_open(self, at: Moment) -> bool:
        """Whether it is going on."""
        return self.sent_at is None and self.occasion.closes_at > at.business


def looks(session: Session, person_ids: Collection[int]) -> Mapping[int, Sequence[Look]]:
    """The looks in the work of each person, the newest first, with comments and replies; the caller is one of them or
    their mentor. Three queries, however many people."""
    context, mentor = aliased(Subject), aliased(Person)
    query = (
        select(context.person_id, KeyAccount.name, Assessment, Occasion, mentor.name)
        .join(Occasion, Occasion.context_id == context.id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .join(KeyAccount, KeyAccount.id == Subject.key_account_id)
        .join(Assessment, Assessment.occasion_id == Occasion.id)
        .join(mentor, mentor.id == Assessment.rater_id)
        .where(context.person_id.in_(person_ids), Occasion.sees == MENTOR_THEN_PERSON)
        .where(Occasion.withdrawn_at.is_(None))
        .order_by(Occasion.id.desc())
    )
    rows = session.execute(query).all()
    sent = [row.Assessment.id for row in rows if row.Assessment.submitted_at is not None]
    written = select(Answer.assessment_id, Answer.note).where(Answer.assessment_id.in_(sent), Answer.item == COMMENT)
    comments = {row.assessment_id: row.note for row in session.execute(written)}
    replied = select(CommentRequest.occasion_id, CommentRequest.reply)
    replied = replied.where(CommentRequest.occasion_id.in_([row.Occasion.id for row in rows]))
    replies = {row.occasion_id: row.reply for row in session.execute(replied)}
    found: dict[int, list[Look]] = {}
    for person_id, account, seat, occasion, name in rows:
        comment, reply = comments.get(seat.id, ""), replies.get(occasion.id, "")
        look = Look(account, seat, occasion, name or "", comment, reply)
        found.setdefault(person_id or 0, []).append(look)
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked a mentor to comment on."""

    request: CommentRequest
    person_public_id: str
    person: str
    account: str
    mentor: str


def _asked(session: Session, condition: ColumnElement[bool]) -> Sequence[Asked]:
    person, mentor = aliased(Person), aliased(Person)
    query = (
        select(CommentRequest, person.public_id, person.name, KeyAccount.name, mentor.name)
        .join(person, person.id == CommentRequest.person_id)
        .join(mentor, mentor.id == CommentRequest.mentor_id)
        .outerjoin(KeyAccount, KeyAccount.id == CommentRequest.key_account_id)
        .where(condition)
        .order_by(CommentRequest.id.desc())
    )
    return [Asked(row[0], row[1], row[2] or "", row[3] or "", row[4] or "") for row in session.execute(query)]


def requests(session: Session, person_ids: Collection[int]) -> Sequence[Asked]:
    """What these people asked their mentors and did not withdraw, the newest first; the caller is one of them or their
    mentor. Comments of looks are no requests."""
    of_them = CommentRequest.person_id.in_(person_ids) & CommentRequest.withdrawn_at.is_(None)
    return _asked(session, of_them & CommentRequest.occasion_id.is_(None))


def request(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Asked | None:
    """One request that the actor made or is to comment on."""
    found = _asked(session, (CommentRequest.public_id == public_id) & SEEN.condition(actor, at))
    return found[0] if found else None


def own_look(session: Session, public_id: str, *, actor: Actor) -> Look | None:
    """A look that was sent in the actor's own work, by the public id of the mentor's assessment."""
    own = looks(session, [actor.person_id]).get(actor.person_id, ())
    return next((one for one in own if one.assessment.public_id == public_id and one.sent_at is not None), None)


@dataclass(frozen=True, slots=True)
class Mentor:
    """Who accompanies a person, since when."""

    id: int
    name: str
    since: date


def mentor_of(session: Session, person_id: int, *, on: date) -> Mentor | None:
    """The mentor of a person on a date."""
    query = select(Person.id, Person.name, Line.from_date).join(Line, Line.holder_id == Person.id)
    query = query.where(Line.person_id == person_id, Line.kind == "mentor", Line.from_date <= on)
    row = session.execute(query.where(or_(Line.to_date.is_(None), Line.to_date > on)).limit(1)).one_or_none()
    return Mentor(row[0], row[1] or "", row[2]) if row else None


@dataclass(frozen=True, slots=True)
class Accompanied:
    """A person whom the actor accompanies since a day, what was looked at, what is due and what they asked."""

    person: Person
    since: date
    looks: Sequence[Look]
    reviews: Sequence[Dated]
    requests: Sequence[Asked]
    today: date

    @property
    def last(self) -> Look | None:
        """The newest look that was sent, whoever looked."""
        return next((one for one in self.looks if one.sent_at is not None), None)

    @property
    def to_review(self) -> Dated | None:
        """The review of a plan of reinforcement that is to be held now."""
        return next((one for one in self.reviews if one.state in _TO_DO), None)

    @property
    def planned(self) -> Dated | None:
        """The next review that has not opened yet."""
        return next((one for one in self.reviews if one.state is State.PLANNED), None)

    @property
    def last_on(self) -> date:
        """The day of the last look, else the day on which it began that they are accompanied."""
        sent = self.last.sent_at if self.last else None
        return Moment(sent, sent).today(self.person.time_zone) if sent else self.since

    @property
    def is_due(self) -> bool:
        """Whether a look is due: by a plan, or where no plan says when, because the last one is too long ago."""
        is_old = self.last_on <= months_before(self.today, EVERY_MONTHS)
        return self.to_review is not None or (is_old and self.planned is None)

    @property
    def waiting(self) -> Sequence[Asked]:
        """What waits for a comment, the nearest day first."""
        open_ones = [one for one in self.requests if one.request.commented_at is None]
        return sorted(open_ones, key=lambda one: one.request.wanted_by)


def accompanied(session: Session, *, actor: Actor, at: Moment, public_id: str | None = None) -> Sequence[Accompanied]:
    """Everybody whom the actor accompanies today, by name, or the one with a public id. Seven queries, whatever the
    number."""
    today = actor.today(at)
    query = select(Person, Line.from_date).join(Line, Line.person_id == Person.id)
    query = query.where(Line.holder_id == actor.person_id, Line.kind == "mentor", Line.from_date <= today)
    query = query.where(or_(Line.to_date.is_(None), Line.to_date > today), Person.disabled_at.is_(None))
    if public_id is not None:
        query = query.where(Person.public_id == public_id)
    rows = session.execute(query.order_by(Person.name, Person.id)).all()
    ids = [row[0].id for row in rows]
    seen, asked = looks(session, ids), requests(session, ids)
    reviews: dict[int, list[Dated]] = {}
    for one in reinforcement.of_people(session, ids, kinds=("review",), at=at):
        reviews.setdefault(one.follow_up.person_id, []).append(one)
    return [
        Accompanied(
            person=person,
            since=since,
            looks=seen.get(person.id, ()),
            reviews=reviews.get(person.id, ()),
            requests=[one for one in asked if one.request.person_id == person.id],
            today=today,
        )
        for person, since in rows
    ]


def last_look_on(session: Session, person_id: int) -> datetime | None:
    """When somebody last looked in a person's work: that it took place, for their coach."""
    context = aliased(Subject)
    query = select(Assessment.submitted_at).join(Occasion, Occasion.id == Assessment.occasion_id)
    query = query.join(context, context.id == Occasion.context_id).where(context.person_id == person_id)
    query = query.where(Occasion.sees == MENTOR_THEN_PERSON, Assessment.submitted_at.is_not(None))
    return session.scalar(query.order_by(Assessment.submitted_at.desc()).limit(1))
