"""The demo's own pages: enter as anybody, read the mail, move the clock. A real installation answers 404."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kamcoach.database import db
from kamcoach.demo import life, queries
from kamcoach.people.queries import by_public_id
from kamcoach.permissions.roles import Role
from kamcoach.signin.views import enter as start_session
from kamcoach.signin.views import safe_path
from kamcoach.web.context import actor_or_none, facts, now
from kamcoach.web.language import gettext as _
from kamcoach.web.shell import home
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
    return redirect(safe_path(request.form.get("back")) or url_for("demo.mailbox"))


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


@blueprint.app_context_processor
def for_sign_in() -> dict[str, object]:
    """Who can be entered as, for the sign-in page of a demo; asked for there only."""
    return {"personas": lambda: queries.personas(db.session()), "featured": featured}


def featured() -> Sequence[tuple[queries.Persona, str]]:
    """One person of each kind, with what they open the product for."""
    everybody = queries.personas(db.session())
    wanted = [
        ("Liza Marasigan", _("Trainee: a checklist is due")),
        ("Ingrid Halvorsen", _("Coach: eighteen people")),
        (Role.ADMINISTRATOR, _("Administrator: people and imports")),
    ]
    return [
        (persona, what)
        for key, what in wanted
        for persona in [next((one for one in everybody if key == one.name or key in one.roles), None)]
        if persona is not None
    ]
