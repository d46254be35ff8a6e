"""The four levels of a programme on one page."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from assessments.statistics.describing import FEWEST
from kamcoach.database import db
from kamcoach.insights import curve_words, levels_chart, levels_words
from kamcoach.insights.levels import levels
from kamcoach.permissions.roles import Role
from kamcoach.web.context import actor, now

blueprint = Blueprint("levels", __name__)


@blueprint.get("/programmes/<public_id>/levels")
def show(public_id: str) -> ResponseReturnValue:
    """Reaction, recall, behaviour, results: of all cohorts that the reader may see, or of one."""
    cohort = request.args.get("cohort", "")
    found = levels(db.session(), public_id, cohort, actor=actor(), at=now()) or abort(404)
    study = found.scope.study
    lowest, highest = (study.instrument.value_range if study else None) or (1, 5)
    return render_template(
        "insights/levels.html",
        found=found,
        cohort=cohort,
        lowest=lowest,
        highest=highest,
        behaviour_chart=levels_chart.of_behaviour(found.behaviour, lowest, highest),
        charts=levels_chart,
        words=levels_words,
        notes=curve_words.side_notes(study) if study else (),
        fewest=FEWEST,
        lists_all=actor().holds(Role.AUDITOR),
    )
