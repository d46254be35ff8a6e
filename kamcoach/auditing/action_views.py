"""Corrective actions: agreed on a finding, done by who owns them, closed and looked at again by an auditor."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from kamcoach.auditing import actions, queries, saying, services
from kamcoach.auditing.actions import Seen
from kamcoach.auditing.forms import ActionForm, CheckForm, DoneForm
from kamcoach.auditing.views import mine
from kamcoach.database import db, new_public_id, writing
from kamcoach.people import queries as people
from kamcoach.web.context import actor, now
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day

blueprint = Blueprint("actions", __name__)


@blueprint.route("/audits/<public_id>/findings/<measure>/actions", methods=["GET", "POST"])
def new(public_id: str, measure: str) -> ResponseReturnValue:
    """What changes because of a finding, who sees to it, until when."""
    found = queries.whole(db.session(), mine(public_id))
    finding = next((one for one in found.findings if one.measure == measure), None)
    if finding is None or found.row.audit.final_at is None:
        abort(404)
    form = ActionForm(operation=new_public_id())
    form.owner.choices = options(people.possible_holders(db.session()), empty=_("Choose a person"))
    if form.validate_on_submit():
        if form.due_on.data < actor().today(now()):
            form.due_on.errors = [_("This day is over. Choose today or later.")]
        else:
            return _add(public_id, finding.public_id, form)
    page = render_template(
        "auditing/new_action.html",
        found=found,
        finding=finding,
        measure=found.instrument.measure(measure),
        form=form,
    )
    return page, 422 if form.errors else 200


def _add(public_id: str, finding: str, form: ActionForm) -> ResponseReturnValue:
    owner = people.by_public_id(db.session(), form.owner.data) or abort(404)
    try:
        with writing() as session:
            actions.add(
                session,
                public_id,
                finding,
                operation=form.operation.data or "",
                what=(form.what.data or "").strip(),
                owner=owner,
                due_on=form.due_on.data,
                actor=actor(),
                at=now(),
            )
    except (services.NotTheirs, services.TooLate):
        abort(404)
    flash(_("%(name)s is told.", name=owner.name))
    return redirect(url_for("audits.show", public_id=public_id))


@blueprint.get("/actions")
def index() -> ResponseReturnValue:
    """The actor's own open actions, what waits for them as an auditor, and the audits of their own work."""
    session = db.session()
    about = queries.audits_about(session, actor=actor())
    return render_template(
        "auditing/actions.html",
        own=actions.own_open(session, actor=actor(), at=now()),
        waiting=actions.to_close_or_check(session, actor=actor(), at=now()),
        about=about,
        waits={row.audit.id: saying.waits_for(row, now()) for row in about},
        today=actor().today(now()),
    )


@blueprint.get("/actions/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """One action with the finding that it comes from."""
    return _page(_seen(public_id))


def _seen(public_id: str) -> Seen:
    return actions.action(db.session(), public_id, actor=actor(), at=now()) or abort(404)


def _page(found: Seen, **sent: FlaskForm) -> str:
    today = actor().today(now())
    forms: dict[str, Any] = {"done": DoneForm(formdata=None), "check": CheckForm(formdata=None)} | sent
    return render_template(
        "auditing/action.html",
        found=found,
        forms_of=forms,
        owns=found.action.owner_id == actor().person_id,
        may_close=found.may_close(actor()),
        may_check=found.may_close(actor()) and found.action.check_on is not None and found.action.check_on <= today,
        sees=actions.SEEN.sentence,
    )


def _change(public_id: str, change: Callable[[Session], object], said: str) -> ResponseReturnValue:
    try:
        with writing() as session:
            change(session)
    except (services.NotTheirs, services.TooLate):
        abort(404)
    flash(said)
    return redirect(url_for("actions.show", public_id=public_id))


@blueprint.post("/actions/<public_id>/done")
def done(public_id: str) -> ResponseReturnValue:
    """Its owner says that it is done."""
    found, form = _seen(public_id), DoneForm()
    if found.action.owner_id != actor().person_id:
        abort(404)
    if not form.validate():
        return _page(found, done=form), 422
    note = (form.done_note.data or "").strip()
    return _change(
        public_id,
        lambda session: actions.mark_done(session, public_id, note, actor=actor(), at=now()),
        _("Done. An auditor looks at it and closes it."),
    )


@blueprint.post("/actions/<public_id>/closed")
def close(public_id: str) -> ResponseReturnValue:
    """An auditor who does not own it closes it."""
    _seen(public_id)
    return _change(
        public_id,
        lambda session: actions.close(session, public_id, actor=actor(), at=now()),
        _("Closed. Its effect is looked at on %(day)s.", day=near_day(actor().today(now()) + actions.CHECK_AFTER)),
    )


@blueprint.post("/actions/<public_id>/effect")
def check(public_id: str) -> ResponseReturnValue:
    """Whether it had an effect."""
    found, form = _seen(public_id), CheckForm()
    if not found.may_close(actor()):
        abort(404)
    if not form.validate():
        return _page(found, check=form), 422
    effective, note = form.effective.data == "yes", (form.check_note.data or "").strip()
    return _change(
        public_id,
        lambda session: actions.record_check(
            session, public_id, effective=effective, note=note, actor=actor(), at=now()
        ),
        _("Noted."),
    )
