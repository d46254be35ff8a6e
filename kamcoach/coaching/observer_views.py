"""Another observer for an enrolment, also while something is asked."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments.refusals import Refused
from kamcoach.coaching.forms import ObserverForm
from kamcoach.database import db, writing
from kamcoach.people import queries as people
from kamcoach.people.models import Person
from kamcoach.people.queries import by_public_id
from kamcoach.reinforcement.observers import name_observer
from kamcoach.training import queries
from kamcoach.web.context import actor, now
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import refusal

blueprint = Blueprint("observers", __name__)


@blueprint.route("/enrolments/<public_id>/observer", methods=["GET", "POST"])
def change(public_id: str) -> ResponseReturnValue:
    """Name the observer, or another one."""
    session = db.session()
    enrolment = queries.enrolment(session, public_id, actor=actor(), at=now()) or abort(404)
    about = queries.trainings(session, [enrolment.id])[enrolment.id]
    person = session.get_one(Person, enrolment.person_id)
    was = session.get(Person, enrolment.observer_id) if enrolment.observer_id else None
    form = ObserverForm(observer=was.public_id if was else "")
    everybody = people.possible_holders(session)
    form.observer.choices = options(everybody, empty=_("Nobody"))
    if form.validate_on_submit():
        try:
            with writing() as writer:
                chosen = by_public_id(writer, form.observer.data) if form.observer.data else None
                observer_id = chosen.id if chosen else None
                name_observer(writer, enrolment.id, observer_id, actor=actor(), at=now())
        except Refused as refused:
            form.observer.errors = [*form.observer.errors, refusal(refused)]
        else:
            observer, name = dict(everybody).get(form.observer.data or ""), person.name or ""
            said = _("%(observer)s observes %(name)s from now on.", observer=observer, name=name)
            flash(said if observer else _("Nobody observes %(name)s for now.", name=name))
            return redirect(url_for("cohorts.show", public_id=queries.cohort_of(db.session(), enrolment.id)))
    status = 422 if form.errors else 200
    return render_template("coaching/observer.html", form=form, person=person, about=about, was=was), status
