"""Putting people into trios, and keeping the trios whole when somebody leaves or comes late."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.scheduling import trios as rules
from kamcoach.clock import Moment
from kamcoach.peers import queries
from kamcoach.peers.models import Trio, TrioMember
from kamcoach.peers.queries import Member
from kamcoach.permissions.actor import Actor
from kamcoach.trail import services as trail
from kamcoach.training.models import Cohort, Enrolment


def suggest(members: Sequence[Member], cohort: Cohort, suggestion: int) -> Mapping[str, int]:
    """The trio number of each enrolment, by public id: the same for the same people and the same number of the
    suggestion, from 1 on."""
    peers = [one.as_peer(cohort.last_day) for one in members]
    groups = rules.suggest(peers, seed=seed_of(cohort, suggestion))
    return {code: number for number, group in enumerate(groups, 1) for code in group}


def seed_of(cohort: Cohort, suggestion: int) -> str:
    """What a suggestion goes by; the trail keeps it."""
    return f"{cohort.public_id} {suggestion}"


def form(
    session: Session, cohort: Cohort, wanted: Mapping[str, int], *, suggestion: int | None, actor: Actor, at: Moment
) -> int:
    """Put people into trios as wanted (trio number by the public id of the enrolment); returns how many changed.

    `suggestion` is the one that it began with, None when standing trios were changed. Who has left meanwhile is left
    out. Raises Refused for a trio of one or of more than four.
    """
    _lock(session, cohort.id)
    members = queries.members(session, cohort.id)
    numbers = {one.enrolment: wanted[one.enrolment] for one in members if one.enrolment in wanted}
    rules.check_trios(_by_number(numbers))
    changed = _move(session, cohort.id, members, numbers, on=actor.today(at))
    if changed:
        details: dict[str, object] = {"trios": _by_number(numbers)}
        if suggestion is not None:
            details["seed"] = seed_of(cohort, suggestion)
        on = ("cohort", cohort.public_id)
        trail.record(session, actor=actor, verb="trios formed", on=on, at=at, details=details)
    return changed


def settle(session: Session, cohort_id: int, *, at: Moment) -> int:
    """End who left or was absent, put who came late into the smallest trio; returns how many places changed."""
    cohort = _lock(session, cohort_id)
    members = queries.members(session, cohort_id)
    here = {one.enrolment for one in members}
    standing = _standing(session, cohort_id)
    late = [one.enrolment for one in members if one.trio is None]
    gone = {code for codes in standing.values() for code in codes} - here
    settled = rules.settled(standing, gone=gone, late=late)
    numbers = {code: number for number, codes in settled.items() for code in codes}
    on = at.today("UTC")
    changed = _end(session, cohort_id, gone, on=on) + _move(session, cohort_id, members, numbers, on=on)
    if changed:
        details = {"gone": sorted(gone), "late": sorted(late), "trios": _by_number(numbers)}
        where = ("cohort", cohort.public_id)
        trail.record(session, actor=None, verb="trios settled", on=where, at=at, details=details)
    return changed


def _lock(session: Session, cohort_id: int) -> Cohort:
    """The cohort's row, held until this transaction ends, so that nobody is put into two trios at once."""
    return session.scalars(select(Cohort).where(Cohort.id == cohort_id).with_for_update()).one()


def _by_number(numbers: Mapping[str, int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for code, number in sorted(numbers.items()):
        found.setdefault(number, []).append(code)
    return dict(sorted(found.items()))


def _standing(session: Session, cohort_id: int) -> Mapping[int, Sequence[str]]:
    """The public ids of the enrolments in each trio now, whoever left among them."""
    query = (
        select(Trio.number, Enrolment.public_id)
        .join(TrioMember, TrioMember.trio_id == Trio.id)
        .join(Enrolment, Enrolment.id == TrioMember.enrolment_id)
        .where(Trio.cohort_id == cohort_id, TrioMember.to_date.is_(None))
        .order_by(Trio.number, TrioMember.id)
    )
    found: dict[int, list[str]] = {}
    for number, code in session.execute(query):
        found.setdefault(number, []).append(code)
    return found


def _move(session: Session, cohort_id: int, members: Sequence[Member], numbers: Mapping[str, int], *, on: date) -> int:
    """Let each member be in the trio of their number from a day on; returns how many are in another than before."""
    moving = [one for one in members if numbers.get(one.enrolment, one.trio) != one.trio]
    _end(session, cohort_id, {one.enrolment for one in moving}, on=on)
    query = select(Trio).where(Trio.cohort_id == cohort_id)
    trios = {trio.number: trio for trio in session.scalars(query)}
    for one in moving:
        number = numbers[one.enrolment]
        if number not in trios:
            trios[number] = Trio(cohort_id=cohort_id, number=number)
            session.add(trios[number])
            session.flush()
        session.add(TrioMember(trio_id=trios[number].id, enrolment_id=one.enrolment_id, from_date=on))
    session.flush()
    return len(moving)


def _end(session: Session, cohort_id: int, enrolments: set[str], *, on: date) -> int:
    """End the places of some enrolments; one that began on the same day or later never was."""
    query = (
        select(TrioMember)
        .join(Trio, Trio.id == TrioMember.trio_id)
        .join(Enrolment, Enrolment.id == TrioMember.enrolment_id)
        .where(Trio.cohort_id == cohort_id, Enrolment.public_id.in_(enrolments), TrioMember.to_date.is_(None))
    )
    places = session.scalars(query).all()
    for place in places:
        if place.from_date >= on:
            session.delete(place)
        else:
            place.to_date = on
    session.flush()
    return len(places)
