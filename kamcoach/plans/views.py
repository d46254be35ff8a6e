"""Plans: what there is, what each asks of people, taking one along and bringing one in."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments.instruments.reading import ContentError, read_plan
from assessments.instruments.strict_yaml import MAX_BYTES
from assessments.instruments.writing import to_yaml
from assessments.scheduling.plan import Plan
from kamcoach.database import db, writing
from kamcoach.library import queries as library
from kamcoach.plans import kinds, queries, services
from kamcoach.plans.forms import UploadForm
from kamcoach.plans.outlook import outlook
from kamcoach.web.context import actor, now
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext

blueprint = Blueprint("plans", __name__, url_prefix="/plans")


@blueprint.app_template_filter("step_kind")
def step_kind(kind: str) -> str:
    """What a kind of step is called."""
    return next((str(one.name) for code, one in kinds.KINDS.items() if code == kind), kind)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Shipped and own plans, and what is being written."""
    session = db.session()
    return render_template(
        "plans/index.html", rows=queries.plans(session), drafts=queries.drafts(session, actor=actor())
    )


@blueprint.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """One plan: what it asks in each week, of whom, and who is on it."""
    row = queries.plan(db.session(), code) or abort(404)
    return render_template("plans/show.html", row=row, outlook=outlook(row.plan))


@blueprint.get("/<code>/yaml")
def export(code: str) -> ResponseReturnValue:
    """The newest version as a file of a content folder."""
    row = queries.plan(db.session(), code) or abort(404)
    name = f"{row.plan.code}.{row.plan.version}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(to_yaml(row.plan), mimetype="application/yaml", headers=headers)


@blueprint.post("/<code>/copy")
def copy(code: str) -> ResponseReturnValue:
    """Begin a plan of the organisation's own from one that is there."""
    with writing() as session:
        version = library.newest(session, "plans", code) or abort(404)
        draft = services.copy(session, version, actor=actor(), at=now())
    flash(_("A draft. Nobody is asked anything by it before you publish it."))
    return redirect(url_for("plan_drafts.show", public_id=draft.public_id))


@blueprint.route("/import", methods=["GET", "POST"])
def take_in() -> ResponseReturnValue:
    """Read a plan from a file into a draft; with a single problem nothing is taken."""
    form, problems = UploadForm(), list[str]()
    if form.validate_on_submit():
        name = form.file.data.filename or "plan.yaml"
        plan, problems = _read(form.file.data.read(MAX_BYTES + 1), name)
        if plan is not None and not problems:
            with writing() as session:
                draft = services.take_in(session, plan, actor=actor(), at=now())
            flash(_("Read without a problem. It is a draft now: look through it, then publish it."))
            return redirect(url_for("plan_drafts.show", public_id=draft.public_id))
        form.file.errors = [
            ngettext(
                "%(num)s thing has to be mended in this file. Nothing was taken.",
                "%(num)s things have to be mended in this file. Nothing was taken.",
                len(problems),
            )
        ]
    return render_template("plans/import.html", form=form, problems=problems), 422 if form.errors else 200


def _read(content: bytes, name: str) -> tuple[Plan | None, list[str]]:
    """The plan of a file and everything that is wrong with it."""
    try:
        plan = read_plan(content.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        return None, [_("%(file)s is no text in UTF-8 (byte %(place)s).", file=name, place=error.start + 1)]
    except ContentError as error:
        return None, [str(problem) for problem in error.problems]
    found = services.problems_of(plan, name, queries.all_instruments(db.session()))
    too_many = [_("A plan has at most %(most)s steps.", most=services.MOST_STEPS)]
    return plan, [str(one) for one in found] or (too_many if len(plan.steps) > services.MOST_STEPS else [])
