"""A short questionnaire by a mailed link: one question a page, one tap an answer, nothing else of the site.

The link itself is the right to answer: no cookie carries it, so no other site can use it in the person's browser, and
these posts need no token against that. Opening it changes nothing: mail scanners open links.
"""

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.instruments.model import Item
from assessments.refusals import Refused
from kamcoach.assessing import links, queries, services
from kamcoach.assessing.forms import ItemForm, item_form
from kamcoach.assessing.links import Opened
from kamcoach.assessing.locking import Closed
from kamcoach.assessing.models import Answer
from kamcoach.assessing.queries import Sheet
from kamcoach.assessing.sentences import who_sees
from kamcoach.database import db, new_public_id, writing
from kamcoach.people.queries import by_public_id
from kamcoach.signin.identity import only_now
from kamcoach.trail import services as trail
from kamcoach.web.context import actor, actor_or_none, forget_reader, now
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.limits import limiter
from kamcoach.web.texts import clock_time, refusal

blueprint = Blueprint("answer_links", __name__)


@blueprint.route("/a/<token>", methods=["GET", "POST"])
@limiter.limit("120/15 minutes", methods=["POST"])
def answer(token: str) -> ResponseReturnValue:
    """The next question, or what was said before it is sent. Every way in which a link can be over looks the same."""
    found = links.opened(db.session(), token, at=now())
    sheet = _sheet(found) if found else None
    if found is None or sheet is None:
        return _over()
    reader = actor_or_none()
    if reader is not None and reader.person_id == found.actor.person_id and request.method == "GET":
        return redirect(url_for("assessing.answer", public_id=found.assessment_public_id))
    only_now(found.actor)
    if sheet.assessment.submitted_at is not None:
        return render_template("assessing/link_sent.html", sheet=sheet)
    if not sheet.is_open(now()):
        return _over()
    return _answered(sheet, token) if request.method == "POST" else _page(sheet, token, _shown(sheet))


def _sheet(found: Opened) -> Sheet | None:
    return queries.own_sheet(db.session(), found.assessment_public_id, actor=found.actor, at=now())


def _over() -> ResponseReturnValue:
    forget_reader()
    return render_template("assessing/link_over.html"), 404


def _shown(sheet: Sheet) -> Item | None:
    """The question that was asked for, or the first without an answer; None when every one that has to be answered
    is."""
    asked = request.args.get("item")
    if asked is not None:
        return next((item for item in sheet.items if item.code == asked), None)
    return _open_after(sheet, None)


def _open_after(sheet: Sheet, before: Item | None) -> Item | None:
    """The next question without an answer behind another one, else the first that has to be answered."""
    answers = queries.values_of(queries.answers_of(db.session(), sheet.assessment.id))
    owed = [item for item in sheet.items if item.code not in answers]
    must = [item for item in owed if sheet.instrument.answered(item) != "text"]
    if before is None:
        return owed[0] if must else None
    place = sheet.items.index(before)
    return next((item for item in owed if sheet.items.index(item) > place), must[0] if must else None)


def _answered(sheet: Sheet, token: str) -> ResponseReturnValue:
    """Store one answer and go on to the next question, or send all of them."""
    if request.form.get("then") == "send":
        return _sent(sheet, token)
    item = next((one for one in sheet.items if one.code == request.form.get("item")), None) or abort(404)
    form = item_form(sheet.instrument, item, request.form)
    try:
        problem, status = _store(sheet, item, form)
    except Closed:
        return _over()
    if status != 200:
        return _page(sheet, token, item, form=form if status == 422 else None, problem=problem), status
    following = _open_after(sheet, item)
    return redirect(url_for("answer_links.answer", token=token, item=following.code if following else "all"))


def _store(sheet: Sheet, item: Item, form: ItemForm) -> tuple[str, int]:
    """Store an answer; returns what is wrong and the status: 422 for what cannot be stored, 409 for what was changed
    elsewhere. An answer in words may stay empty. Raises Closed."""
    if not form.validate():
        return form.problem, 422
    if not form.value.data and sheet.instrument.answered(item) != "text":
        return _("Please choose an answer."), 422
    if not (form.value.data or form.note.data or form.base.data):
        return "", 200
    try:
        with writing() as session:
            save = form.as_save(item.code)
            services.save_answer(session, sheet.assessment.public_id, save, actor=actor(), at=now())
    except Refused as refused:
        return refusal(refused), 422
    except services.Conflict as conflict:
        said = _("You changed this on another device at %(time)s.", time=clock_time(conflict.saved_at))
        return said + " " + _("It is shown as it is stored now."), 409
    return "", 200


def _sent(sheet: Sheet, token: str) -> ResponseReturnValue:
    try:
        with writing() as session:
            services.submit(session, sheet.assessment.public_id, actor=actor(), at=now())
            on = ("assessment", sheet.assessment.public_id)
            trail.record(session, actor=actor(), verb="answered by link", on=on, at=now())
    except Closed:
        return _over()
    except services.Incomplete as incomplete:
        return redirect(url_for("answer_links.answer", token=token, item=incomplete.missing[0]))
    return redirect(url_for("answer_links.answer", token=token))


def _page(sheet: Sheet, token: str, item: Item | None, *, form: ItemForm | None = None, problem: str = "") -> str:
    answers = queries.answers_of(db.session(), sheet.assessment.id)
    return render_template(
        "assessing/link.html",
        sheet=sheet,
        token=token,
        item=item,
        answers=answers,
        note=_note(item, answers, form),
        problem=problem,
        operation=new_public_id(),
        period=sheet.period(actor().today(now())),
        who_sees=who_sees(sheet),
    )


def _note(item: Item | None, answers: Mapping[str, Answer], form: ItemForm | None) -> str:
    if form is not None:
        return form.note.data or ""
    stored = answers.get(item.code) if item else None
    return stored.note if stored else ""


@blueprint.post("/administration/people/<public_id>/links")
def revoke(public_id: str) -> ResponseReturnValue:
    """End every link that was mailed to a person and would open a questionnaire."""
    with writing() as session:
        person = by_public_id(session, public_id) or abort(404)
        ended = links.revoke_links(session, person, actor=actor(), at=now())
        name = person.name
    said = ngettext("%(num)s link of %(name)s ended.", "%(num)s links of %(name)s ended.", ended, name=name)
    flash(said if ended else _("No link of %(name)s would open anything.", name=name))
    return redirect(url_for("people.show", public_id=public_id))
