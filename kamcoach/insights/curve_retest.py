"""How a behaviour moves in people whom nobody trained in it: what regression to the mean is reckoned from."""

from collections.abc import Mapping

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session, aliased

from assessments.statistics.regression import Sums
from kamcoach.assessing.models import Occasion, Result
from kamcoach.assessing.visibility import owed_blind
from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor
from kamcoach.training.models import Cohort, Enrolment, Programme, ProgrammeBehaviour

_NEWEST = 2_000
"""So many people's trainings at most, so that the cost does not grow with the years."""


def untrained_pairs(
    session: Session, code: str, measure: str, first_day: int, *, actor: Actor, at: Moment
) -> Mapping[str, Sums]:
    """Sums by relation over everybody whose training left this measure out: their baseline and their first fixed
    day. Nobody whom the reader has still to rate blind is among them. One query, one row a relation."""
    control = _not_trained(code, measure)
    before, after = aliased(Occasion), aliased(Occasion)
    one, two = aliased(Result), aliased(Result)
    query = (
        select(
            one.relation,
            func.count(),
            func.sum(one.value),
            func.sum(two.value),
            func.sum(one.value * one.value),
            func.sum(two.value * two.value),
            func.sum(one.value * two.value),
        )
        .select_from(control)
        .join(before, (before.series == control.c.public_id) & (before.phase == "baseline"))
        .join(after, (after.series == control.c.public_id) & (after.phase == "fixed") & (after.day == first_day))
        .join(one, (one.occasion_id == before.id) & (one.measure == f"{code}/{measure}"))
        .join(
            two,
            (two.occasion_id == after.id) & (two.measure == f"{code}/{measure}") & (two.relation == one.relation),
        )
        .where(one.value.is_not(None), two.value.is_not(None))
        .where(before.purpose == "development", before.released_at.is_not(None), after.released_at.is_not(None))
        .where(before.subject_id.not_in(owed_blind(actor, at, code)))
        .group_by(one.relation)
    )
    return {relation: Sums(n, *(float(value or 0) for value in sums)) for relation, n, *sums in session.execute(query)}


def _not_trained(code: str, measure: str) -> Subquery:
    """The newest enrolments of people who came to a training that left the measure out."""
    trains_it = select(ProgrammeBehaviour.programme_id).where(ProgrammeBehaviour.measure == measure)
    return (
        select(Enrolment.public_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Programme.instrument_code == code, Programme.id.not_in(trains_it), Enrolment.attended.is_(True))
        .order_by(Enrolment.id.desc())
        .limit(_NEWEST)
        .subquery()
    )
