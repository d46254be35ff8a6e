"""Days away: one's own, those of coached people, and for administrators anybody's."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments.refusals import Refused
from kamcoach.coaching.absence_forms import AbsenceForm
from kamcoach.database import db, writing
from kamcoach.people import absences as queries
from kamcoach.people.models import Person
from kamcoach.reinforcement import absences as services
from kamcoach.reinforcement.absences import Days, Swallows
from kamcoach.web.context import actor, now
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import day, refusal

blueprint = Blueprint("absences", __name__)

_OF_FIRST_DAY = ("away_twice", "away_swallows")


@blueprint.route("/people/<public_id>/away", methods=["GET", "POST"])
def show(public_id: str) -> ResponseReturnValue:
    """The days away that are still to come, and a form for more; what would be lost by them is shown first."""
    person = queries.person_of(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    form = AbsenceForm()
    if not form.validate_on_submit():
        return _page(person, form), 422 if form.errors else 200
    days, person_id, name = Days(form.first_day.data, form.last_day.data), person.id, person.name
    try:
        with writing() as session:
            confirmed = form.seen.data == _seen(days)
            services.enter(session, person_id, days, confirmed=confirmed, actor=actor(), at=now())
    except Refused as refused:
        field = form.first_day if refused.code in _OF_FIRST_DAY else form.last_day
        field.errors = [*field.errors, refusal(refused)]
        return _page(_again(public_id), form), 422
    except Swallows as swallows:
        form.seen.data = _seen(days)
        return render_template("absences/confirm.html", person=_again(public_id), form=form, steps=swallows.steps)
    first, last = day(days.first), day(days.last)
    if person_id == actor().person_id:
        flash(_("You are away from %(first)s to %(last)s.", first=first, last=last))
        return redirect(url_for("people.me"))
    flash(_("%(name)s is away from %(first)s to %(last)s.", name=name, first=first, last=last))
    return redirect(url_for("absences.show", public_id=public_id))


def _seen(days: Days) -> str:
    """What a confirmation confirms: these days and no others."""
    return f"{days.first.isoformat()} {days.last.isoformat()}"


def _again(public_id: str) -> Person:
    """The person, read anew after a write that came to nothing."""
    return queries.person_of(db.session(), public_id, actor=actor(), at=now()) or abort(404)


def _page(person: Person, form: AbsenceForm) -> str:
    today = now().today(person.time_zone)
    return render_template(
        "absences/show.html",
        person=person,
        form=form,
        days_away=queries.ahead(db.session(), person.id, on=today),
        is_own=person.id == actor().person_id,
    )


@blueprint.post("/absences/<public_id>/remove")
def remove(public_id: str) -> ResponseReturnValue:
    """Remove days away; the message offers to enter them again."""
    found = queries.absence(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    absence, person = found
    absence_id, is_own, whose = absence.id, person.id == actor().person_id, person.public_id
    first, last = absence.first_day, absence.last_day
    with writing() as session:
        services.remove(session, absence_id, actor=actor(), at=now())
    said = _("%(first)s to %(last)s removed.", first=day(first), last=day(last))
    flash(said, f"away {whose} {first.isoformat()} {last.isoformat()}")
    return redirect(url_for("people.me") if is_own else url_for("absences.show", public_id=whose))
