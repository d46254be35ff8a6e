"""HR's overview, and the lists behind its figures."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kamcoach.cycles import queries as cycles
from kamcoach.database import db
from kamcoach.insights import forgetting, selecting
from kamcoach.insights.overview import SHORT, overview
from kamcoach.insights.period import PERIODS, Period
from kamcoach.insights.running import running
from kamcoach.insights.seats import Narrowing, seats
from kamcoach.insights.selecting import Selection
from kamcoach.library import queries as library
from kamcoach.web.context import actor, now

blueprint = Blueprint("overview", __name__)


@blueprint.get("/overview")
def index() -> ResponseReturnValue:
    """Who was asked, who answered, who owes, who was forgotten."""
    session, today = db.session(), actor().today(now())
    selection, period = Selection.from_args(request.args), Period.from_args(request.args)
    return render_template(
        "insights/overview.html",
        found=overview(session, selection, period, actor=actor(), at=now()),
        cycles=[row for row in cycles.cycles(session) if row.cycle.closes_on >= today],
        running=running(session, selection, most=SHORT, actor=actor(), at=now()),
        selection=selection,
        period=period,
        periods=PERIODS,
        choices=selecting.choices(session, on=today),
    )


@blueprint.get("/overview/assessments")
def assessments() -> ResponseReturnValue:
    """One line an assessment: that it was asked, by whom, when it came."""
    session, today = db.session(), actor().today(now())
    selection, period = Selection.from_args(request.args), Period.from_args(request.args)
    narrowing = Narrowing.from_args(request.args)
    version = library.newest(session, "instruments", narrowing.instrument) if narrowing.instrument else None
    return render_template(
        "insights/assessments.html",
        found=seats(session, selection, narrowing, period, page=_page(), actor=actor(), at=now()),
        selection=selection,
        narrowing=narrowing,
        instrument=library.as_instrument(version).title if version else "",
        period=period,
        periods=PERIODS,
        today=today,
        choices=selecting.choices(session, on=today),
    )


@blueprint.get("/overview/forgotten")
def forgotten() -> ResponseReturnValue:
    """Everybody with a job profile about whom nobody sent anything for a year."""
    session, today = db.session(), actor().today(now())
    selection = Selection.from_args(request.args)
    return render_template(
        "insights/forgotten.html",
        found=forgetting.page_of(session, selection, page=_page(), actor=actor(), at=now()),
        selection=selection,
        choices=selecting.choices(session, on=today),
    )


def _page() -> int:
    return min(request.args.get("page", 1, type=int), 100_000)
