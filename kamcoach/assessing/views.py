"""The rater's pages: what is due, answering, what came out."""

from collections.abc import Mapping

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kamcoach.assessing import queries, services
from kamcoach.assessing.forms import ItemForm, item_form, sheet_forms
from kamcoach.assessing.queries import Sheet
from kamcoach.assessing.saving import SheetSave, save_sheet
from kamcoach.assessing.sentences import who_sees, why_closed
from kamcoach.assessing.showing import outcome_of, why_no_score
from kamcoach.database import db, new_public_id, writing
from kamcoach.web.context import actor, now
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import clock_time, near_day

blueprint = Blueprint("assessing", __name__)
blueprint.add_app_template_filter(why_no_score)

_CARDS, _SENT = 3, 5


@blueprint.get("/")
def today() -> ResponseReturnValue:
    """What is due for the person, oldest first, and what they sent lately."""
    session = db.session()
    due = queries.due_for(session, actor=actor(), at=now())
    sent = queries.sent_by(session, actor=actor(), at=now(), most=_SENT)
    return render_template(
        "assessing/today.html",
        cards=due[:_CARDS],
        more=due[_CARDS:],
        sent=sent,
        today=actor().today(now()),
        who_sees=who_sees,
    )


@blueprint.route("/assessments/<public_id>/answer", methods=["GET", "POST"])
def answer(public_id: str) -> ResponseReturnValue:
    """The questions on one page. Posting the page saves everything on it; `then` says what comes next."""
    sheet = queries.own_sheet(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    if request.method == "POST":
        return _answered(sheet)
    if sheet.assessment.submitted_at is not None:
        return redirect(url_for("assessing.show", public_id=public_id))
    if not sheet.is_open(now()):
        return render_template("assessing/closed.html", sheet=sheet, unsaved={})
    return _page(sheet, forms={}, saved=None)


def _answered(sheet: Sheet) -> ResponseReturnValue:
    """Save what was posted and go where the person wanted, or show what stands in the way."""
    public_id = sheet.assessment.public_id
    forms = sheet_forms(sheet.instrument, sheet.items, request.form)
    if not sheet.is_open(now()):
        return _too_late(public_id, forms)
    try:
        saved = save_sheet(sheet, forms, send=request.form.get("then") == "send", actor=actor(), at=now())
    except services.Closed:
        return _too_late(public_id, forms)
    if saved.conflicts:
        return render_template(
            "assessing/conflict.html",
            sheet=sheet,
            forms=forms,
            saved=saved,
            operation=new_public_id(),
            then=request.form.get("then", "later"),
        ), 409
    if saved.invalid or saved.missing:
        return _page(sheet, forms=forms, saved=saved), 422
    if saved.sent:
        flash(_("Sent. Thank you: this is what you said."))
        return redirect(url_for("assessing.show", public_id=public_id))
    flash(_("Saved. You can finish any time until %(day)s.", day=near_day(sheet.occasion.closes_on)))
    return redirect(url_for("assessing.today"))


def _too_late(public_id: str, forms: Mapping[str, ItemForm]) -> ResponseReturnValue:
    """What came after the end is not thrown away: it is shown to be copied, unless it is what was sent."""
    session = db.session()
    sheet = queries.own_sheet(session, public_id, actor=actor(), at=now()) or abort(404)
    stored = queries.answers_of(session, sheet.assessment.id)
    unsaved = {item: form for item, form in forms.items() if form.adds_to(stored.get(item))}
    if sheet.assessment.submitted_at is not None and not unsaved:
        return redirect(url_for("assessing.show", public_id=public_id))
    return render_template("assessing/closed.html", sheet=sheet, unsaved=unsaved), 409


def _page(sheet: Sheet, *, forms: Mapping[str, ItemForm], saved: SheetSave | None) -> str:
    answers = queries.answers_of(db.session(), sheet.assessment.id)
    return render_template(
        "assessing/answer.html",
        sheet=sheet,
        answers=answers,
        forms=forms,
        saved=saved,
        answered=len(queries.values_of(answers)),
        operation=new_public_id(),
        period=sheet.period(actor().today(now())),
        who_sees=who_sees(sheet),
        is_first_time=not answers,
    )


@blueprint.post("/assessments/<public_id>/answers/<item>")
def save(public_id: str, item: str) -> ResponseReturnValue:
    """Save one answer as the person taps; the reply is JSON and the same when the save is sent again."""
    sheet = queries.own_sheet(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    if not any(asked.code == item for asked in sheet.items):
        abort(404)
    form = item_form(sheet.instrument, sheet.instrument.item(item), request.form)
    if not form.validate():
        return jsonify(problem=form.problem), 422
    try:
        with writing() as session:
            saved = services.save_answer(session, public_id, form.as_save(item), actor=actor(), at=now())
    except services.Closed as closed:
        return jsonify(problem=why_closed(closed)), 409
    except services.Conflict as conflict:
        theirs = {"value": conflict.value, "note": conflict.note, "at": clock_time(conflict.saved_at)}
        yours = {"value": form.value.data, "note": form.note.data}
        text = _("You changed this on another device at %(time)s.", time=clock_time(conflict.saved_at))
        return jsonify(problem=text, conflict=theirs, yours=yours, revision=conflict.revision), 409
    return jsonify(revision=saved.revision, said=_("Saved %(time)s", time=clock_time(saved.saved_at)))


@blueprint.get("/assessments/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """What was said, with coverage and the change against the baseline."""
    session = db.session()
    sheet = queries.readable_sheet(session, public_id, actor=actor(), at=now()) or abort(404)
    if sheet.assessment.submitted_at is None:
        return redirect(url_for("assessing.answer", public_id=public_id))
    answers = queries.answers_of(session, sheet.assessment.id)
    baseline = queries.baseline_of(session, sheet, actor=actor(), at=now())
    return render_template(
        "assessing/show.html",
        sheet=sheet,
        answers=answers,
        outcome=outcome_of(sheet, answers, baseline),
        who_sees=who_sees(sheet),
        is_own=sheet.assessment.rater_id == actor().person_id,
    )
