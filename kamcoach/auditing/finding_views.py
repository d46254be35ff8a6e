"""Findings: written by the auditor, replied to by the person; a page for each measure."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kamcoach.auditing import findings, queries, services
from kamcoach.auditing.forms import FindingForm, ReplyForm
from kamcoach.auditing.models import Finding
from kamcoach.auditing.queries import Whole
from kamcoach.auditing.views import mine, seen
from kamcoach.database import db, writing
from kamcoach.web.context import actor, now
from kamcoach.web.language import gettext as _

blueprint = Blueprint("audit_findings", __name__)


def _on(found: Whole, measure: str) -> Finding | None:
    return next((one for one in found.findings if one.measure == measure), None)


def _text(found: Whole, finding: Finding) -> str:
    return finding.draft if found.row.audit.drafted_at is None else finding.final or finding.draft


@blueprint.route("/audits/<public_id>/findings/<measure>", methods=["GET", "POST"])
def write(public_id: str, measure: str) -> ResponseReturnValue:
    """Write the finding on a measure: its draft, or its final text once the person has it."""
    found = queries.whole(db.session(), mine(public_id))
    stored, audit = _on(found, measure), found.row.audit
    is_known = measure in {one.code for one in found.instrument.measures}
    if not is_known or audit.final_at is not None or (stored is None and audit.drafted_at is not None):
        abort(404)
    form = FindingForm(text=_text(found, stored) if stored else "", base=stored.revision if stored else 0)
    if not form.is_submitted():
        return _page(found, measure, form)
    if request.form.get("do") == "remove":
        return _remove(public_id, measure)
    if not form.validate():
        return _page(found, measure, form), 422
    try:
        with writing() as session:
            text = (form.text.data or "").strip()
            findings.save_finding(session, public_id, measure, text, form.base.data, actor=actor(), at=now())
    except findings.Stale as stale:
        form.base.raw_data = [str(stale.stored.revision)]
        return _page(found, measure, form, _text(found, stale.stored)), 409
    except (services.NotTheirs, services.TooLate):
        abort(404)
    flash(_("Saved."))
    return redirect(url_for("audits.show", public_id=public_id))


def _remove(public_id: str, measure: str) -> ResponseReturnValue:
    try:
        with writing() as session:
            findings.remove_finding(session, public_id, measure, actor=actor(), at=now())
    except (services.NotTheirs, services.TooLate):
        abort(404)
    flash(_("Removed."))
    return redirect(url_for("audits.show", public_id=public_id))


def _page(found: Whole, measure: str, form: FindingForm, stored_text: str = "") -> str:
    return render_template(
        "auditing/finding.html",
        found=found,
        measure=found.instrument.measure(measure),
        finding=_on(found, measure),
        form=form,
        stored_text=stored_text,
        reply_shown=found.row.state(now()) in ("replied", "final"),
    )


@blueprint.route("/audits/<public_id>/findings/<measure>/reply", methods=["GET", "POST"])
def reply(public_id: str, measure: str) -> ResponseReturnValue:
    """What the person says to a finding; it is printed beside it word for word."""
    found = queries.whole(db.session(), seen(public_id))
    stored, audit = _on(found, measure), found.row.audit
    if found.row.part(actor()) != "person" or stored is None or audit.drafted_at is None or audit.final_at is not None:
        abort(404)
    form = ReplyForm(reply=stored.reply, dissent=stored.dissent, base=stored.reply_revision)
    if not form.is_submitted():
        return _reply_page(found, measure, stored, form)
    if not form.validate():
        return _reply_page(found, measure, stored, form), 422
    said = (form.reply.data or "").strip(), (form.dissent.data or "").strip()
    try:
        with writing() as session:
            findings.save_reply(session, public_id, stored.public_id, *said, form.base.data, actor=actor(), at=now())
    except findings.Stale as stale:
        form.base.raw_data = [str(stale.stored.reply_revision)]
        return _reply_page(found, measure, stored, form, stale.stored), 409
    except (services.NotTheirs, services.TooLate):
        abort(404)
    flash(_("Saved. Send your reply when you have said all of it."))
    return redirect(url_for("audits.show", public_id=public_id))


def _reply_page(found: Whole, measure: str, finding: Finding, form: ReplyForm, stored: Finding | None = None) -> str:
    return render_template(
        "auditing/reply.html",
        found=found,
        measure=found.instrument.measure(measure),
        finding=finding,
        form=form,
        stored=stored,
    )
