"""HR's heat map."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kamcoach.database import db
from kamcoach.insights import selecting
from kamcoach.insights.heatmap import OLD, heat_map
from kamcoach.insights.places import hr_places
from kamcoach.insights.selecting import Selection
from kamcoach.web.context import actor, now

blueprint = Blueprint("heatmap", __name__)


@blueprint.app_context_processor
def _for_templates() -> dict[str, object]:
    return {"hr_places": hr_places}


@blueprint.get("/heatmap")
def index() -> ResponseReturnValue:
    """People and competencies: what stands, beside what the job needs."""
    session, today = db.session(), actor().today(now())
    selection = Selection.from_args(request.args)
    page = min(request.args.get("page", 1, type=int), 10_000)
    found = heat_map(session, selection, page=page, actor=actor(), at=now())
    return render_template(
        "insights/heatmap.html",
        map=found,
        selection=selection,
        choices=selecting.choices(session, on=today),
        old_before=now().business - OLD,
    )
