"""The four levels of a programme (Kirkpatrick): reaction, recall, behaviour, results, and who did not answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument, Measure, Scale
from assessments.statistics.curve import Curve, OnDay
from assessments.statistics.describing import FEWEST, mean
from assessments.statistics.pooling import pooled
from assessments.statistics.regression import Expected, Sums, expected_change
from kamcoach.clock import Moment
from kamcoach.insights import levels_queries
from kamcoach.insights.curve_queries import RELATIONS, Study
from kamcoach.insights.curve_retest import untrained_pairs
from kamcoach.insights.curve_rows import Comparison, compared, curves
from kamcoach.insights.levels_queries import Heard, Member, Recalled, Scope, Seat, heard
from kamcoach.insights.levels_results import Results, results
from kamcoach.library import queries as library
from kamcoach.permissions.actor import Actor
from kamcoach.training import queries as training


@dataclass(frozen=True, slots=True)
class Distribution:
    """How often each point of a scale was answered, in the order of the scale; no counts below five people, or where
    the reader sees no figures. `left_out` counts answers of cohorts that are too small to be added up."""

    title: str
    points: Sequence[tuple[str, int]]
    n: int
    left_out: int

    @property
    def is_shown(self) -> bool:
        """Whether there are counts."""
        return bool(self.points)


@dataclass(frozen=True, slots=True)
class Reaction:
    """What one instrument heard right after the training."""

    instrument: str
    heard: Heard
    distributions: Sequence[Distribution]


@dataclass(frozen=True, slots=True)
class Recall:
    """Cards: how many were shown some and answered; over people who answered a card a first time and a later one, the
    mean share (0 to 1) that was right, None below five of them."""

    shown: int
    answered: int
    n: int
    first: float | None
    later: float | None
    left_out: int


@dataclass(frozen=True, slots=True)
class Line:
    """One behaviour, as its second source sees it where that has a figure, else as the people themselves do."""

    measure: Measure
    is_trained: bool
    curve: Curve
    expected: Expected | None

    @property
    def newest(self) -> OnDay | None:
        """The newest day with a figure."""
        return self.curve.newest


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The newest fixed day that was asked (None before there is one), who answered on it by relation, and behaviour
    by behaviour what changed."""

    day: int | None
    heard: Mapping[str, Heard]
    lines: Sequence[Line]
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class Levels:
    """All four, of so many people."""

    scope: Scope
    people: int
    reactions: Sequence[Reaction]
    recall: Recall
    behaviour: Behaviour
    results: Results

    @property
    def has_figures(self) -> bool:
        """Whether the reader sees values of people's development, in groups."""
        return self.scope.study is not None


def levels(session: Session, public_id: str, cohort: str, *, actor: Actor, at: Moment) -> Levels | None:
    """The levels of a programme, or of one of its cohorts; None where the reader may not know of it.

    Some twenty queries and one a trained behaviour, whatever the number of people.
    """
    scope = levels_queries.scope(session, public_id, cohort, actor=actor, at=at)
    if scope is None:
        return None
    members = levels_queries.members(session, scope, actor=actor, at=at)
    seats = levels_queries.seats(session, scope.chosen)
    trained = scope.study.trained if scope.study else frozenset(training.trained_measures(session, scope.programme.id))
    return Levels(
        scope=scope,
        people=len(members),
        reactions=_reactions(session, scope, members, seats, actor),
        recall=_recall(scope, members, levels_queries.recalled(session, scope.chosen, trained)),
        behaviour=_behaviour(session, scope, members, seats, actor, at),
        results=results(session, scope.programme, scope.chosen, members),
    )


def _reactions(
    session: Session, scope: Scope, members: Sequence[Member], seats: Sequence[Seat], actor: Actor
) -> Sequence[Reaction]:
    asked: dict[str, dict[int, bool]] = {}
    for seat in seats:
        if seat.kind == "reaction" and seat.relation == "self":
            seat.note_in(asked.setdefault(seat.instrument, {}))
    instruments = library.newest_instruments(session, asked.keys())
    values: dict[str, dict[int, float]] = {}
    for enrolment, measure, value in levels_queries.reactions(session, scope.chosen) if scope.study else ():
        values.setdefault(measure, {})[enrolment] = value
    return [
        Reaction(
            instruments[code].title,
            heard(members, asked[code], actor=actor),
            [
                _distribution(measure, scale, values.get(f"{code}/{measure.code}", {}), members)
                for measure, scale in _asked_on_a_scale(instruments[code])
            ],
        )
        for code in sorted(asked)
    ]


def _asked_on_a_scale(instrument: Instrument) -> Iterable[tuple[Measure, Scale]]:
    """Measures of one question whose answers have a value: a distribution of means would be none."""
    for measure in instrument.measures:
        items = instrument.items_of(measure.code)
        if len(items) == 1 and instrument.answered(items[0]) == "scale":
            yield measure, instrument.scale_of(items[0])


def _distribution(
    measure: Measure, scale: Scale, values: Mapping[int, float], members: Sequence[Member]
) -> Distribution:
    counted, left_out = _counted(members, lambda one: one.enrolment_id in values)
    given = [values[one.enrolment_id] for one in counted]
    points = [(point.label, given.count(point.value)) for point in scale.points] if len(given) >= FEWEST else []
    return Distribution(measure.title, points, len(given), left_out)


def _counted(members: Sequence[Member], has_value: Callable[[Member], bool]) -> tuple[Sequence[Member], int]:
    """The members with a value who may be counted together, and how many are left out because their cohort is small."""
    having = [one for one in members if has_value(one)]
    sizes: dict[int, int] = {}
    for one in having:
        sizes[one.cohort_id] = sizes.get(one.cohort_id, 0) + 1
    kept = pooled(sizes) or sizes.keys()  # fewer than five in all are counted, and no figure shows
    counted = [one for one in having if one.cohort_id in kept]
    return counted, len(having) - len(counted)


def _recall(scope: Scope, members: Sequence[Member], found: Sequence[Recalled]) -> Recall:
    of_people = {one.enrolment_id: one for one in found}
    shown = [of_people[one.enrolment_id] for one in members if one.enrolment_id in of_people]
    matched, left_out = _counted(
        members, lambda one: one.enrolment_id in of_people and of_people[one.enrolment_id].later > 0
    )
    cards = [of_people[one.enrolment_id] for one in matched]
    is_shown = scope.study is not None and len(cards) >= FEWEST
    return Recall(
        shown=len(shown),
        answered=sum(one.first > 0 for one in shown),
        n=len(cards),
        first=mean([one.first_right / one.first for one in cards]) if is_shown else None,
        later=mean([one.later_right / one.later for one in cards]) if is_shown else None,
        left_out=left_out,
    )


def _behaviour(
    session: Session, scope: Scope, members: Sequence[Member], seats: Sequence[Seat], actor: Actor, at: Moment
) -> Behaviour:
    measures = [seat for seat in seats if seat.kind == "measure"]
    day = max((seat.day for seat in measures), default=None)
    by_relation: dict[str, dict[int, bool]] = {relation: {} for relation in RELATIONS}
    for seat in measures:
        if seat.day == day:
            seat.note_in(by_relation[seat.relation])
    return Behaviour(
        day,
        {relation: heard(members, asked, actor=actor) for relation, asked in by_relation.items()},
        _lines(session, scope.study, actor, at) if scope.study else (),
        compared(scope.study) if scope.study else None,
    )


def _lines(session: Session, study: Study, actor: Actor, at: Moment) -> Sequence[Line]:
    return [
        _line(session, study, measure, is_trained=is_trained, actor=actor, at=at)
        for is_trained in (True, False)
        for measure in study.behaviours(trained=is_trained)
    ]


def _line(session: Session, study: Study, measure: Measure, *, is_trained: bool, actor: Actor, at: Moment) -> Line:
    of_relation = list(curves(study, measure.code).values())
    curve = next((one for one in of_relation if one.newest), of_relation[-1])
    expected = None
    if is_trained and study.days:
        pairs = untrained_pairs(session, study.instrument.code, measure.code, study.days[0], actor=actor, at=at)
        before = curve.newest.matched.before if curve.newest else None
        expected = expected_change(pairs.get(curve.relation, Sums()), before)
    return Line(measure, is_trained, curve, expected)
