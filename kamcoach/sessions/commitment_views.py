"""One's own commitments: made, looked at, checked on the evening, withdrawn."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments.refusals import Refused
from assessments.scheduling.commitments import MOST_OPEN, UNKEPT
from kamcoach.clock import Moment
from kamcoach.database import db, writing
from kamcoach.sessions import commitments, promised
from kamcoach.sessions.commitments import Said
from kamcoach.sessions.focus import focus_names
from kamcoach.sessions.forms import AgainForm, CheckForm, CommitmentForm
from kamcoach.sessions.models import Commitment
from kamcoach.sessions.saying import barrier_names, outcome, promise
from kamcoach.sessions.services import NotTheirs
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day, refusal

blueprint = Blueprint("commitments", __name__)
blueprint.add_app_template_filter(promise, "promise")
blueprint.add_app_template_filter(outcome, "outcome")


@blueprint.route("/commitments", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """What is open, what became of the others, and a form for one more while there is room."""
    form = CommitmentForm(prefix="commitment-")
    names = focus_names(db.session(), actor().person_id, on=actor().today(now()))
    form.measure.choices = options(names, empty=_("None in particular"))
    if form.validate_on_submit():
        try:
            with writing() as writer:
                commitments.make(writer, actor().person_id, form.as_promise(), met=None, actor=actor(), at=now())
        except Refused as refused:
            form.event_on.errors = [*form.event_on.errors, refusal(refused)]
        else:
            flash(_("It stands. On the evening of %(day)s you are asked.", day=near_day(form.event_on.data)))
            return redirect(url_for("commitments.index"))
    found = promised.of_person(db.session(), actor().person_id, actor=actor(), at=now())
    return render_template(
        "sessions/commitments.html",
        form=form,
        open=[one for one in found if one.checked_at is None],
        settled=[one for one in reversed(found) if one.checked_at is not None],
        most=MOST_OPEN,
        today=actor().today(now()),
        sees=promised.SEEN.sentence,
    ), 422 if form.errors else 200


def _find(public_id: str) -> Commitment:
    return promised.own(db.session(), public_id, actor=actor()) or abort(404)


@blueprint.route("/commitments/<public_id>", methods=["GET", "POST"])
def check(public_id: str) -> ResponseReturnValue:
    """Where the letter of the evening leads: one tap says what became of it, another what was in the way."""
    found, form = _find(public_id), CheckForm()
    if not form.is_submitted():
        return _check_page(found, CheckForm(note=found.check_note), AgainForm())
    if not form.validate():
        return _check_page(found, form, AgainForm()), 422
    note = (form.note.data or "").strip() if form.note.raw_data else None
    said = Said(form.kept.data or None, form.barrier.data or None, note)
    try:
        with writing() as session:
            kept = commitments.check(session, public_id, said, actor=actor(), at=now())
    except NotTheirs:
        abort(404)
    except Refused as refused:
        return answer(409, text=refusal(refused))
    flash(_("Noted."))
    asks_more = (kept.kept in UNKEPT and kept.barrier is None) or kept.kept == "no_event"
    return redirect(url_for("commitments.check", public_id=public_id) if asks_more else url_for("commitments.index"))


def _check_page(found: Commitment, form: CheckForm, again: AgainForm) -> str:
    today = actor().today(now())
    checked_on = actor().today(Moment(found.checked_at, found.checked_at)) if found.checked_at else None
    return render_template(
        "sessions/check.html",
        one=found,
        form=form,
        again=again,
        is_ahead=found.event_on > today,
        may_say=found.withdrawn_at is None and checked_on in (None, today) and found.event_on <= today,
        asks_barrier=found.kept in UNKEPT,
        barriers=barrier_names(),
        sees=promised.SEEN.sentence,
    )


@blueprint.post("/commitments/<public_id>/again")
def again(public_id: str) -> ResponseReturnValue:
    """The event was put off: the same promise for its new day."""
    found, form = _find(public_id), AgainForm()
    if form.validate():
        try:
            with writing() as session:
                commitments.again(session, public_id, form.event_on.data, actor=actor(), at=now())
        except NotTheirs:
            abort(404)
        except Refused as refused:
            form.event_on.errors = [*form.event_on.errors, refusal(refused)]
        else:
            flash(_("It stands. On the evening of %(day)s you are asked.", day=near_day(form.event_on.data)))
            return redirect(url_for("commitments.index"))
    return _check_page(found, CheckForm(note=found.check_note, formdata=None), form), 422


@blueprint.post("/commitments/<public_id>/withdraw")
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take an open commitment back."""
    _find(public_id)
    try:
        with writing() as session:
            commitments.withdraw(session, public_id, actor=actor(), at=now())
    except NotTheirs:
        abort(404)
    except Refused as refused:
        return answer(409, text=refusal(refused))
    flash(_("Withdrawn."))
    return redirect(url_for("commitments.index"))
