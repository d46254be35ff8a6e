"""Audits: the list, opening one, one of them, and the steps that take it further."""

from collections.abc import Callable, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kamcoach.auditing import findings, queries, saying, services
from kamcoach.auditing.forms import NewAuditForm
from kamcoach.auditing.independence import NotIndependent
from kamcoach.auditing.queries import AuditRow, Whole
from kamcoach.database import db, new_public_id, writing
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people import queries as people
from kamcoach.portfolio import queries as portfolio
from kamcoach.web.context import actor, now
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day

blueprint = Blueprint("audits", __name__)
blueprint.add_app_template_filter(saying.what_lacks)


@blueprint.get("/audits")
def index() -> ResponseReturnValue:
    """Every audit, and what waits for whom."""
    found = queries.audits(db.session(), actor=actor(), at=now())
    running = [row for row in found if row.state(now()) != "final" or row.open_actions]
    over = [row for row in found if row not in running]
    waits = {row.audit.id: saying.waits_for(row, now()) for row in found}
    return render_template("auditing/index.html", running=running, over=over, waits=waits)


@blueprint.route("/audits/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Open an audit: whose work, with what, over which days, why; and declare to be independent."""
    form = NewAuditForm(public_id=new_public_id())
    checklists = _checklists()
    holders = people.possible_holders(db.session())
    form.person.choices = options(holders, empty=_("Choose a person"))
    form.commissioned_by.choices = options(holders, empty=_("Nobody above the person"))
    form.instrument.choices = options(
        ((one.code, library.as_instrument(one).title) for one in checklists), empty=_("Choose a checklist")
    )
    if form.validate_on_submit():
        if form.period_to.data > actor().today(now()):
            form.period_to.errors = [_("This day is still to come. An audit looks at what was.")]
        elif (made := _open(form, checklists)) is not None:
            return redirect(url_for("audits.show", public_id=made))
    return render_template("auditing/new.html", form=form), 422 if form.errors else 200


def _checklists() -> Sequence[ContentVersion]:
    found = library.newest_of_kind(db.session(), "instruments")
    return [one for one in found if library.as_instrument(one).kind == "audit"]


def _open(form: NewAuditForm, checklists: Sequence[ContentVersion]) -> str | None:
    """Open it; None when it may not be, with the reason beside its field."""
    person = people.by_public_id(db.session(), form.person.data) or abort(404)
    above = people.by_public_id(db.session(), form.commissioned_by.data) if form.commissioned_by.data else None
    plan = services.Plan(
        person=person,
        instrument=next(one for one in checklists if one.code == form.instrument.data),
        period_from=form.period_from.data,
        period_to=form.period_to.data,
        reason=(form.reason.data or "").strip(),
        independence=(form.independence.data or "").strip(),
        commissioned_by=above,
    )
    try:
        with writing() as session:
            audit = services.open_audit(session, plan, public_id=form.public_id.data or "", actor=actor(), at=now())
            return audit.public_id
    except NotIndependent as tied:
        form.person.errors = [saying.why_not_independent(tie, person.name or "") for tie in tied.ties]
    except services.NotCommissioned:
        form.commissioned_by.errors = [
            _("An executive's audit is commissioned above them: choose somebody who does not report to them.")
        ]
    return None


@blueprint.get("/audits/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """One audit as its reader may see it."""
    return page(seen(public_id))


def seen(public_id: str) -> AuditRow:
    """The audit, for whoever may see it; else the page that nothing is here."""
    return queries.audit_row(db.session(), public_id, actor=actor(), at=now()) or abort(404)


def mine(public_id: str) -> AuditRow:
    """The audit, for its auditor."""
    row = seen(public_id)
    return row if row.part(actor()) == "auditor" else abort(404)


def page(row: AuditRow, problems: Sequence[str] = ()) -> str:
    """The page of an audit, with what stands in the way of the step that was tried."""
    found = queries.whole(db.session(), row)
    named = portfolio.named(db.session(), {one.key_account_id for asked in found.evidence.values() for one in asked})
    return render_template(
        "auditing/show.html",
        row=row,
        found=found,
        named=named,
        part=row.part(actor()),
        state=row.state(now()),
        waits=saying.waits_for(row, now()),
        problems=problems,
        unproven=found.unproven,
        to_find=[found.instrument.measure(code) for code in found.to_find],
        sees=queries.SEEN.sentence,
    )


def _step(public_id: str, step: Callable[[Session], object], said: str) -> ResponseReturnValue:
    """Take the audit one step further, or say what stands in the way."""
    try:
        with writing() as session:
            step(session)
    except (services.NotTheirs, services.TooLate):
        abort(404)
    except NotIndependent as tied:
        row = seen(public_id)
        return page(row, [saying.why_not_independent(tie, row.person) for tie in tied.ties]), 422
    except findings.StillReplying as waits:
        row = seen(public_id)
        until = near_day(waits.until)
        return page(row, [_("%(name)s may still reply until %(day)s.", name=row.person, day=until)]), 422
    except findings.NotReady:
        row = seen(public_id)
        return page(row, _in_the_way(queries.whole(db.session(), row))), 422
    flash(said)
    return redirect(url_for("audits.show", public_id=public_id))


def _in_the_way(found: Whole) -> Sequence[str]:
    """What keeps the findings from being sent or made final, item by item."""
    return [
        *(_("Not answered yet: %(question)s", question=item.asked("auditor")) for item in found.missing),
        *(
            _(
                "Answered as met, but it %(lacks)s: %(question)s",
                lacks=saying.what_lacks(lacking),
                question=found.instrument.item(code).asked("auditor"),
            )
            for code, lacking in found.unproven.items()
        ),
        *(
            _("Not met, and without a finding: %(measure)s", measure=found.instrument.measure(code).title)
            for code in found.to_find
        ),
    ]


@blueprint.post("/audits/<public_id>/draft")
def draft(public_id: str) -> ResponseReturnValue:
    """Send the findings to the person."""
    row = mine(public_id)
    return _step(
        public_id,
        lambda session: findings.send_draft(session, public_id, actor=actor(), at=now()),
        _("Sent. %(name)s has ten working days to reply.", name=row.person),
    )


@blueprint.post("/audits/<public_id>/final")
def final(public_id: str) -> ResponseReturnValue:
    """Make it final."""
    mine(public_id)
    return _step(
        public_id,
        lambda session: findings.finalise(session, public_id, actor=actor(), at=now()),
        _("The audit is final."),
    )


@blueprint.post("/audits/<public_id>/replied")
def replied(public_id: str) -> ResponseReturnValue:
    """The person has said what they have to say."""
    row = seen(public_id)
    if row.part(actor()) != "person":
        abort(404)
    return _step(
        public_id,
        lambda session: findings.send_reply(session, public_id, actor=actor(), at=now()),
        _("Sent. %(auditor)s reads it before the audit is made final.", auditor=row.auditor),
    )
