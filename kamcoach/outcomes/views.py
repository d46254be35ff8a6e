"""The administrator's pages about figures of the business: which there are, importing, taking one away."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kamcoach.database import db, writing
from kamcoach.outcomes import importing, queries, services, spreadsheet
from kamcoach.outcomes.forms import UploadForm
from kamcoach.outcomes.importing import Judged
from kamcoach.web import tables
from kamcoach.web.context import actor, now
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.tables import FileRefused

blueprint = Blueprint("outcomes", __name__)
_SHOWN = 100
"""Rows of one kind on the page of a dry run: a long file says how many more there are."""


@blueprint.get("/administration/outcomes")
def index() -> ResponseReturnValue:
    """Every figure of the business that was imported."""
    return render_template("outcomes/index.html", figures=queries.figures(db.session()))


@blueprint.route("/administration/outcomes/import", methods=["GET", "POST"])
def upload() -> ResponseReturnValue:
    """Take a file and show what it would change; nothing is changed yet."""
    form = UploadForm()
    if form.validate_on_submit():
        data = form.file.data.read(tables.MAX_BYTES + 1)
        try:
            reading = spreadsheet.read(data, language=actor().locale)
        except FileRefused as refused:
            form.file.errors = [str(refused)]
        else:
            with writing() as session:
                kept = services.keep_upload(session, spreadsheet.kept(reading), actor=actor(), at=now())
            return redirect(url_for("outcomes.dry_run", public_id=kept))
    return render_template(
        "outcomes/upload.html",
        form=form,
        columns=[(name, name in spreadsheet.REQUIRED) for name in spreadsheet.COLUMNS],
        column_help=spreadsheet.columns_help(),
        most=spreadsheet.MAX_ROWS,
    ), (422 if form.errors else 200)


@blueprint.get("/administration/outcomes/import/<public_id>")
def dry_run(public_id: str) -> ResponseReturnValue:
    """Row by row: refused and why, replaced, added."""
    session = db.session()
    kept = queries.pending_import(session, public_id, actor=actor()) or abort(404)
    reading = spreadsheet.from_kept(kept.content)
    judged = importing.compare(reading, queries.facts(session, reading), today=actor().today(now()))
    by_what: dict[str, list[Judged]] = {}
    for one in judged:
        by_what.setdefault(one.what, []).append(one)
    return render_template(
        "outcomes/dry_run.html",
        public_id=public_id,
        counts=importing.counted(judged),
        shown=[one for what in ("refused", "replaced", "added") for one in by_what.get(what, [])[:_SHOWN]],
        more={what: len(by_what.get(what, [])) - _SHOWN for what in ("refused", "replaced", "added")},
    )


@blueprint.post("/administration/outcomes/import/<public_id>")
def apply(public_id: str) -> ResponseReturnValue:
    """Write what the dry run showed, without the refused rows."""
    with writing() as session:
        kept = queries.pending_import(session, public_id, actor=actor(), lock=True) or abort(404)
        reading = spreadsheet.from_kept(kept.content)
        facts = queries.facts(session, reading, lock=True)
        judged = importing.compare(reading, facts, today=actor().today(now()))
        counts = services.apply_import(session, judged, actor=actor(), at=now())
        services.drop_upload(session, kept.id)
    flash(
        _(
            "Imported: %(added)s added, %(replaced)s replaced, %(refused)s left out.",
            added=counts["added"],
            replaced=counts["replaced"],
            refused=counts["refused"],
        )
    )
    return redirect(url_for("outcomes.index"))


@blueprint.get("/administration/outcomes/remove")
def ask_to_remove() -> ResponseReturnValue:
    """Ask before a figure is taken away."""
    figure = queries.figure(db.session(), request.args.get("figure", "")) or abort(404)
    return render_template("outcomes/remove.html", figure=figure)


@blueprint.post("/administration/outcomes/remove")
def remove() -> ResponseReturnValue:
    """Take every value of a figure away."""
    name = request.form.get("figure", "")
    with writing() as session:
        removed = services.remove_figure(session, name, actor=actor(), at=now()) or abort(404)
    flash(
        ngettext("%(num)s value of %(name)s removed.", "%(num)s values of %(name)s removed.", removed, name=name),
    )
    return redirect(url_for("outcomes.index"))
