"""Cycles: the list, starting one, and how far its people are."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kamcoach.cycles import choosing, queries, services
from kamcoach.cycles.choosing import Choice
from kamcoach.cycles.forms import CycleForm
from kamcoach.database import db, new_public_id, writing
from kamcoach.library import queries as library
from kamcoach.people.queries import units
from kamcoach.web.context import actor, now
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext

blueprint = Blueprint("cycles", __name__)

_DUE, _CLOSES = timedelta(days=14), timedelta(days=21)


@blueprint.get("/cycles")
def index() -> ResponseReturnValue:
    """Every cycle."""
    return render_template("cycles/index.html", cycles=queries.cycles(db.session()), today=actor().today(now()))


@blueprint.get("/cycles/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """Who has sent and who owes, by name; never what was said."""
    row = queries.cycle(db.session(), public_id) or abort(404)
    people = queries.progress(db.session(), public_id)
    return render_template("cycles/show.html", row=row, people=people, today=actor().today(now()))


@blueprint.route("/cycles/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Choose a job, a window and people; look at what would be created; start."""
    today = actor().today(now())
    form = CycleForm(
        public_id=new_public_id(), opens_on=today, due_on=today + _DUE, closes_on=today + _CLOSES, unit="profile"
    )
    _offer(form)
    if request.method == "GET":
        return _page(form, None)
    listed = _listed(form)
    form.people.choices = options((one.public_id, one.name) for one in listed)
    if form.validate() and form.opens_on.data < today:
        form.opens_on.errors = [_("This day is over. Choose today or later.")]
    if form.errors:
        return _page(form, listed), 422
    if request.form.get("then") != "start":
        form.people.data = [one.public_id for one in listed if one.why_not is None]
        return _page(form, listed)
    return _start(form, listed)


def _offer(form: CycleForm) -> None:
    session = db.session()
    profiles = [library.as_profile(version) for version in library.newest_of_kind(session, "profiles")]
    needing = [one for one in profiles if services.needed_levels(services.INSTRUMENT, one)]
    form.profile.choices = options(((one.code, one.title) for one in needing), empty=_("Choose a job profile"))
    own = options([("profile", _("Everybody with this job profile")), ("all", _("Everybody, whatever their profile"))])
    form.unit.choices = own + options((unit.public_id, unit.name) for unit in units(session))
    form.people.choices = []


def _listed(form: CycleForm) -> Sequence[Choice]:
    """The people among whom to choose."""
    by_profile = (form.profile.data or "-") if form.unit.data == "profile" else ""
    unit = "" if form.unit.data in ("profile", "all") else form.unit.data or ""
    return choosing.choices(db.session(), job_profile=by_profile, unit=unit, actor=actor(), at=now())


def _start(form: CycleForm, listed: Sequence[Choice]) -> ResponseReturnValue:
    days = services.Days(form.opens_on.data, form.due_on.data, form.closes_on.data)
    try:
        with writing() as session:
            made = services.start(
                session,
                public_id=form.public_id.data or "",
                title=" ".join((form.title.data or "").split()),
                profile_code=form.profile.data,
                days=days,
                people=form.people.data or [],
                actor=actor(),
                at=now(),
            )
    except services.NobodyToAsk:
        form.people.errors = [_("Choose at least one person who can be asked.")]
        return _page(form, listed), 422
    row = queries.cycle(db.session(), made.public_id) or abort(404)
    said = ngettext(
        "Started. %(num)s person and their manager are asked.",
        "Started. %(num)s people and their managers are asked.",
        row.asked,
    )
    flash(said)
    return redirect(url_for("cycles.show", public_id=made.public_id))


def _page(form: CycleForm, listed: Sequence[Choice] | None) -> str:
    return render_template("cycles/new.html", form=form, listed=listed, asked=_asked_count(form))


def _asked_count(form: CycleForm) -> int:
    """How many questions the chosen profile asks; 0 before one is chosen."""
    version = library.newest(db.session(), "profiles", form.profile.data or "")
    instrument = library.newest(db.session(), "instruments", services.INSTRUMENT)
    if version is None or instrument is None:
        return 0
    return len(services.items_of(library.as_instrument(instrument), library.as_profile(version)))
