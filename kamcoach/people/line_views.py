"""Who manages, coaches and accompanies a person, since when, and from when on somebody else."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments.refusals import Refused
from kamcoach.database import db, writing
from kamcoach.people import lines, queries
from kamcoach.people.line_forms import NOBODY, LineForm
from kamcoach.people.queries import PersonRow
from kamcoach.web.context import actor, now
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day, refusal

blueprint = Blueprint("lines", __name__)


@blueprint.route("/administration/people/<public_id>/lines", methods=["GET", "POST"])
def show(public_id: str) -> ResponseReturnValue:
    """The lines of a person, and a form that changes one from a day on."""
    session = db.session()
    row = queries.find_row(session, public_id, on=actor().today(now())) or abort(404)
    form = LineForm(kind="manager", from_date=actor().today(now()))
    everybody = queries.possible_holders(session)
    form.holder.choices = options([*everybody, (NOBODY, _("Nobody"))], empty=_("Choose a person"))
    if form.validate_on_submit():
        try:
            changed = _change(public_id, form)
        except Refused as refused:
            of_day = refused.code in ("line_in_past", "line_too_far")
            field = form.from_date if of_day else form.holder
            field.errors = [*field.errors, refusal(refused)]
        else:
            flash(_said(form, row, dict(everybody)) if changed else _("It is so already; nothing was changed."))
            return redirect(url_for("lines.show", public_id=public_id))
    person = queries.by_public_id(session, public_id) or abort(404)
    history = lines.history(session, person.id)
    today = actor().today(now())
    status = 422 if form.errors else 200
    return render_template("people/lines.html", person=row, form=form, history=history, today=today), status


def _change(public_id: str, form: LineForm) -> bool:
    with writing() as session:
        person = queries.by_public_id(session, public_id) or abort(404)
        holder = queries.by_public_id(session, form.holder.data) if form.holder.data != NOBODY else None
        day = form.from_date.data
        return lines.change_line(session, person, form.kind.data, holder, on=day, actor=actor(), at=now())


def _said(form: LineForm, row: PersonRow, names: dict[str, str]) -> str:
    """What was done, in words."""
    day, holder = near_day(form.from_date.data), names.get(form.holder.data or "")
    if form.kind.data == "manager" and holder:
        return _("%(holder)s manages %(name)s from %(day)s on.", holder=holder, name=row.name, day=day)
    if form.kind.data == "manager":
        return _("Nobody manages %(name)s from %(day)s on.", name=row.name, day=day)
    if form.kind.data == "mentor" and holder:
        return _("%(holder)s accompanies %(name)s as mentor from %(day)s on.", holder=holder, name=row.name, day=day)
    if form.kind.data == "mentor":
        return _("Nobody accompanies %(name)s as mentor from %(day)s on.", name=row.name, day=day)
    if holder:
        return _("%(holder)s coaches %(name)s from %(day)s on.", holder=holder, name=row.name, day=day)
    return _("Nobody coaches %(name)s from %(day)s on.", name=row.name, day=day)
