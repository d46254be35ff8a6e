"""How a behaviour moves in people whom nobody trained in it: what regression to the mean is reckoned from."""

from collections.abc import Mapping, Sequence
from math import fsum

from sqlalchemy import ScalarSelect, Subquery, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from assessments.statistics.regression import Sums
from kamcoach.assessing.models import Occasion, Result
from kamcoach.assessing.visibility import owed_blind
from kamcoach.clock import Moment
from kamcoach.insights.curve_queries import RELATIONS
from kamcoach.permissions.actor import Actor
from kamcoach.training.models import Cohort, Enrolment, Programme, ProgrammeBehaviour

_NEWEST = 2_000
"""So many people's trainings at most, so that the cost does not grow with the years."""


def untrained_pairs(
    session: Session, code: str, measure: str, first_day: int, *, actor: Actor, at: Moment
) -> Mapping[str, Sums]:
    """Sums by relation over everybody whose training left this measure out: their baseline and their first fixed
    day. Nobody whom the reader has still to rate blind is among them. One query, one row a person.

    The values are looked up from the occasions, so that no engine begins with the results, which are many.
    """
    control = _not_trained(code, measure)
    before, after = aliased(Occasion), aliased(Occasion)
    values = [
        _value(occasion.id, f"{code}/{measure}", relation).label(f"{relation}_{name}")
        for relation in RELATIONS
        for name, occasion in (("before", before), ("after", after))
    ]
    query = (
        select(*values)
        .select_from(control)
        .join(before, (before.series == control.c.public_id) & (before.phase == "baseline"))
        .join(after, (after.series == control.c.public_id) & (after.phase == "fixed") & (after.day == first_day))
        .where(before.purpose == "development", before.released_at.is_not(None), after.released_at.is_not(None))
        .where(before.subject_id.not_in(owed_blind(actor, at, code)))
    )
    rows = session.execute(query).all()
    return {relation: _sums([row[2 * n : 2 * n + 2] for row in rows]) for n, relation in enumerate(RELATIONS)}


def _value(occasion: InstrumentedAttribute[int], measure: str, relation: str) -> ScalarSelect[float | None]:
    query = select(Result.value).where(Result.occasion_id == occasion, Result.measure == measure)
    return query.where(Result.relation == relation).order_by(Result.id).limit(1).scalar_subquery()


def _sums(found: Sequence[Sequence[float | None]]) -> Sums:
    pairs = [(one, two) for one, two in found if one is not None and two is not None]
    return Sums(
        n=len(pairs),
        first=fsum(one for one, _ in pairs),
        second=fsum(two for _, two in pairs),
        first_squared=fsum(one * one for one, _ in pairs),
        second_squared=fsum(two * two for _, two in pairs),
        product=fsum(one * two for one, two in pairs),
    )


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
