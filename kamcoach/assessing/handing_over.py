"""Seats that a line gave: when the line ends, the seat ends that day, and whoever follows gets one of their own.

The former holder's draft stays with the former holder's name; what was sent stays theirs, and nobody is asked twice.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import cast

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, exists, or_, select
from sqlalchemy.orm import Session, aliased

from kamcoach.assessing.load import observer_week_full_until
from kamcoach.assessing.models import Assessment, Occasion, Subject
from kamcoach.assessing.releasing import hold, release_if_complete
from kamcoach.clock import Moment
from kamcoach.people import lines
from kamcoach.people.models import Line, Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.trail import services as trail

_GIVEN = or_(Assessment.relation == "manager", Assessment.standing_as.in_(lines.KINDS))
_KIND = case((Assessment.relation == "manager", "manager"), else_=Assessment.standing_as)


def _is_taken() -> ColumnElement[bool]:
    """Somebody else has this seat, or has sent what was asked for on it."""
    other = aliased(Assessment)
    return exists().where(
        other.occasion_id == Assessment.occasion_id,
        other.id != Assessment.id,
        other.relation == Assessment.relation,
        other.standing_as == Assessment.standing_as,
        or_(other.submitted_at.is_not(None), and_(other.ended_on.is_(None), other.rater_id.is_not(None))),
    )


def to_hand_over(session: Session, *, at: Moment, most: int) -> Sequence[int]:
    """Seats, not sent, on occasions that are still open: those whose line may have ended somewhere on earth, and those
    that are free while somebody holds the line."""
    tomorrow = at.today("Pacific/Kiritimati")  # the first zone in which a line ends
    places = {"tomorrow": tomorrow, "now": at.business, "most": most}
    return session.scalars(_to_hand_over(), places).all()


@cache
def _to_hand_over() -> Select[int]:
    """Built once a process: the worker asks at every tick. Run with `tomorrow`, `now` and `most`."""
    tomorrow = cast(date, bindparam("tomorrow"))
    theirs = line_runs(_KIND, person=Subject.person_id, holder=Assessment.rater_id, on=tomorrow)
    ending = and_(Assessment.rater_id.is_not(None), Assessment.ended_on.is_(None), ~theirs)
    held = exists().where(
        Line.kind == _KIND,
        Line.person_id == Subject.person_id,
        Line.from_date <= tomorrow,
        or_(Line.to_date.is_(None), Line.to_date > tomorrow),
    )
    free = or_(Assessment.rater_id.is_(None), Assessment.ended_on.is_not(None)) & held & ~_is_taken()
    query = (
        select(Assessment.id)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .where(_GIVEN, Assessment.submitted_at.is_(None), or_(ending, free))
        .where(Occasion.released_at.is_(None), Occasion.withdrawn_at.is_(None), Occasion.closes_at > bindparam("now"))
        .order_by(Assessment.id)
    )
    return query.limit(bindparam("most", type_=Integer))


def hand_over(session: Session, seat_id: int, *, at: Moment) -> bool:
    """End a seat whose line has ended, and give one to whoever holds the line now. Returns whether anything changed.

    Holds the seat, then the occasion, as sending does: whoever comes second sees what the first one did.
    """
    query = select(Assessment).where(Assessment.id == seat_id).with_for_update()
    seat = session.scalars(query.execution_options(populate_existing=True)).one()
    occasion = hold(session, seat.occasion_id)
    person_id = session.scalars(select(Subject.person_id).where(Subject.id == occasion.subject_id)).one()
    is_over = occasion.released_at is not None or occasion.closes_at <= at.business
    if seat.submitted_at is not None or is_over or occasion.withdrawn_at is not None or person_id is None:
        return False
    kind = "manager" if seat.relation == "manager" else seat.standing_as
    today = at.today(session.get_one(Person, seat.rater_id or person_id).time_zone)
    changed = False
    if seat.rater_id is not None and seat.ended_on is None:
        last = lines.ended_on(session, kind, person_id, seat.rater_id, on=today)
        if last is None:
            return False
        end_seat(session, seat, last, actor=None, at=at)
        changed = True
    if session.scalar(select(Assessment.id).where(Assessment.id == seat.id, ~_is_taken())) is not None:
        follower = lines.holder_of(session, kind, person_id, on=today)
        changed |= follower is not None and give_seat(session, seat, follower, actor=None, at=at)
    session.flush()
    release_if_complete(session, occasion, at=at)
    return changed


def end_seat(session: Session, seat: Assessment, last: date, *, actor: Actor | None, at: Moment) -> None:
    """From this day on the seat is nobody's; what was saved on it stays, with its rater's name."""
    seat.ended_on = last
    on, details = ("assessment", seat.public_id), {"relation": seat.relation, "from": last.isoformat()}
    trail.record(session, actor=actor, verb="seat ended", on=on, at=at, details=details)
    session.flush()


def give_seat(session: Session, seat: Assessment, rater_id: int, *, actor: Actor | None, at: Moment) -> bool:
    """Ask somebody else on the occasion of a free seat: in that seat while nobody ever had it, in their own from
    before, or in a new one. Returns False when they have one on this occasion already."""
    there = select(Assessment).where(Assessment.occasion_id == seat.occasion_id, Assessment.rater_id == rater_id)
    given = session.scalars(there.where(Assessment.relation == seat.relation)).one_or_none()
    if given is not None and given.ended_on is None:
        return False
    if given is None and seat.rater_id is None:
        given = seat
    if given is None:
        given = Assessment(occasion_id=seat.occasion_id, relation=seat.relation)
        session.add(given)
    is_observer = seat.relation == "observer"
    given.asked_from = observer_week_full_until(session, rater_id, at=at) if is_observer else None
    given.rater_id, given.standing_as, given.ended_on, given.reminded_for = rater_id, seat.standing_as, None, None
    session.flush()
    on, details = ("assessment", given.public_id), {"relation": seat.relation, "follows": seat.public_id}
    trail.record(session, actor=actor, verb="seat given", on=on, at=at, details=details)
    return True


def reseat_observer(
    session: Session, occasion_id: int, rater_id: int | None, standing_as: str, *, actor: Actor, at: Moment
) -> bool:
    """Let somebody else (None: nobody) observe on an occasion that is still open and where no observer has sent
    theirs. Who had the seat keeps their draft, and no access from today on. Returns whether anything changed."""
    query = select(Assessment).where(Assessment.occasion_id == occasion_id, Assessment.relation == "observer")
    seats = session.scalars(query.order_by(Assessment.id).with_for_update()).all()
    occasion = hold(session, occasion_id)
    is_over = occasion.released_at is not None or occasion.closes_at <= at.business
    if is_over or occasion.withdrawn_at is not None or any(seat.submitted_at is not None for seat in seats):
        return False
    for seat in seats:
        if seat.rater_id not in (None, rater_id) and seat.ended_on is None:
            seat.standing_as = ""  # no line took it: none gives it back
            end_seat(session, seat, actor.today(at), actor=actor, at=at)
    if rater_id is not None and seats:
        free = next((seat for seat in seats if seat.rater_id is None), seats[-1])
        give_seat(session, free, rater_id, actor=actor, at=at)
    for seat in session.scalars(query.where(Assessment.rater_id == rater_id)):
        seat.standing_as = standing_as
    session.flush()
    release_if_complete(session, occasion, at=at)
    return True
