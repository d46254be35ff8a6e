"""Moving, waiving and holding one follow-up, and taking it back."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import Field

from assessments.refusals import Refused
from kamcoach.coaching.forms import HoldForm, MoveForm, WaiveForm
from kamcoach.database import db, writing
from kamcoach.reinforcement import queries, services
from kamcoach.reinforcement.models import FollowUp
from kamcoach.reinforcement.queries import Dated
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day, refusal

blueprint = Blueprint("follow_ups", __name__, url_prefix="/follow-ups/<public_id>")


def _find(public_id: str) -> Dated:
    return queries.one(db.session(), public_id, actor=actor(), at=now()) or abort(404)


def _change(
    dated: Dated, template: str, form: FlaskForm, field: Field, change: Callable[[Session, FollowUp], None], said: str
) -> ResponseReturnValue:
    """Do one change in one write; a refusal stands beside the field, with the input kept."""
    try:
        with writing() as session:
            change(session, services.lock(session, dated.follow_up.id))
    except Refused as refused:
        field.errors = [*field.errors, refusal(refused)]
        return render_template(template, dated=dated, form=form), 422
    flash(said, f"undo {dated.follow_up.public_id}")
    return redirect(url_for("coaching.person", public_id=dated.person_public_id))


@blueprint.route("/move", methods=["GET", "POST"])
def move(public_id: str) -> ResponseReturnValue:
    """Another due day, with a reason."""
    dated = _find(public_id)
    form = MoveForm(due_on=dated.follow_up.due_on)
    if not form.validate_on_submit():
        return render_template("coaching/move.html", dated=dated, form=form), 422 if form.errors else 200
    day, reason = form.due_on.data, (form.reason.data or "").strip()
    return _change(
        dated,
        "coaching/move.html",
        form,
        form.due_on,
        lambda session, row: services.move(session, row, day, reason, actor=actor(), at=now()),
        _("%(step)s of %(name)s moved to %(day)s.", step=dated.step.title, name=dated.person_name, day=near_day(day)),
    )


@blueprint.route("/waive", methods=["GET", "POST"])
def waive(public_id: str) -> ResponseReturnValue:
    """Do not ask this one, with a reason."""
    dated = _find(public_id)
    form = WaiveForm()
    if not form.validate_on_submit():
        return render_template("coaching/waive.html", dated=dated, form=form), 422 if form.errors else 200
    reason = (form.reason.data or "").strip()
    return _change(
        dated,
        "coaching/waive.html",
        form,
        form.reason,
        lambda session, row: services.waive(session, row, reason, actor=actor(), at=now()),
        _("%(step)s of %(name)s waived.", step=dated.step.title, name=dated.person_name),
    )


@blueprint.route("/held", methods=["GET", "POST"])
def hold(public_id: str) -> ResponseReturnValue:
    """A talk took place."""
    dated = _find(public_id)
    if dated.follow_up.kind != "talk":
        abort(404)
    form = HoldForm(held_on=actor().today(now()))
    if not form.validate_on_submit():
        return render_template("coaching/hold.html", dated=dated, form=form), 422 if form.errors else 200
    day = form.held_on.data
    return _change(
        dated,
        "coaching/hold.html",
        form,
        form.held_on,
        lambda session, row: services.hold(session, row, day, actor=actor(), at=now()),
        _("%(step)s of %(name)s marked as held.", step=dated.step.title, name=dated.person_name),
    )


@blueprint.post("/undo")
def undo(public_id: str) -> ResponseReturnValue:
    """Take back the last change."""
    dated = _find(public_id)
    try:
        with writing() as session:
            services.undo(session, services.lock(session, dated.follow_up.id), actor=actor(), at=now())
    except services.NothingToUndo:
        return answer(409, text=_("It was changed since, or it has opened. Look at the timeline first."))
    flash(_("%(step)s of %(name)s is as it was.", step=dated.step.title, name=dated.person_name))
    return redirect(url_for("coaching.person", public_id=dated.person_public_id))
