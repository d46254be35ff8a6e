"""Many people at once: enrolling them, looking how far their dates are, another focus for one of them."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kamcoach.coaching.forms import EnrolManyForm, FocusForm
from kamcoach.database import db, writing
from kamcoach.library import queries as library
from kamcoach.people.models import Person
from kamcoach.reinforcement import planning
from kamcoach.training import many, queries, services
from kamcoach.training.many import ToEnrol
from kamcoach.training.queries import CohortRow
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext

blueprint = Blueprint("cohort_many", __name__)
NAMES = 12


@blueprint.route("/cohorts/<public_id>/enrol-many", methods=["GET", "POST"])
def enrol(public_id: str) -> ResponseReturnValue:
    """Enrol a whole group: first who that is, then a button that does it."""
    row = queries.cohort(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    if row.cohort.finished_at is not None:
        return answer(409, text=_("This cohort is finished; nobody can be enrolled any more."))
    people = many.to_enrol(db.session(), row.cohort.id, actor=actor(), at=now())
    groups = _groups(people)
    form = EnrolManyForm()
    form.who.choices = options(_labels(groups).items())
    _offer_focus(form, row)
    if not form.validate_on_submit():
        return _page(form, row, people=people), 422 if form.errors else 200
    chosen = groups[form.who.data]
    if request.form.get("count") != str(len(chosen)):
        return _page(form, row, people=people, chosen=chosen), 200
    try:
        count = _enrol(form, row, chosen)
    except services.AlreadyThere:
        return answer(409, text=_("This cohort is finished; nobody can be enrolled any more."))
    flash(ngettext("%(num)s person is enrolled.", "%(num)s people are enrolled.", count))
    return redirect(url_for("cohort_many.progress", public_id=public_id))


def _page(form: EnrolManyForm, row: CohortRow, *, people: Sequence[ToEnrol], chosen: Sequence[ToEnrol] = ()) -> str:
    return render_template("coaching/enrol_many.html", form=form, row=row, people=people, chosen=chosen, most=NAMES)


def _groups(people: Sequence[ToEnrol]) -> Mapping[str, Sequence[ToEnrol]]:
    """Everybody, then the people of each unit and of each job profile."""
    found: dict[str, list[ToEnrol]] = {"everybody": list(people)}
    named = [(f"unit:{one.unit}", one) for one in people if one.unit]
    named += [(f"job:{one.job_profile}", one) for one in people if one.job_profile]
    for key, one in sorted(named, key=lambda pair: (not pair[0].startswith("unit:"), pair[0])):
        found.setdefault(key, []).append(one)
    return found


def _labels(groups: Mapping[str, Sequence[ToEnrol]]) -> Mapping[str, str]:
    titles = {one.code: library.as_profile(one).title for one in library.newest_of_kind(db.session(), "profiles")}
    found = {}
    for key, people in groups.items():
        kind, _colon, name = key.partition(":")
        number = ngettext("%(num)s person", "%(num)s people", len(people))
        says = {
            "everybody": _("Everybody who is not enrolled yet: %(number)s", number=number),
            "unit": _("Unit %(name)s: %(number)s", name=name, number=number),
            "job": _("Job profile %(name)s: %(number)s", name=titles.get(name, name), number=number),
        }
        found[key] = says[kind]
    return found


def _offer_focus(form: EnrolManyForm | FocusForm, row: CohortRow) -> None:
    version = library.newest(db.session(), "instruments", row.programme.instrument_code) or abort(404)
    instrument = library.as_instrument(version)
    trained = queries.trained_measures(db.session(), row.programme.id)
    form.focus.choices = options((code, instrument.measure(code).title) for code in trained)


def _enrol(form: EnrolManyForm, row: CohortRow, chosen: Sequence[ToEnrol]) -> int:
    """Some people in each write. Who breaks off in between and sends the form again enrols the rest."""
    count = 0
    for start in range(0, len(chosen), planning.ENROLLED_AT_ONCE):
        part = {one.person_id: now().today(one.time_zone) for one in chosen[start : start + planning.ENROLLED_AT_ONCE]}
        with writing() as session:
            count += services.enrol_many(
                session,
                row.cohort.id,
                part,
                observer_as=form.observer.data or "",
                focus=form.focus.data or [],
                actor=actor(),
                at=now(),
            )
    return count


@blueprint.get("/cohorts/<public_id>/planning")
def progress(public_id: str) -> ResponseReturnValue:
    """How far the dates of a large cohort are; the worker makes them."""
    row = queries.cohort(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    return render_template("coaching/planning.html", row=row, progress=many.progress(db.session(), row.cohort.id))


@blueprint.route("/enrolments/<public_id>/focus", methods=["GET", "POST"])
def focus(public_id: str) -> ResponseReturnValue:
    """What a person works on from today on."""
    session = db.session()
    enrolment = queries.enrolment(session, public_id, actor=actor(), at=now()) or abort(404)
    where = queries.cohort_of(session, enrolment.id)
    row = queries.cohort(session, where, actor=actor(), at=now()) or abort(404)
    person = session.get_one(Person, enrolment.person_id)
    today = now().today(person.time_zone)
    form = FocusForm(focus=list(queries.focus_of(session, [enrolment.id], on=today).get(enrolment.id, ())))
    _offer_focus(form, row)
    if not form.validate_on_submit():
        page = render_template("coaching/focus.html", form=form, row=row, person=person)
        return page, 422 if form.errors else 200
    with writing() as writer:
        held = queries.enrolment(writer, public_id, actor=actor(), at=now()) or abort(404)
        services.set_focus(writer, held, form.focus.data or [], on=today, actor=actor(), at=now())
    flash(_("The focus of %(name)s is changed. Short pulses ask about it from now on.", name=person.name or ""))
    return redirect(url_for("cohorts.show", public_id=where))
