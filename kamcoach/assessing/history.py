"""Released assessments with their values, as far as an actor may read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Assessment, Occasion, Result, Subject
from kamcoach.assessing.visibility import READABLE
from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor


@dataclass(frozen=True, slots=True)
class Read:
    """A submitted assessment that the actor may open, and its released values by measure ("instrument/measure")."""

    assessment: Assessment
    values: dict[str, float] = field(default_factory=dict)


def readable_with_values(
    session: Session, occasion_ids: Sequence[int], *, actor: Actor, at: Moment
) -> Mapping[int, Sequence[Read]]:
    """What the actor may open of these occasions, with its values, by occasion. One query; what may not be opened
    gives no value either."""
    query = (
        select(Assessment, Result.measure, Result.value)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .outerjoin(Result, Result.assessment_id == Assessment.id)
        .where(Assessment.occasion_id.in_(occasion_ids), Assessment.submitted_at.is_not(None))
        .where(READABLE.condition(actor, at))
        .order_by(Assessment.id)
    )
    found: dict[int, dict[int, Read]] = {}
    for assessment, measure, value in session.execute(query):
        read = found.setdefault(assessment.occasion_id, {}).setdefault(assessment.id, Read(assessment))
        if value is not None:
            read.values[measure] = value
    return {occasion_id: list(reads.values()) for occasion_id, reads in found.items()}
