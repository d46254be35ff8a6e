"""Trainings: programmes, cohorts, enrolling, finishing."""

from collections.abc import Collection

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.instruments.model import Instrument
from kamcoach.coaching import readiness, several
from kamcoach.coaching.forms import CohortForm, EnrolForm, FinishForm, FinishManyForm, ProgrammeForm
from kamcoach.coaching.naming import listed
from kamcoach.database import db, writing
from kamcoach.library import queries as library
from kamcoach.peers import queries as peers
from kamcoach.people.queries import by_public_id
from kamcoach.reinforcement import planning
from kamcoach.training import many, queries, services
from kamcoach.training.queries import CohortRow
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext

blueprint = Blueprint("cohorts", __name__)

BEHAVIOURS = "kam-behaviours"
MOST_TICKS = 100
"""More people than these are not ticked one by one."""
_PAGE = 50


@blueprint.app_template_filter("measure_short")
def measure_short(code: str, instrument: Instrument) -> str:
    """The short name of a measure."""
    return instrument.measure(code).short


def _behaviours(code: str = BEHAVIOURS) -> Instrument:
    version = library.newest(db.session(), "instruments", code)
    if version is None:
        raise LookupError(f"{code} is not published: run `kamcoach content sync`")
    return library.as_instrument(version)


@blueprint.get("/trainings")
def index() -> ResponseReturnValue:
    """Programmes, and the cohorts that the actor runs or has people in."""
    session = db.session()
    cohorts = queries.cohorts(session, actor=actor(), at=now())
    return render_template("coaching/trainings.html", programmes=queries.programmes(session), cohorts=cohorts)


@blueprint.route("/programmes/new", methods=["GET", "POST"])
def new_programme() -> ResponseReturnValue:
    """A training and the behaviours that it trains."""
    instrument = _behaviours()
    form = ProgrammeForm()
    form.measures.choices = options((measure.code, measure.title) for measure in instrument.measures)
    plans = [library.as_plan(version) for version in library.newest_of_kind(db.session(), "plans")]
    form.plan.choices = options((plan.code, plan.title) for plan in plans)
    if form.validate_on_submit():
        name = " ".join((form.name.data or "").split())
        try:
            with writing() as session:
                made = services.create_programme(
                    session,
                    name=name,
                    instrument_code=instrument.code,
                    plan_code=form.plan.data,
                    measures=form.measures.data or [],
                    actor=actor(),
                    at=now(),
                )
        except services.AlreadyThere:
            form.name.errors = [_("There is a programme of this name already.")]
        else:
            flash(_("%(name)s is there. Now plan its first cohort.", name=name))
            return redirect(url_for("cohorts.new_cohort", public_id=made.public_id))
    return render_template("coaching/new_programme.html", form=form), 422 if form.errors else 200


@blueprint.route("/programmes/<public_id>/cohorts/new", methods=["GET", "POST"])
def new_cohort(public_id: str) -> ResponseReturnValue:
    """One run of a programme."""
    programme = queries.programme(db.session(), public_id) or abort(404)
    form = CohortForm()
    if form.validate_on_submit():
        name = " ".join((form.name.data or "").split())
        try:
            with writing() as session:
                made = services.create_cohort(
                    session,
                    programme,
                    name=name,
                    first_day=form.first_day.data,
                    last_day=form.last_day.data,
                    actor=actor(),
                    at=now(),
                )
        except services.AlreadyThere:
            form.name.errors = [_("This programme has a cohort of this name already.")]
        else:
            flash(_("%(name)s is planned. Enrol people: their baseline opens three weeks before.", name=name))
            return redirect(url_for("cohorts.show", public_id=made.public_id))
    return render_template("coaching/new_cohort.html", form=form, programme=programme), 422 if form.errors else 200


@blueprint.get("/cohorts/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """Who is enrolled, with which focus."""
    session = db.session()
    row = queries.cohort(session, public_id, actor=actor(), at=now()) or abort(404)
    enrolments = queries.enrolments(session, row.cohort.id, actor=actor(), at=now())
    trained = queries.trained_measures(session, row.programme.id)
    instrument = _behaviours(row.programme.instrument_code)
    pages = max(1, -(-len(enrolments) // _PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "coaching/cohort.html",
        row=row,
        enrolments=enrolments,
        shown=enrolments[(page - 1) * _PAGE : page * _PAGE],
        page=page,
        pages=pages,
        waiting=any(one.enrolment.waits_since for one in enrolments),
        trained=trained,
        instrument=instrument,
        talks=readiness.of_cohort(session, enrolments, row.cohort, today=actor().today(now()), at=now()),
        trios=peers.trios_of(session, row.cohort.id, at=now()) if row.runs else (),
        today=actor().today(now()),
    )


@blueprint.post("/cohorts/<public_id>/nudge-managers")
def nudge_managers(public_id: str) -> ResponseReturnValue:
    """One reminder to every manager whose talk can be held now and was not."""
    session = db.session()
    row = queries.cohort(session, public_id, actor=actor(), at=now()) or abort(404)
    enrolments = queries.enrolments(session, row.cohort.id, actor=actor(), at=now())
    talks = readiness.of_cohort(session, enrolments, row.cohort, today=actor().today(now()), at=now())
    result = several.nudge({one.id: one.public_id for one in talks.to_nudge}, actor=actor(), at=now())
    if result.told:
        flash(_("Reminders leave, to %(names)s.", names=listed(result.told)))
    if result.spared:
        flash(_("Left alone, because they had one in the last three days: %(names)s.", names=listed(result.spared)))
    if not result.told and not result.spared:
        flash(_("There is nobody to nudge: no talk that is missing can be held now by a manager with an address."))
    return redirect(url_for("cohorts.show", public_id=public_id))


@blueprint.route("/cohorts/<public_id>/enrol", methods=["GET", "POST"])
def enrol(public_id: str) -> ResponseReturnValue:
    """Enrol one person; the baseline opens today or three weeks before the training, whichever is later."""
    session = db.session()
    row = queries.cohort(session, public_id, actor=actor(), at=now()) or abort(404)
    if row.cohort.finished_at is not None:
        return answer(409, text=_("This cohort is finished; nobody can be enrolled any more."))
    form = EnrolForm()
    _offer(form, row)
    if form.validate_on_submit():
        try:
            name = _enrol(form, row)
        except services.AlreadyThere:
            form.person.errors = [_("This person is enrolled already.")]
        else:
            flash(_("%(name)s is enrolled.", name=name))
            return redirect(url_for("cohorts.show", public_id=public_id))
    return render_template("coaching/enrol.html", form=form, row=row), 422 if form.errors else 200


def _offer(form: EnrolForm, row: CohortRow) -> None:
    """Put the choices into the form that this actor has for this cohort."""
    session = db.session()
    people = queries.candidates(session, row.cohort.id, actor=actor(), at=now())
    form.person.choices = options(((one.public_id, one.name) for one in people), empty=_("Choose a person"))
    observers = queries.possible_observers(session)
    form.observer.choices = options(((one.public_id, one.name) for one in observers), empty=_("Nobody yet"))
    instrument = _behaviours(row.programme.instrument_code)
    trained = queries.trained_measures(session, row.programme.id)
    form.focus.choices = options((code, instrument.measure(code).title) for code in trained)


def _enrol(form: EnrolForm, row: CohortRow) -> str:
    with writing() as session:
        person = by_public_id(session, form.person.data) or abort(404)
        observer = by_public_id(session, form.observer.data) if form.observer.data else None
        planning.enrol(
            session,
            row.cohort.id,
            person=person,
            observer_id=observer.id if observer else None,
            focus=form.focus.data or [],
            actor=actor(),
            at=now(),
        )
        return person.name or ""


@blueprint.route("/cohorts/<public_id>/finish", methods=["GET", "POST"])
def finish(public_id: str) -> ResponseReturnValue:
    """Record who attended; that dates the follow-ups of those who did."""
    session = db.session()
    row = queries.cohort(session, public_id, actor=actor(), at=now(), to_run=True) or abort(404)
    if row.cohort.finished_at is not None:
        return answer(409, text=_("This cohort is finished already."))
    if actor().today(now()) < row.cohort.last_day:
        return answer(409, text=_("The training is not over yet. Finish the cohort from its last day on."))
    if row.enrolled > MOST_TICKS:
        return _finish_many(row)
    enrolments = queries.enrolments(session, row.cohort.id, actor=actor(), at=now())
    ticked = enrolments if request.method == "GET" else []  # nothing sent is nobody, not everybody
    form = FinishForm(attended=[one.enrolment.public_id for one in ticked])
    form.attended.choices = options((one.enrolment.public_id, one.name) for one in enrolments)
    if not form.validate_on_submit():
        return render_template("coaching/finish.html", form=form, row=row), 422 if form.errors else 200
    chosen = {one.enrolment.id for one in enrolments if one.enrolment.public_id in (form.attended.data or [])}
    return _finished(row, chosen)


def _finish_many(row: CohortRow) -> ResponseReturnValue:
    """Of many people it is asked who did not come."""
    form, absent = FinishManyForm(), None
    if form.validate_on_submit():
        absent = many.absent(db.session(), row.cohort.id, form.lines)
        if absent.unknown:
            form.absent.errors = [
                _("Nobody, or more than one person, in this cohort is “%(line)s”. Use the employee number.", line=line)
                for line in absent.unknown[:MOST_TICKS]
            ]
    if absent is None or absent.unknown:
        return render_template("coaching/finish_many.html", form=form, row=row), 422 if form.errors else 200
    enrolments = queries.enrolments(db.session(), row.cohort.id, actor=actor(), at=now())
    return _finished(row, {one.enrolment.id for one in enrolments} - absent.enrolment_ids)


def _finished(row: CohortRow, attended: Collection[int]) -> ResponseReturnValue:
    try:
        with writing() as session:
            count = planning.finish_cohort(session, row.cohort.id, attended=attended, actor=actor(), at=now())
    except services.AlreadyThere:
        return answer(409, text=_("This cohort is finished already."))
    if count > planning.AT_ONCE:
        return redirect(url_for("cohort_many.progress", public_id=row.cohort.public_id))
    flash(
        ngettext(
            "Finished. The half year of %(num)s person is planned.",
            "Finished. The half year of %(num)s people is planned.",
            count,
        )
    )
    return redirect(url_for("cohorts.show", public_id=row.cohort.public_id))
