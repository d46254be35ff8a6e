"""Writing a plan: all steps on one page, one of them open at a time, what is wrong beside it, the load under it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.instruments.rules import Finding
from assessments.scheduling.plan import Plan, Step
from kamcoach.database import db, writing
from kamcoach.plans import kinds, queries, sentences, services
from kamcoach.plans.forms import AddForm, HeadForm, StepForm, filled
from kamcoach.plans.models import PlanDraft
from kamcoach.plans.outlook import outlook
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.language import gettext as _

blueprint = Blueprint("plan_drafts", __name__, url_prefix="/plans/drafts")


@dataclass
class Opened:
    """The step that is being changed: its form and, when another tab changed it meanwhile, what it is now."""

    step: Step
    form: StepForm
    theirs: Step | None = None
    is_gone: bool = False


@dataclass
class Shown:
    """What a draft's page shows besides the draft."""

    status: int = 200
    opened: Opened | None = None
    adding: AddForm = field(default_factory=AddForm)
    refused: Sequence[Finding] = ()


@blueprint.get("/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """The steps in order; with ?step= one of them open."""
    draft = _draft(public_id)
    step = _step(services.plan_of(draft), request.args.get("step", ""))
    return _page(draft, Shown(opened=_open(step) if step else None))


def _draft(public_id: str) -> PlanDraft:
    return queries.draft(db.session(), public_id, actor=actor()) or abort(404)


def _step(plan: Plan, code: str) -> Step | None:
    return next((one for one in plan.steps if one.code == code), None)


def _open(step: Step) -> Opened:
    form = StepForm(formdata=None, data={**filled(step), "was": services.print_of(step)})
    form.fit_to(step, queries.all_instruments(db.session()))
    return Opened(step, form)


def _page(draft: PlanDraft, shown: Shown) -> ResponseReturnValue:
    plan = services.plan_of(draft)
    lacking = shown.refused or services.lacking(plan, queries.all_instruments(db.session()))
    page = render_template(
        "plans/draft.html",
        draft=draft,
        plan=plan,
        shown=shown,
        opened=shown.opened,
        wrong=sentences.sentences(lacking),
        removed=services.removed_step(draft),
        outlook=outlook(plan),
        kinds=kinds.KINDS,
        misses=kinds.MISSES,
        newest=queries.plan(db.session(), draft.code),
    )
    return page, shown.status


def _back(public_id: str, code: str = "") -> ResponseReturnValue:
    return redirect(url_for("plan_drafts.show", public_id=public_id, _anchor=f"step-{code}" if code else None))


@blueprint.route("/<public_id>/title", methods=["GET", "POST"])
def head(public_id: str) -> ResponseReturnValue:
    """What the plan is called."""
    draft = _draft(public_id)
    plan = services.plan_of(draft)
    shown = {"title": plan.title, "lede": plan.lede, "was": services.print_of(plan)}
    form = HeadForm(data=shown if request.method == "GET" else None)
    theirs = None
    if form.validate_on_submit():
        title, lede = (" ".join((one.data or "").split()) for one in (form.title, form.lede))
        try:
            with writing() as session:
                held = queries.draft(session, public_id, actor=actor(), lock=True) or abort(404)
                services.save_head(session, held, title, lede, form.was.data or "", actor=actor(), at=now())
        except services.ChangedMeanwhile:
            theirs = services.plan_of(_draft(public_id))
            form.was.data = services.print_of(theirs)
        else:
            return _back(public_id)
    status = 409 if theirs else 422 if form.errors else 200
    return render_template("plans/head.html", draft=draft, form=form, theirs=theirs), status


@blueprint.post("/<public_id>/steps/<code>")
def save(public_id: str, code: str) -> ResponseReturnValue:
    """Save one step; what breaks a rule is said beside its field, and nothing is changed then."""
    draft = _draft(public_id)
    old = _step(services.plan_of(draft), code)
    if old is None:
        return answer(409, text=_("This step was removed in another tab. Go back, reload the page and look again."))
    form = StepForm()
    form.fit_to(old, queries.all_instruments(db.session()))
    opened = Opened(old, form)
    if not form.validate_on_submit():
        step = form.as_step(old)
        _say_beside(form, services.findings_of(step, services.plan_of(draft), queries.all_instruments(db.session())))
        return _page(draft, Shown(422, opened))
    try:
        with writing() as session:
            held = queries.draft(session, public_id, actor=actor(), lock=True) or abort(404)
            services.save_step(session, held, form.as_step(old), form.was.data or "", actor=actor(), at=now())
    except services.Unfit as unfit:
        _say_beside(form, unfit.findings)
        return _page(_draft(public_id), Shown(422, opened))
    except services.ChangedMeanwhile:
        return _conflict(public_id, opened)
    flash(_("“%(step)s” is saved.", step=form.title.data))
    return _back(public_id, code)


def _say_beside(form: StepForm, findings: Sequence[Finding]) -> None:
    for one in findings:
        name = sentences.field_of(one)
        beside = getattr(form, "times" if name == "repeats" else name, None) or form.title
        if not beside.errors:
            beside.errors = [sentences.sentence(one)]


def _conflict(public_id: str, opened: Opened) -> ResponseReturnValue:
    """Both texts: what was sent stays in the form, what is stored stands beside it, the next save is meant."""
    draft = _draft(public_id)
    opened.theirs = _step(services.plan_of(draft), opened.step.code)
    if opened.theirs is None:
        return answer(409, text=_("This step was removed in another tab. Go back, reload the page and look again."))
    was = services.print_of(opened.theirs)
    opened.form.was.data = was
    return _page(draft, Shown(409, opened))


@blueprint.post("/<public_id>/steps")
def add(public_id: str) -> ResponseReturnValue:
    """A new step of a kind on a day, with what such a step usually has; it opens at once to be worded."""
    draft, form = _draft(public_id), AddForm()
    if not form.validate_on_submit():
        return _page(draft, Shown(422, adding=form))
    step = kinds.new_step(form.kind.data, form.day.data or 0, queries.all_instruments(db.session()))
    try:
        with writing() as session:
            held = queries.draft(session, public_id, actor=actor(), lock=True) or abort(404)
            step = services.add_step(session, held, step, actor=actor(), at=now())
    except services.Unfit as unfit:
        form.day.errors = [sentences.sentence(one) for one in unfit.findings]
        return _page(_draft(public_id), Shown(422, adding=form))
    return redirect(url_for("plan_drafts.show", public_id=public_id, step=step.code, _anchor=f"step-{step.code}"))


@blueprint.post("/<public_id>/steps/<code>/remove")
def remove(public_id: str, code: str) -> ResponseReturnValue:
    """Take a step out; it can be put back."""
    with writing() as session:
        held = queries.draft(session, public_id, actor=actor(), lock=True) or abort(404)
        services.remove_step(session, held, code, actor=actor(), at=now())
    return redirect(url_for("plan_drafts.show", public_id=public_id, _anchor="removed"))


@blueprint.post("/<public_id>/restore")
def restore(public_id: str) -> ResponseReturnValue:
    """Put the step that was removed last back."""
    with writing() as session:
        held = queries.draft(session, public_id, actor=actor(), lock=True) or abort(404)
        step = services.restore_step(session, held, actor=actor(), at=now())
    return _back(public_id, step.code if step else "")


@blueprint.post("/<public_id>/publish")
def publish(public_id: str) -> ResponseReturnValue:
    """Make it the next version, for good."""
    revision = request.form.get("revision", "")
    try:
        with writing() as session:
            held = queries.draft(session, public_id, actor=actor(), lock=True) or abort(404)
            number = int(revision) if revision.isdecimal() and len(revision) < 9 else 0
            version = services.publish(session, held, number, actor=actor(), at=now())
    except services.ChangedMeanwhile:
        return answer(409, text=_("The draft was changed since this page was opened. Look at it again, then publish."))
    except services.NotReady as not_ready:
        return _page(_draft(public_id), Shown(422, refused=not_ready.findings))
    flash(_("Published as version %(number)s. Whoever is enrolled from now on gets it.", number=version.version))
    return redirect(url_for("plans.show", code=version.code))


@blueprint.post("/<public_id>/discard")
def discard(public_id: str) -> ResponseReturnValue:
    """Throw the draft away."""
    with writing() as session:
        held = queries.draft(session, public_id, actor=actor(), lock=True) or abort(404)
        services.discard(session, held, actor=actor(), at=now())
    flash(_("The draft is gone. What was published stays."))
    return redirect(url_for("plans.index"))
