"""HR's overview, and the list of assessments behind its figures."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kamcoach.cycles import queries as cycles
from kamcoach.database import db
from kamcoach.insights import selecting
from kamcoach.insights.overview import STATES, State, overview, seats
from kamcoach.insights.selecting import Selection
from kamcoach.web.context import actor, now

blueprint = Blueprint("overview", __name__)


@blueprint.get("/overview")
def index() -> ResponseReturnValue:
    """Who was asked, who answered, who owes, who was forgotten."""
    session, today = db.session(), actor().today(now())
    selection = Selection.from_args(request.args)
    return render_template(
        "insights/overview.html",
        found=overview(session, selection, actor=actor(), at=now()),
        running=[row for row in cycles.cycles(session) if row.cycle.closes_on >= today],
        selection=selection,
        choices=selecting.choices(session, on=today),
    )


@blueprint.get("/overview/assessments")
def assessments() -> ResponseReturnValue:
    """One line an assessment: that it was asked, by whom, when it came."""
    session, today = db.session(), actor().today(now())
    selection = Selection.from_args(request.args)
    asked_state = request.args.get("state", "")
    state: State = next((one for one in STATES if one == asked_state), "")
    code = request.args.get("instrument", "")[:64].replace("\0", "")
    page = min(request.args.get("page", 1, type=int), 100_000)
    found = seats(session, selection, state=state, code=code, page=page, actor=actor(), at=now())
    kept = selection.as_args | {name: value for name, value in (("state", state), ("instrument", code)) if value}
    return render_template(
        "insights/assessments.html",
        found=found,
        selection=selection,
        state=state,
        code=code,
        kept=kept,
        today=today,
        choices=selecting.choices(session, on=today),
    )
