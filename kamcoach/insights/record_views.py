"""The page of a person for HR, and the trail of a person."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from kamcoach.auditing.saying import waits_for
from kamcoach.database import db
from kamcoach.insights.heatmap import OLD
from kamcoach.insights.record import record
from kamcoach.insights.trail_of import trail_of
from kamcoach.insights.trail_words import happened
from kamcoach.people.queries import by_public_id
from kamcoach.web.context import actor, now

blueprint = Blueprint("records", __name__)
blueprint.add_app_template_filter(happened)


@blueprint.get("/record/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """Lines, trainings, assessments as facts, levels beside what the job needs."""
    found = record(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    return render_template(
        "insights/record.html",
        record=found,
        waits={row.audit.id: waits_for(row, now()) for row in found.audits},
        old_before=now().business - OLD,
        today=actor().today(now()),
    )


@blueprint.get("/record/<public_id>/trail")
def trail(public_id: str) -> ResponseReturnValue:
    """Who did what about this person, and whether it is sealed."""
    person = by_public_id(db.session(), public_id)
    if person is None or person.name is None:
        abort(404)
    before = request.args.get("before", type=int)
    found = trail_of(db.session(), person, before=before if before and 0 < before < 2**62 else None)
    return render_template("insights/trail.html", person=person, found=found)
