"""Did the training stick? The transfer curve of a cohort, of a programme, and the list of all."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from assessments.instruments.model import Measure
from assessments.statistics.curve import Curve
from assessments.statistics.describing import FEWEST
from assessments.statistics.regression import Expected, Sums, expected_change
from kamcoach.database import db
from kamcoach.insights import curve_chart, curve_list, curve_queries, curve_words
from kamcoach.insights.curve_queries import Study
from kamcoach.insights.curve_retest import untrained_pairs
from kamcoach.insights.curve_rows import compared, curves
from kamcoach.permissions.roles import Role
from kamcoach.web.context import actor, now

blueprint = Blueprint("curves", __name__)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A line of the overview: one behaviour and its curves, the second source first."""

    measure: Measure
    curves: Sequence[Curve]


@blueprint.get("/curves")
def index() -> ResponseReturnValue:
    """Every programme and cohort, and whether there is a curve yet."""
    groups = curve_list.every_curve(db.session(), actor=actor(), at=now())
    return render_template("insights/curves.html", groups=groups, fewest=FEWEST)


@blueprint.get("/cohorts/<public_id>/curve")
def cohort(public_id: str) -> ResponseReturnValue:
    """The curve of one cohort."""
    study = curve_queries.of_cohort(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    return _page(study, is_cohort=True)


@blueprint.get("/programmes/<public_id>/curve")
def programme(public_id: str) -> ResponseReturnValue:
    """All cohorts of a programme together, as far as the reader may see them."""
    study = curve_queries.of_programme(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    return _page(study, is_cohort=False)


def _page(study: Study, *, is_cohort: bool) -> ResponseReturnValue:
    groups = {trained: _behaviours(study, trained=trained) for trained in (True, False)}
    everything = [*groups[True], *groups[False]]
    asked = request.args.get("behaviour")
    chosen = next((one for one in everything if one.measure.code == asked), None if asked else everything[0])
    if chosen is None:
        abort(404)
    comparison = compared(study)
    return render_template(
        "insights/curve.html",
        study=study,
        is_cohort=is_cohort,
        groups=groups,
        chosen=chosen,
        expected=_expected(study, chosen),
        chart=curve_chart.of_behaviour(study, chosen.curves),
        comparison=comparison,
        beside=comparison
        and curve_chart.of_groups(study, comparison.trained, comparison.untrained, comparison.relation),
        words=curve_words,
        fewest=FEWEST,
        lists_all=actor().holds(Role.AUDITOR),
    )


def _behaviours(study: Study, *, trained: bool) -> Sequence[Behaviour]:
    return [
        Behaviour(measure, list(curves(study, measure.code).values())) for measure in study.behaviours(trained=trained)
    ]


def _expected(study: Study, chosen: Behaviour) -> dict[str, Expected]:
    """The regression to be expected beside each change, by relation."""
    code, measure = study.instrument.code, chosen.measure.code
    days = study.days
    pairs = untrained_pairs(db.session(), code, measure, days[0], actor=actor(), at=now()) if days else {}
    return {
        curve.relation: expected_change(
            pairs.get(curve.relation, Sums()), curve.newest.matched.before if curve.newest else None
        )
        for curve in chosen.curves
    }
