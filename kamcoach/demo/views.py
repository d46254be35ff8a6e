"""The demo's own pages: enter as anybody, read the mail, move the clock. A real installation answers 404."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kamcoach.database import db
from kamcoach.demo import life, queries
from kamcoach.people.queries import by_public_id
from kamcoach.signin.views import enter as start_session
from kamcoach.signin.views import home
from kamcoach.web.context import actor_or_none, facts, now
from kamcoach.web.texts import near_day

blueprint = Blueprint("demo", __name__, url_prefix="/demo")

_STEPS = {"day": 1, "week": 7, "month": 30}


@blueprint.post("/enter")
def enter() -> ResponseReturnValue:
    """Sign in as any person of the demo."""
    person = by_public_id(db.session(), request.form.get("person", "")[:16]) or abort(404)
    if person.disabled_at is not None:
        abort(404)
    start_session(person.id)
    return redirect(home())


@blueprint.post("/clock")
def travel() -> ResponseReturnValue:
    """Move the business clock forward, the worker running day by day."""
    days = _STEPS.get(request.form.get("step", "")) or abort(400)
    found = facts() or abort(404)
    reached = life.travel(days, seed=found.seed)
    flash(_("It is %(day)s now. The worker ran day by day.", day=near_day(reached.business)))
    return redirect(request.form.get("back") if _is_own_path(request.form.get("back")) else url_for("demo.mailbox"))


def _is_own_path(path: str | None) -> bool:
    return bool(path and path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable())


@blueprint.get("/mail")
def mailbox() -> ResponseReturnValue:
    """The newest mails that would have been sent."""
    mine = request.args.get("who") == "me" and actor_or_none()
    mails = queries.newest_mails(db.session(), most=50, person_id=mine.person_id if mine else None)
    return render_template("demo/mailbox.html", mails=mails, mine=bool(mine), when=now())


@blueprint.get("/mail/<public_id>")
def mail(public_id: str) -> ResponseReturnValue:
    """One mail as its reader sees it."""
    found = queries.mail(db.session(), public_id) or abort(404)
    return render_template("demo/mail.html", mail=found.mail, to=found.name)
