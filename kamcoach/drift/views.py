"""Tasks that barriers lead to: one's own, given away, done; and marks of drift that a coach overrules."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.database import db, writing
from kamcoach.drift import queries, saying, services, tasks
from kamcoach.drift.forms import DoneForm, OverruleForm
from kamcoach.drift.queries import Mark
from kamcoach.drift.tasks import TaskRow
from kamcoach.people import queries as people
from kamcoach.people.lines import holder_of
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import refusal

blueprint = Blueprint("tasks", __name__)


@blueprint.app_context_processor
def _for_templates() -> dict[str, object]:
    """What people gave the reader to clear, for the page of their team: asked for only there."""
    return {"tasks_to_clear": _to_clear, "task_title": _title, "mark_suggestion": saying.suggestion}


def _to_clear() -> list[TaskRow]:
    found = tasks.open_tasks(db.session(), actor=actor(), at=now())
    return [one for one in found if one.is_mine and one.kind == "clear"]


def _title(row: TaskRow) -> str:
    return saying.task_title(row.kind, row.short or row.promise, "" if row.is_about_me else row.person)


@blueprint.get("/tasks")
def index() -> ResponseReturnValue:
    """What is the reader's to do, what they gave away, and what was done lately."""
    found = tasks.tasks(db.session(), actor=actor(), at=now())
    still_open = [one for one in found if one.task.done_on is None]
    mine = [one for one in still_open if one.is_mine or one.may_give]
    return render_template(
        "drift/tasks.html",
        mine=mine,
        others=[one for one in still_open if one not in mine],
        done=[one for one in found if one.task.done_on is not None],
        today=actor().today(now()),
    )


@blueprint.get("/tasks/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """One task: what stopped somebody, in their words, and what can be done."""
    return _page(_seen(public_id), DoneForm())


def _seen(public_id: str) -> TaskRow:
    return tasks.task(db.session(), public_id, actor=actor(), at=now()) or abort(404)


def _page(row: TaskRow, form: DoneForm) -> str:
    today, session = actor().today(now()), db.session()
    holders = {kind: holder_of(session, kind, row.task.person_id, on=today) for kind in ("manager", "coach")}
    names = people.names(session, [holder for holder in holders.values() if holder is not None])
    return render_template(
        "drift/task.html",
        row=row,
        form=form,
        help=saying.task_help(row.kind, waits=row.may_give),
        names={kind: names.get(holder or 0, "") for kind, holder in holders.items()},
        sees=tasks.SEEN.sentence,
        today=today,
    )


def _change(public_id: str, change: Callable[[Session], object], said: str, *, undo: str = "") -> ResponseReturnValue:
    try:
        with writing() as session:
            change(session)
    except services.NotTheirs:
        abort(404)
    except services.Settled:
        return answer(409, text=_("This was changed meanwhile. Look at the task again."))
    flash(said, f"undo {undo}" if undo else "message")
    return redirect(url_for("tasks.show", public_id=public_id))


@blueprint.post("/tasks/<public_id>/done")
def done(public_id: str) -> ResponseReturnValue:
    """It is done, with a note on what became of it."""
    row, form = _seen(public_id), DoneForm()
    if not row.may_finish:
        abort(404)
    if not form.validate():
        return _page(row, form), 422
    note = (form.note.data or "").strip()
    return _change(
        public_id,
        lambda session: services.finish(session, public_id, note, actor=actor(), at=now()),
        _("Done."),
        undo=url_for("tasks.reopen", public_id=public_id),
    )


@blueprint.post("/tasks/<public_id>/open")
def reopen(public_id: str) -> ResponseReturnValue:
    """It is not done after all."""
    return _change(
        public_id,
        lambda session: services.reopen(session, public_id, actor=actor(), at=now()),
        _("It is open again."),
    )


@blueprint.post("/tasks/<public_id>/give")
def give(public_id: str) -> ResponseReturnValue:
    """The person's yes: their manager or their coach gets it, in their words."""
    holder = next((one for one in services.HOLDERS if one == request.form.get("to")), None)
    if holder is None:
        abort(400)
    try:
        return _change(
            public_id,
            lambda session: services.give(session, public_id, holder, actor=actor(), at=now()),
            _("It is given. You see here what becomes of it."),
            undo=url_for("tasks.take_back", public_id=public_id),
        )
    except Refused as refused:
        return answer(409, text=refusal(refused))


@blueprint.post("/tasks/<public_id>/back")
def take_back(public_id: str) -> ResponseReturnValue:
    """The person takes back what they gave away, as long as it is not done."""
    return _change(
        public_id,
        lambda session: services.take_back(session, public_id, actor=actor(), at=now()),
        _("Taken back. Nobody sees it but you and your coach."),
    )


@blueprint.route("/drift/<public_id>/overrule", methods=["GET", "POST"])
def overrule(public_id: str) -> ResponseReturnValue:
    """A coach sets a mark aside, with a reason."""
    mark, form = _marked(public_id), OverruleForm()
    if not form.validate_on_submit():
        page = render_template("drift/overrule.html", mark=mark, form=form, words=saying.mark_words(mark))
        return page, 422 if form.errors else 200
    reason = (form.reason.data or "").strip()
    return _changed_mark(
        mark,
        lambda session: services.overrule(session, public_id, reason, actor=actor(), at=now()),
        _("Set aside. It stays in the timeline with your reason."),
        undo=url_for("tasks.restore", public_id=public_id),
    )


@blueprint.post("/drift/<public_id>/restore")
def restore(public_id: str) -> ResponseReturnValue:
    """The coach lets it stand after all."""
    return _changed_mark(
        _marked(public_id),
        lambda session: services.restore(session, public_id, actor=actor(), at=now()),
        _("It stands again."),
    )


def _marked(public_id: str) -> Mark:
    return queries.mark(db.session(), public_id, actor=actor(), at=now()) or abort(404)


def _changed_mark(mark: Mark, change: Callable[[Session], object], said: str, *, undo: str = "") -> ResponseReturnValue:
    try:
        with writing() as session:
            change(session)
    except services.NotTheirs:
        abort(404)
    except services.Settled:
        return answer(409, text=_("This was changed meanwhile. Look at the timeline first."))
    flash(said, f"undo {undo}" if undo else "message")
    return redirect(url_for("coaching.person", public_id=mark.person_public_id))
