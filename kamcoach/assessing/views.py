"""The rater's pages: what is due, answering, what came out."""

from collections.abc import Mapping, Sequence
from operator import itemgetter

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.refusals import Refused
from kamcoach.assessing import observed, queries, services
from kamcoach.assessing.drafts import former_drafts
from kamcoach.assessing.forms import ItemForm, item_form, sheet_forms
from kamcoach.assessing.locking import Closed
from kamcoach.assessing.models import ObservedEvent
from kamcoach.assessing.queries import Sheet
from kamcoach.assessing.relation_names import purpose_name, relation_name
from kamcoach.assessing.saving import SheetSave, save_sheet
from kamcoach.assessing.sentences import sheet_title, who_sees, why_closed, why_few
from kamcoach.assessing.showing import outcome_of, why_no_score
from kamcoach.database import db, new_public_id, writing
from kamcoach.portfolio import queries as portfolio
from kamcoach.portfolio.queries import AccountName
from kamcoach.web.cards import cards_for
from kamcoach.web.context import actor, now
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import clock_time, near_day, refusal

blueprint = Blueprint("assessing", __name__)
blueprint.add_app_template_filter(why_no_score)
blueprint.add_app_template_filter(sheet_title)
blueprint.add_app_template_filter(relation_name)
blueprint.add_app_template_filter(purpose_name)

_CARDS, _SENT = 3, 5


@blueprint.get("/")
def today() -> ResponseReturnValue:
    """What is due for the person, oldest first, and what they sent lately."""
    session = db.session()
    today, found = actor().today(now()), queries.due_for(session, actor=actor(), at=now())
    due = sorted((one for one in found if one.is_asked(today)), key=lambda one: one.due_on)
    sheets = [(one.due_on, one, None) for one in due[:_CARDS]]
    cards = [(card.day, None, card) for card in cards_for(session, actor(), now())]
    sent = queries.sent_by(session, actor=actor(), at=now(), most=_SENT)
    return render_template(
        "assessing/today.html",
        waiting=sorted([*sheets, *cards], key=itemgetter(0)),
        more=due[_CARDS:],
        later=[one for one in found if not one.is_asked(today)],
        sent=sent,
        today=today,
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
    if _has_events_to_enter(sheet):
        return redirect(url_for("observing.events", public_id=public_id))
    return _page(sheet, forms={}, saved=None)


def _has_events_to_enter(sheet: Sheet) -> bool:
    try:
        observed.check_events(db.session(), sheet.assessment, sheet.occasion, sheet.instrument)
    except observed.TooFewEvents:
        return True
    return False


def _answered(sheet: Sheet) -> ResponseReturnValue:
    """Save what was posted and go where the person wanted, or show what stands in the way."""
    public_id = sheet.assessment.public_id
    forms = sheet_forms(sheet.instrument, sheet.items, request.form)
    if not sheet.is_open(now()):
        return _too_late(public_id, forms)
    try:
        saved = save_sheet(sheet, forms, send=_sends(sheet), actor=actor(), at=now())
    except Closed:
        return _too_late(public_id, forms)
    if saved.conflicts:
        return render_template(
            "assessing/conflict.html",
            sheet=sheet,
            forms=forms,
            saved=saved,
            accounts=_accounts(sheet),
            named=portfolio.named(db.session(), {one.key_account_id for one in saved.conflicts.values()}),
            operation=new_public_id(),
            then=request.form.get("then", "later"),
        ), 409
    if saved.invalid or saved.missing or saved.few:
        return _page(sheet, forms=forms, saved=saved), 422
    if saved.sent:
        flash(_("Sent. Thank you: this is what you said."))
        return redirect(url_for("assessing.show", public_id=public_id))
    return _kept(sheet)


def _kept(sheet: Sheet) -> ResponseReturnValue:
    """What was saved is to be gone on with: an audit on its own page."""
    if sheet.occasion.purpose == "audit":
        flash(_("Saved."))
        return redirect(url_for("audits.show", public_id=sheet.occasion.series))
    flash(_("Saved. You can finish any time until %(day)s.", day=near_day(sheet.occasion.closes_on)))
    return redirect(url_for("assessing.today"))


def _sends(sheet: Sheet) -> bool:
    """Whether this post sends it. The checklist of an audit is sent when the audit is made final."""
    return request.form.get("then") == "send" and sheet.occasion.purpose != "audit"


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
    session = db.session()
    answers = queries.answers_of(session, sheet.assessment.id)
    named = observed.named(session, answers)
    accounts = {one.public_id: one for one in [*_accounts(sheet), *named.values()]}
    return render_template(
        "assessing/answer.html",
        sheet=sheet,
        answers=answers,
        events=_events(sheet),
        drafts=former_drafts(session, sheet),
        accounts=list(accounts.values()),
        named=named,
        forms=forms,
        saved=saved,
        answered=len(queries.values_of(answers)),
        operation=new_public_id(),
        period=sheet.period(actor().today(now())),
        who_sees=who_sees(sheet),
        is_first_time=not answers,
    )


def _accounts(sheet: Sheet) -> Sequence[AccountName]:
    """What this rater may name."""
    people = {sheet.assessment.rater_id, sheet.subject_person_id} - {None}
    return portfolio.nameable(db.session(), people, on=actor().today(now()))


def _events(sheet: Sheet) -> Sequence[ObservedEvent]:
    needs = observed.needs_events(sheet.assessment, sheet.occasion, sheet.instrument)
    return observed.events_of(db.session(), sheet.assessment.id) if needs else ()


@blueprint.post("/assessments/<public_id>/answers/<item>")
def save(public_id: str, item: str) -> ResponseReturnValue:
    """Save one answer as the person taps; the reply is JSON and the same when the save is sent again."""
    asked = queries.own_item(db.session(), public_id, item, actor=actor(), at=now()) or abort(404)
    form = item_form(*asked, request.form)
    if not form.validate():
        return jsonify(problem=form.problem), 422
    try:
        with writing() as session:
            saved = services.save_answer(session, public_id, form.as_save(item), actor=actor(), at=now())
    except Closed as closed:
        return jsonify(problem=why_closed(closed)), 409
    except observed.TooFewEvents as few:
        return jsonify(problem=why_few(few)), 422
    except Refused as refused:
        return jsonify(problem=refusal(refused)), 422
    except services.Conflict as conflict:
        return _both(conflict, form)
    return jsonify(revision=saved.revision, said=_("Saved %(time)s", time=clock_time(saved.saved_at)))


def _both(conflict: services.Conflict, form: ItemForm) -> ResponseReturnValue:
    """The two answers to choose from, and the revision that is stored."""
    named = portfolio.named(db.session(), {conflict.key_account_id}).get(conflict.key_account_id or 0)
    theirs = {
        "value": conflict.value,
        "note": conflict.note,
        "account": named.public_id if named else "",
        "account_name": named.name if named else "",
        "at": clock_time(conflict.saved_at),
    }
    yours = {"value": form.value.data, "note": form.note.data, "account": form.account.data or ""}
    text = _("You changed this on another device at %(time)s.", time=clock_time(conflict.saved_at))
    return jsonify(problem=text, conflict=theirs, yours=yours, revision=conflict.revision), 409


@blueprint.get("/assessments/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """What was said, with coverage and the change against the baseline."""
    session = db.session()
    sheet = queries.readable_sheet(session, public_id, actor=actor(), at=now()) or abort(404)
    if sheet.assessment.submitted_at is None:
        return redirect(url_for("assessing.answer", public_id=public_id))
    answers = queries.answers_of(session, sheet.assessment.id)
    baseline = queries.baseline_of(session, sheet, actor=actor(), at=now())
    events = _events(sheet)
    named = observed.named(session, answers, events)
    return render_template(
        "assessing/show.html",
        sheet=sheet,
        answers=answers,
        events=events,
        named=named,
        outcome=outcome_of(sheet, answers, baseline, named),
        who_sees=who_sees(sheet),
        is_own=sheet.assessment.rater_id == actor().person_id,
    )
