"""Whether an assessment takes answers at a moment, and why not."""

from typing import Literal

from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.clock import Moment

Shut = Literal["sent", "withdrawn", "early", "over"]


def why_shut(assessment: Assessment, occasion: Occasion, at: Moment) -> Shut | None:
    """Why no answer is taken: it was sent, it was withdrawn, its window has not begun or has ended."""
    if assessment.submitted_at is not None:
        return "sent"
    if occasion.withdrawn_at is not None:
        return "withdrawn"
    if at.business < occasion.opens_at:
        return "early"
    is_over = occasion.released_at is not None or at.business >= occasion.closes_at
    return "over" if is_over else None
