"""The fourth level: figures of the business of matched people, before and after their training, beside those who were
not in it. Four queries, whatever the size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from assessments.statistics.before_after import Compared, Pair, Period, compare, newest_pair
from assessments.statistics.pooling import pooled
from kamcoach.insights.levels_queries import Member
from kamcoach.outcomes.models import Outcome
from kamcoach.training.models import Cohort, Enrolment, Programme

Values = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Result:
    """One figure over two periods: of `people` who take part, those with both values, and those who were not trained.

    `left_out` counts people of cohorts that are too small to be added up (assessments.statistics.pooling)."""

    figure: str
    unit: str
    pair: Pair
    people: int
    trained: Compared
    others: Compared
    left_out: int


@dataclass(frozen=True, slots=True)
class Results:
    """Every figure that has a period before and one after the training; whether any figure was imported at all."""

    found: Sequence[Result]
    any_imported: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """The cohorts of which one figure is compared over the same two periods: each one's (before, after) by person."""

    unit: str
    cohorts: dict[int, Sequence[tuple[float, float]]]


def results(session: Session, programme: Programme, cohorts: Sequence[Cohort], members: Sequence[Member]) -> Results:
    """The results of a programme's members. Periods are never pooled: cohorts with other periods are another row."""
    if session.scalar(select(Outcome.id).limit(1)) is None:
        return Results((), any_imported=False)
    groups = _groups(_values(session, cohorts), cohorts, members)
    others = _others(session, programme, list(groups))
    sizes = {cohort.id: sum(one.cohort_id == cohort.id for one in members) for cohort in cohorts}
    found = []
    for (figure, pair), group in sorted(groups.items()):
        counted = pooled({cohort: len(pairs) for cohort, pairs in group.cohorts.items()}) or group.cohorts.keys()
        pairs = [pair for cohort in counted for pair in group.cohorts[cohort]]
        found.append(
            Result(
                figure=figure,
                unit=group.unit,
                pair=pair,
                people=sum(sizes[cohort] for cohort in group.cohorts),
                trained=compare(pairs),
                others=compare(others.get((figure, pair), ())),
                left_out=sum(len(pairs) for pairs in group.cohorts.values()) - len(pairs),
            )
        )
    return Results(found, any_imported=True)


def _values(session: Session, cohorts: Sequence[Cohort]) -> Mapping[tuple[str, str], Mapping[Period, Values]]:
    """By figure and unit: each period's value by person."""
    enrolled = select(Enrolment.person_id).where(Enrolment.cohort_id.in_([cohort.id for cohort in cohorts]))
    query = select(Outcome.name, Outcome.unit, Outcome.first_day, Outcome.last_day, Outcome.person_id, Outcome.value)
    found: dict[tuple[str, str], dict[Period, dict[int, float]]] = {}
    for name, unit, first, last, person, value in session.execute(query.where(Outcome.person_id.in_(enrolled))):
        found.setdefault((name, unit), {}).setdefault(Period(first, last), {})[person] = value
    return found


def _groups(
    values: Mapping[tuple[str, str], Mapping[Period, Values]], cohorts: Sequence[Cohort], members: Sequence[Member]
) -> Mapping[tuple[str, Pair], _Group]:
    people = {cohort.id: {one.person_id for one in members if one.cohort_id == cohort.id} for cohort in cohorts}
    groups: dict[tuple[str, Pair], _Group] = {}
    for (name, unit), periods in values.items():
        for cohort in cohorts:
            theirs = {period: people[cohort.id] & of.keys() for period, of in periods.items()}
            pair = newest_pair(theirs, cohort.first_day, cohort.last_day)
            if pair is None:
                continue
            before, after = periods[pair.before], periods[pair.after]
            both = sorted(theirs[pair.before] & theirs[pair.after])
            group = groups.setdefault((name, pair), _Group(unit, {}))
            group.cohorts[cohort.id] = [(before[one], after[one]) for one in both]
    return groups


def _others(
    session: Session, programme: Programme, wanted: Sequence[tuple[str, Pair]]
) -> Mapping[tuple[str, Pair], Sequence[tuple[float, float]]]:
    """(before, after) of everybody who has both and is in no cohort of the programme."""
    if not wanted:
        return {}
    before, after = aliased(Outcome), aliased(Outcome)
    in_it = select(Enrolment.person_id).join(Cohort, Cohort.id == Enrolment.cohort_id)
    query: Any = (
        select(before.name, before.first_day, before.last_day, after.first_day, after.last_day)
        .add_columns(before.value, after.value)
        .join(after, and_(after.person_id == before.person_id, after.name == before.name))
        .where(before.person_id.not_in(in_it.where(Cohort.programme_id == programme.id)))
        .where(or_(*(_is_pair(before, after, figure, pair) for figure, pair in wanted)))
    )
    found: dict[tuple[str, Pair], list[tuple[float, float]]] = {}
    for name, *days, first, second in session.execute(query):
        pair = Pair(Period(days[0], days[1]), Period(days[2], days[3]))
        found.setdefault((name, pair), []).append((first, second))
    return found


def _is_pair(before: Any, after: Any, figure: str, pair: Pair) -> Any:
    return and_(
        before.name == figure,
        before.first_day == pair.before.first,
        before.last_day == pair.before.last,
        after.first_day == pair.after.first,
        after.last_day == pair.after.last,
    )
