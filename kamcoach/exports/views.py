"""Taking data along: made at once or by the worker, each recorded; the actor's own exports on a page."""

import io
from collections.abc import Iterator

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kamcoach.database import db, new_public_id, writing
from kamcoach.exports import csv_file, queries, services, xlsx_file
from kamcoach.exports.catalogue import DATASETS
from kamcoach.exports.cover import cover_of, file_name
from kamcoach.exports.datasets import Asking, Dataset, Source
from kamcoach.exports.filters import BadFilter, check
from kamcoach.exports.streaming import Leaving, chunks, parts, this_app
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

blueprint = Blueprint("exports", __name__)

AT_ONCE = 5_000
"""Rows of an XLSX that are written within the request, in about a second; more are for the worker."""
_WHY = {
    "error": _l("It could not be made in three attempts. That is our fault; take the CSV, or ask for it again."),
    "too_long": _l("It has more rows than a sheet of Excel holds. Take the CSV, or narrow it down."),
    "not_yours": _l("You can no longer open what it was asked of."),
}


@blueprint.get("/exports")
def index() -> ResponseReturnValue:
    """The actor's own exports: waiting with their progress, ready to fetch, failed and why."""
    own = [one for one in queries.own(db.session(), actor=actor()) if one.dataset in DATASETS]
    titles = {code: str(dataset.title) for code, dataset in DATASETS.items()}
    return render_template("exports/index.html", exports=own, titles=titles, why=_WHY, lifetime=services.LIFETIME)


@blueprint.post("/exports/<code>.<any(csv, xlsx):file_format>")
def make(code: str, file_format: str) -> ResponseReturnValue:
    """One dataset as a file, or a place in the worker's line. The role comes first, then filters, then objects."""
    dataset = DATASETS.get(code) or abort(404)
    if not dataset.is_open_to(actor()):
        abort(403)
    given = {name: text for name, text in request.form.items() if name != "csrf_token"}
    try:
        asking = Asking(check(dataset.filters, given), actor(), now())
    except BadFilter as bad:
        return answer(422, _("That cannot be exported"), str(bad))
    source = dataset.opens(db.session(), asking) or abort(404)
    if file_format == "csv":
        return _csv(dataset, source, asking)
    total = source.total(db.session())
    if total > xlsx_file.MOST_ROWS:
        return answer(422, _("That is too long for Excel"), str(_WHY["too_long"]))
    return _xlsx(dataset, source, asking) if total <= AT_ONCE else _wait(dataset, asking, total)


def _csv(dataset: Dataset, source: Source, asking: Asking) -> Response:
    head = csv_file.head(source.columns)
    leaving = _leaving(dataset, asking, "csv")
    return _download(leaving.stream(head, source), csv_file.TYPE, file_name(dataset, asking, "csv"))


def _xlsx(dataset: Dataset, source: Source, asking: Asking) -> Response:
    leaving, file = _leaving(dataset, asking, "xlsx"), io.BytesIO()
    told = chunks(leaving.app, source, asking.actor.locale)
    rows = xlsx_file.write(file, source.columns, told, cover_of(dataset, source, asking), is_long=False)
    leaving.end(rows, is_whole=True)
    return _download(file.getvalue(), xlsx_file.TYPE, file_name(dataset, asking, "xlsx"))


def _leaving(dataset: Dataset, asking: Asking, file_format: str) -> Leaving:
    export = new_public_id()
    with writing() as session:
        services.record_start(
            session, dataset, asking.filters, file_format=file_format, export=export, actor=asking.actor, at=asking.at
        )
    return Leaving(this_app(), export, asking)


def _wait(dataset: Dataset, asking: Asking, total: int) -> ResponseReturnValue:
    try:
        with writing() as session:
            services.ask_for(session, dataset, asking.filters, total=total, actor=asking.actor, at=asking.at)
    except services.TooManyWaiting:
        text = _(
            "%(most)s files of yours are waiting already. Ask again when they are made.", most=services.MOST_WAITING
        )
        return answer(409, _("One after the other"), text)
    flash(_("%(title)s: the file is being made. You can leave this page; it stays here.", title=dataset.title))
    return redirect(url_for("exports.index"))


@blueprint.post("/exports/<public_id>")
def fetch(public_id: str) -> ResponseReturnValue:
    """A file that the worker made, for whoever asked for it and may still open what it was asked of."""
    session = db.session()
    export = queries.one(session, public_id, actor=actor()) or abort(404)
    dataset = DATASETS.get(export.dataset) or abort(404)
    if not dataset.is_open_to(actor()):
        abort(403)
    asking = Asking(export.filters, actor(), now())
    if dataset.opens(session, asking) is None:
        abort(404)
    if export.state != "ready":
        return answer(409, _("This file is not ready"), _("Look at your exports: there it says how far it is."))
    with writing() as writer:
        services.record_fetch(writer, export, actor=actor(), at=now())
    response = _download(parts(this_app(), export.id), xlsx_file.TYPE, file_name(dataset, asking, "xlsx"))
    response.content_length = export.size
    return response


def _download(body: bytes | Iterator[bytes], mimetype: str, name: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
