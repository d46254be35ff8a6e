"""The trail of a person: what was done by them, to them, or to what is about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import CompoundSelect, Select, select
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Assessment, Occasion, Subject
from kamcoach.auditing.models import Audit
from kamcoach.mentoring.models import CommentRequest
from kamcoach.people.models import Line, Person
from kamcoach.portfolio.models import KeyAccount, TeamMember
from kamcoach.reinforcement.models import FollowUp
from kamcoach.sessions.models import CoachingSession
from kamcoach.trail import queries as trail
from kamcoach.trail.queries import About, Told
from kamcoach.training.models import Cohort, Enrolment

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Entries, the newest first, the names of who acted by public id, and where the next page begins (None: end)."""

    entries: Sequence[Told]
    names: dict[str, str]
    next_before: int | None


def trail_of(session: Session, person: Person, *, before: int | None) -> TrailPage:
    """A page of the trail of a person, from the entry before this one on. Three queries."""
    entries = trail.entries_about(session, _about(person), before=before, most=PAGE_SIZE + 1)
    shown = entries[:PAGE_SIZE]
    actors = {told.entry.actor for told in shown}
    rows = session.execute(select(Person.public_id, Person.name).where(Person.public_id.in_(actors)))
    more = shown[-1].entry.id if len(entries) > PAGE_SIZE else None
    return TrailPage(shown, {row.public_id: row.name or "" for row in rows}, more)


def count(session: Session, person: Person) -> int:
    """How many entries the trail of a person has."""
    return trail.count_about(session, _about(person))


def _about(person: Person) -> About:
    return About(person.public_id, _objects(person.id), _naming(person.id))


def _naming(person_id: int) -> CompoundSelect[str]:
    """The public ids of what may name the person: whose manager or coach they were, accounts they worked on."""
    held = select(Line.person_id).where(Line.holder_id == person_id)
    accounts = select(TeamMember.key_account_id).where(TeamMember.person_id == person_id)
    of_line = select(Person.public_id).where(Person.id.in_(held))
    return of_line.union_all(select(KeyAccount.public_id).where(KeyAccount.id.in_(accounts)))


def _objects(person_id: int) -> CompoundSelect[str]:
    """The public ids of the person and of everything that is about them."""
    occasions = select(Occasion.id).join(Subject, Subject.id == Occasion.subject_id)
    of_person = occasions.where(Subject.person_id == person_id)
    cohorts = select(Enrolment.cohort_id).where(Enrolment.person_id == person_id)
    parts: list[Select[str]] = [
        select(Person.public_id).where(Person.id == person_id),
        select(Occasion.public_id).where(Occasion.id.in_(of_person)),
        select(Assessment.public_id).where(Assessment.occasion_id.in_(of_person)),
        select(FollowUp.public_id).where(FollowUp.person_id == person_id),
        select(Enrolment.public_id).where(Enrolment.person_id == person_id),
        select(Cohort.public_id).where(Cohort.id.in_(cohorts)),
        select(CoachingSession.public_id).where(CoachingSession.person_id == person_id),
        select(Audit.public_id).where(Audit.person_id == person_id),
        select(CommentRequest.public_id).where(CommentRequest.person_id == person_id),
    ]
    return parts[0].union_all(*parts[1:])
