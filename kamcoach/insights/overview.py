"""Who was asked, who answered, who owes, who was forgotten: facts for HR, never what was said."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.clock import Moment
from kamcoach.insights import forgetting
from kamcoach.insights.forgetting import Forgotten
from kamcoach.insights.period import Period
from kamcoach.insights.seats import Narrowing, Seat, latest, seat_conditions
from kamcoach.insights.selecting import Selection
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor

SHORT = 12
"""Names that stand on the overview itself; the rest is a link away."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How many seats of one instrument, purpose and relation were asked for, and how many of them were sent."""

    instrument: str
    code: str
    purpose: str
    relation: str
    asked: int
    sent: int

    @property
    def narrowing(self) -> Narrowing:
        """What the list behind the figure takes."""
        return Narrowing("", self.code, self.relation, self.purpose)


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of a selection; those of what was asked over a period, late and forgotten as of today."""

    people: int
    asked: Sequence[Asked]
    late: int
    latest: Sequence[Seat]
    forgotten: int
    some_forgotten: Sequence[Forgotten]


def overview(session: Session, selection: Selection, period: Period, *, actor: Actor, at: Moment) -> Overview:
    """The overview of a selection. Seven queries, whatever the size."""
    some_late, late = latest(session, selection, most=SHORT, actor=actor, at=at)
    people = select(func.count()).select_from(Person).where(Person.job_profile != "")
    return Overview(
        people=session.scalar(people.where(*selection.conditions(actor.today(at)))) or 0,
        asked=_asked(session, selection, period, actor=actor, at=at),
        late=late,
        latest=some_late,
        forgotten=forgetting.count(session, selection, actor=actor, at=at),
        some_forgotten=forgetting.forgotten(session, selection, most=SHORT, actor=actor, at=at),
    )


def _asked(session: Session, selection: Selection, period: Period, *, actor: Actor, at: Moment) -> Sequence[Asked]:
    query = (
        select(
            ContentVersion.code,
            Occasion.purpose,
            Assessment.relation,
            func.count(),
            func.count(Assessment.submitted_at),
        )
        .select_from(Assessment)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(ContentVersion, ContentVersion.id == Occasion.instrument_id)
        .where(*seat_conditions(selection, Narrowing(), period, actor=actor, at=at))
        .group_by(ContentVersion.code, Occasion.purpose, Assessment.relation)
        .order_by(ContentVersion.code, Occasion.purpose, Assessment.relation.desc())
    )
    rows = session.execute(query).all()
    newest = library.newest_instruments(session, {row.code for row in rows})
    return [Asked(newest[row.code].title, *row) for row in rows]
