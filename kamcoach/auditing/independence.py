"""Who may not audit whom: whoever was line, trainer or rater of the person within 24 months (method.md §3).

A line counts in both directions: nobody audits their own manager either. Seats on earlier audits are no tie: looking
again as an auditor is what an auditor is for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from assessments.scheduling.dates import months_before
from kamcoach.assessing.models import Assessment, Occasion, Subject
from kamcoach.clock import Moment
from kamcoach.people.models import Line
from kamcoach.training.models import Cohort, Enrolment

TieKind = Literal["oneself", "manager", "coach", "mentor", "team", "under", "trainer", "rater"]
_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Tie:
    """One reason against it, and the last day on which it held; None while it holds. "under": the auditor is the one
    whom the person manages, coaches or leads."""

    kind: TieKind
    until: date | None


class NotIndependent(Exception):
    """The auditor may not audit this person; `ties` says why, what still holds first."""

    def __init__(self, ties: Sequence[Tie]) -> None:
        super().__init__(", ".join(tie.kind for tie in ties))
        self.ties = tuple(ties)


def ties(session: Session, *, auditor_id: int, person_id: int, today: date, at: Moment) -> Sequence[Tie]:
    """What stands against this auditor for this person on a day, one of each kind, what still holds first."""
    if auditor_id == person_id:
        return [Tie("oneself", None)]
    since = months_before(today, _MONTHS)
    found: list[Tie] = [
        *_lines(session, auditor_id, person_id, today, since),
        *_trainings(session, auditor_id, person_id, today, since),
        *_ratings(session, auditor_id, person_id, since, at),
    ]
    newest: dict[str, Tie] = {}
    for tie in sorted(found, key=lambda tie: tie.until or date.max, reverse=True):
        newest.setdefault(tie.kind, tie)
    return list(newest.values())


def refuse_ties(session: Session, *, auditor_id: int, person_id: int, today: date, at: Moment) -> None:
    """Raise NotIndependent when anything stands against it."""
    found = ties(session, auditor_id=auditor_id, person_id=person_id, today=today, at=at)
    if found:
        raise NotIndependent(found)


def _lines(session: Session, auditor_id: int, person_id: int, today: date, since: date) -> Sequence[Tie]:
    between = or_(
        and_(Line.holder_id == auditor_id, Line.person_id == person_id),
        and_(Line.holder_id == person_id, Line.person_id == auditor_id),
    )
    query = select(Line.kind, Line.holder_id, Line.to_date).where(between, Line.from_date <= today)
    query = query.where(or_(Line.to_date.is_(None), and_(Line.to_date > since, Line.to_date > Line.from_date)))
    found: list[Tie] = []
    kinds: Mapping[str, TieKind] = {"manager": "manager", "coach": "coach", "mentor": "mentor", "team": "team"}
    for kind, holder_id, to_date in session.execute(query):
        until = date.fromordinal(to_date.toordinal() - 1) if to_date is not None and to_date <= today else None
        found.append(Tie(kinds[kind] if holder_id == auditor_id else "under", until))
    return found


def _trainings(session: Session, auditor_id: int, person_id: int, today: date, since: date) -> Sequence[Tie]:
    query = (
        select(Cohort.last_day)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Cohort.owner_id == auditor_id, Enrolment.person_id == person_id, Cohort.last_day >= since)
    )
    return [Tie("trainer", last_day if last_day < today else None) for last_day in session.scalars(query)]


def _ratings(session: Session, auditor_id: int, person_id: int, since: date, at: Moment) -> Sequence[Tie]:
    """What the auditor sent about the person, or is to send and may still."""
    is_asked = and_(
        Assessment.submitted_at.is_(None),
        Assessment.ended_on.is_(None),
        Occasion.withdrawn_at.is_(None),
        Occasion.released_at.is_(None),
        Occasion.closes_at > at.business,
    )
    query = (
        select(Assessment.submitted_at, Occasion.time_zone)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .where(Assessment.rater_id == auditor_id, Subject.person_id == person_id, Occasion.purpose != "audit")
        .where(or_(Assessment.submitted_at.is_not(None), is_asked))
    )
    found: list[Tie] = []
    for sent_at, zone in session.execute(query):
        sent_on = Moment(sent_at, sent_at).today(zone) if sent_at is not None else None
        if sent_on is None or sent_on >= since:
            found.append(Tie("rater", sent_on))
    return found
