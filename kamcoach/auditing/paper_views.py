"""Evidence: asking for it, handing it in, grading it; a page for each item and for each piece."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments.refusals import Refused
from assessments.scheduling.dates import after_working_days
from kamcoach.auditing import papers, queries, services
from kamcoach.auditing.forms import AskForm, GradeForm, HandInForm
from kamcoach.auditing.models import EvidenceRequest
from kamcoach.auditing.queries import Whole
from kamcoach.auditing.views import mine, seen
from kamcoach.database import db, writing
from kamcoach.people.calendars import working_day
from kamcoach.portfolio import queries as portfolio
from kamcoach.web.context import actor, now
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import refusal

blueprint = Blueprint("audit_papers", __name__)
_DAYS = 10


@blueprint.route("/audits/<public_id>/items/<item>", methods=["GET", "POST"])
def ask(public_id: str, item: str) -> ResponseReturnValue:
    """An item with the evidence that the checklist names, to be asked for with one tap, or in words of one's own."""
    row = mine(public_id)
    found = queries.whole(db.session(), row)
    if not found.instrument.has_item(item) or row.audit.final_at is not None:
        abort(404)
    today = actor().today(now())
    form = AskForm(item=item, due_on=after_working_days(today, _DAYS, working_day(row.person_country)))
    if form.validate_on_submit():
        if form.due_on.data < today:
            form.due_on.errors = [_("This day is over. Choose today or later.")]
        else:
            return _asked(public_id, item, form)
    return _item_page(found, item, form), 422 if form.errors else 200


def _asked(public_id: str, item: str, form: AskForm) -> ResponseReturnValue:
    asked_for, due_on = (form.asked_for.data or "").strip(), form.due_on.data
    try:
        with writing() as session:
            papers.ask(session, public_id, item, asked_for, form.wanted_grade.data, due_on, actor=actor(), at=now())
    except (services.NotTheirs, services.TooLate):
        abort(404)
    flash(_("Asked for."))
    return redirect(url_for("audit_papers.ask", public_id=public_id, item=item))


def _item_page(found: Whole, item: str, form: AskForm) -> str:
    asked = {one.asked_for for one in found.evidence.get(item, ())}
    return render_template(
        "auditing/item.html",
        found=found,
        item=found.instrument.item(item),
        form=form,
        open_offers=[one for one in found.instrument.item(item).evidence if one.ask_for not in asked],
    )


@blueprint.route("/audits/<public_id>/evidence/<evidence>", methods=["GET", "POST"])
def show(public_id: str, evidence: str) -> ResponseReturnValue:
    """One piece: the person hands it in, the auditor grades it, other auditors read."""
    found = queries.whole(db.session(), seen(public_id))
    asked = next((one for all_ in found.evidence.values() for one in all_ if one.public_id == evidence), None)
    if asked is None:
        abort(404)
    part = found.row.part(actor())
    if part == "person":
        return _hand_in(found, asked)
    if part == "auditor":
        return _grade(found, asked)
    return _page(found, asked, None)


def _page(found: Whole, asked: EvidenceRequest, form: object, stored: EvidenceRequest | None = None) -> str:
    return render_template(
        "auditing/evidence.html",
        found=found,
        asked=asked,
        item=found.instrument.item(asked.item),
        form=form,
        part=found.row.part(actor()),
        grades_shown=found.row.part(actor()) != "person" or found.row.audit.drafted_at is not None,
        stored=stored,
        named=portfolio.named(db.session(), {asked.key_account_id}),
    )


def _hand_in(found: Whole, asked: EvidenceRequest) -> ResponseReturnValue:
    audit = found.row.audit
    named = portfolio.named(db.session(), {asked.key_account_id}).get(asked.key_account_id or 0)
    form = HandInForm(obj=asked, account=named.public_id if named else "", base=asked.revision)
    own = {
        one.public_id: one.name for one in portfolio.nameable(db.session(), [audit.person_id], on=actor().today(now()))
    }
    if named:
        own[named.public_id] = named.name
    form.account.choices = options(own.items(), empty=_("None"))
    if not form.is_submitted():
        return _page(found, asked, form)
    if form.validate():
        given = papers.HandedIn(
            (form.received.data or "").strip(),
            (form.lies_at.data or "").strip(),
            form.dated_on.data,
            form.account.data or "",
        )
        try:
            with writing() as session:
                papers.hand_in(
                    session, audit.public_id, asked.public_id, given, form.base.data, actor=actor(), at=now()
                )
        except papers.Changed as changed:
            form.base.raw_data = [str(changed.stored.revision)]
            return _page(found, asked, form, changed.stored), 409
        except Refused as refused:
            field = form.dated_on if refused.code == "evidence_to_come" else form.account
            field.errors = [refusal(refused)]
        except (services.NotTheirs, services.TooLate):
            abort(404)
        else:
            flash(_("Handed in. %(auditor)s looks at it.", auditor=found.row.auditor))
            return redirect(url_for("audits.show", public_id=audit.public_id))
    return _page(found, asked, form), 422


def _grade(found: Whole, asked: EvidenceRequest) -> ResponseReturnValue:
    form = GradeForm(obj=asked, base=asked.revision)
    if not form.is_submitted():
        return _page(found, asked, form)
    if form.validate():
        try:
            with writing() as session:
                papers.grade(
                    session,
                    found.row.audit.public_id,
                    asked.public_id,
                    form.grade.data,
                    (form.graded_note.data or "").strip(),
                    form.base.data,
                    actor=actor(),
                    at=now(),
                )
        except papers.Changed as changed:
            form.base.raw_data = [str(changed.stored.revision)]
            return _page(found, asked, form, changed.stored), 409
        except (services.NotTheirs, services.TooLate):
            abort(404)
        flash(_("Graded."))
        return redirect(url_for("audits.show", public_id=found.row.audit.public_id))
    return _page(found, asked, form), 422
