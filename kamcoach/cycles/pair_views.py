"""The two views side by side, the level that both write down, and the two signatures."""

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.refusals import Refused
from kamcoach.cycles import agreeing, team
from kamcoach.cycles.forms import LevelForm, SignForm
from kamcoach.cycles.models import AgreedLevel
from kamcoach.cycles.pairs import Pair, pair
from kamcoach.cycles.saying import words_of
from kamcoach.database import db, writing
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.texts import refusal

blueprint = Blueprint("pairs", __name__)


@blueprint.app_context_processor
def _for_templates() -> dict[str, object]:
    """What lies side by side and waits for the reader's signature, for the page of today: asked for only there."""
    return {"pairs_waiting": lambda: team.waiting(db.session(), actor=actor(), at=now())}


@blueprint.get("/team")
def reports() -> ResponseReturnValue:
    """The manager's people: what is owed, and what lies side by side."""
    people = team.reports(db.session(), actor=actor(), at=now())
    return render_template("cycles/team.html", people=people, today=actor().today(now()))


@blueprint.get("/pairs/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """Both views, the largest difference first, and one competency to agree on."""
    found = pair(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    return _page(found, request.args.get("on", ""))


@blueprint.post("/pairs/<public_id>/levels/<measure>")
def save(public_id: str, measure: str) -> ResponseReturnValue:
    """Write down a level, or that there is no agreement and where."""
    found = pair(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    if measure not in found.measures:
        abort(404)
    form = _level_form(found, measure)
    differ = request.form.get("then") == "differ"
    if not form.validate_on_submit():
        return _page(found, measure, form), 422
    if not differ and not form.value.data:
        form.value.errors = [_("Choose a level, or say that you do not agree.")]
        return _page(found, measure, form), 422
    return _saved(found, measure, form, None if differ else int(form.value.data))


def _saved(found: Pair, measure: str, form: LevelForm, value: int | None) -> ResponseReturnValue:
    """Write it and go on; what stands in the way is shown with the input kept."""
    public_id, note, base = found.occasion.public_id, form.note.data or "", form.base.data or 0
    try:
        with writing() as session:
            agreeing.save_level(session, public_id, measure, value, note, base=base, actor=actor(), at=now())
    except Refused as refused:
        field = form.note if "note" in refused.code else form.value
        field.errors = [refusal(refused)]
        return _page(found, measure, form), 422
    except agreeing.Stale as stale:
        fresh = pair(db.session(), public_id, actor=actor(), at=now()) or abort(404)
        return _page(fresh, measure, form, theirs=stale.level), 409
    except agreeing.Settled:
        return answer(409, text=_("Both have signed; nothing can be changed any more."))
    return redirect(_next(public_id))


def _next(public_id: str) -> str:
    """The next competency without a level, or the signatures."""
    found = pair(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    if found.open_measures:
        return url_for("pairs.show", public_id=public_id, on=found.open_measures[0], _anchor="agree")
    return url_for("pairs.show", public_id=public_id, _anchor="sign")


@blueprint.post("/pairs/<public_id>/same")
def take_over(public_id: str) -> ResponseReturnValue:
    """Agree wherever both see the same level."""
    try:
        with writing() as session:
            count = agreeing.take_over_same(session, public_id, actor=actor(), at=now())
    except agreeing.NotTheirs:
        abort(404)
    except agreeing.Settled:
        return answer(409, text=_("Both have signed; nothing can be changed any more."))
    flash(ngettext("%(num)s level taken over.", "%(num)s levels taken over.", count))
    return redirect(_next(public_id))


@blueprint.post("/pairs/<public_id>/signature")
def sign(public_id: str) -> ResponseReturnValue:
    """Sign the levels as they stand on the page."""
    found = pair(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    form = SignForm()
    if not form.validate_on_submit():
        return _page(found, "", signing=form), 422
    seen, dissent = form.seen.data or "", form.dissent.data or ""
    try:
        with writing() as session:
            settled = agreeing.sign(session, public_id, seen=seen, dissent=dissent, actor=actor(), at=now())
    except agreeing.Settled:
        return redirect(url_for("pairs.show", public_id=public_id))
    except (agreeing.Incomplete, agreeing.Stale, Refused) as refused:
        return _unsigned(public_id, form, refused)
    flash(
        _("Signed by both. These are the agreed levels.") if settled else _("Signed. The other one is still missing.")
    )
    return redirect(url_for("pairs.show", public_id=public_id))


def _unsigned(public_id: str, form: SignForm, why: Exception) -> ResponseReturnValue:
    """Why it was not signed, beside the note, with the levels as they are now."""
    fresh = pair(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    form.seen.data = fresh.levels_hash
    if isinstance(why, Refused):
        form.dissent.errors = [refusal(why)]
        return _page(fresh, "", signing=form), 422
    if isinstance(why, agreeing.Incomplete):
        form.dissent.errors = [_("Some competencies have no level yet. Write it down, or say that you do not agree.")]
        return _page(fresh, "", signing=form), 422
    form.dissent.errors = [_("A level was changed while you read. Look at the levels again, then sign.")]
    return _page(fresh, "", signing=form), 409


def _level_form(found: Pair, measure: str) -> LevelForm:
    level = found.levels.get(measure)
    value = str(level.value) if level and level.value is not None else None
    form = LevelForm(value=value, note=level.note if level else "", base=level.revision if level else 0)
    form.offer(found.instrument.scale_of(found.item(measure)).points)
    return form


def _page(
    found: Pair,
    measure: str,
    form: LevelForm | None = None,
    *,
    theirs: AgreedLevel | None = None,
    signing: SignForm | None = None,
) -> str:
    if measure not in found.measures:
        measure = next(iter(found.open_measures), "")
    words: Mapping[str, str] = {gap.view.measure: words_of(gap, found) for gap in found.gaps}
    return render_template(
        "cycles/pair.html",
        pair=found,
        words=words,
        measure=measure,
        form=form or (_level_form(found, measure) if measure else None),
        theirs=theirs,
        signing=signing or SignForm(formdata=None, seen=found.levels_hash, dissent=_own_dissent(found)),
    )


def _own_dissent(found: Pair) -> str:
    signature = found.signatures.get(found.part)
    return signature.dissent if signature else ""
