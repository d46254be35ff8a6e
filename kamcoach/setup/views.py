"""The administrator's page: first steps, and whether the machinery runs."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from kamcoach.config import Settings
from kamcoach.database import db
from kamcoach.setup import queries
from kamcoach.setup.steps import first_steps
from kamcoach.web.context import actor, facts, is_demo, now

blueprint = Blueprint("setup", __name__)


@blueprint.get("/administration")
def index() -> ResponseReturnValue:
    """What is set up, what comes next, what waits for the worker."""
    settings: Settings = current_app.extensions["kamcoach.settings"]
    counts = queries.counts(db.session(), actor=actor(), at=now())
    steps = first_steps(counts, mail_leaves=settings.smtp_url is not None or is_demo())
    found = facts()
    return render_template(
        "setup/index.html",
        steps=steps,
        following=next((step for step in steps if not step.done), None),
        counts=counts,
        organisation=found.organisation if found else "",
    )
