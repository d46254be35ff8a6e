"""What the former holder of a seat had saved when their line ended: for the one who follows, and nobody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Answer, Assessment
from kamcoach.assessing.queries import Sheet
from kamcoach.people.models import Person


@dataclass(frozen=True, slots=True)
class Draft:
    """One answer of a draft: by whom, the last day that was theirs, the label, and the note."""

    by: str
    until: date
    label: str
    note: str


def former_drafts(session: Session, sheet: Sheet) -> Mapping[str, Sequence[Draft]]:
    """The drafts by item that came with a seat which a line gave; the caller holds the seat, see OWN."""
    seat = sheet.assessment
    if seat.relation != "manager" and not seat.standing_as:
        return {}
    query = (
        select(Answer, Person.name, Assessment.ended_on)
        .join(Assessment, Assessment.id == Answer.assessment_id)
        .join(Person, Person.id == Assessment.rater_id)
        .where(Assessment.occasion_id == seat.occasion_id, Assessment.id != seat.id)
        .where(Assessment.relation == seat.relation, Assessment.standing_as == seat.standing_as)
        .where(Assessment.ended_on.is_not(None), Assessment.submitted_at.is_(None))
        .order_by(Assessment.ended_on, Assessment.id)
    )
    found: dict[str, list[Draft]] = {}
    for answer, name, ended_on in session.execute(query):
        assert ended_on is not None  # as was asked for
        label = sheet.instrument.label(sheet.instrument.item(answer.item), answer.value or "")
        found.setdefault(answer.item, []).append(Draft(name or "", ended_on - timedelta(days=1), label, answer.note))
    return found
