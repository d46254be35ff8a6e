"""What an observer saw: entered before the questions open."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments.refusals import Refused
from assessments.scheduling.seen import FEWEST_EVENTS, first_day_seen
from kamcoach.assessing import observed, observing, queries
from kamcoach.assessing.event_forms import EventForm
from kamcoach.assessing.locking import Closed
from kamcoach.assessing.queries import Sheet
from kamcoach.assessing.sentences import who_sees, why_closed
from kamcoach.database import db, writing
from kamcoach.portfolio import queries as portfolio
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import refusal

blueprint = Blueprint("observing", __name__)


def _find(public_id: str) -> Sheet:
    sheet = queries.own_sheet(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    if not observed.needs_events(sheet.assessment, sheet.occasion, sheet.instrument):
        abort(404)
    return sheet


@blueprint.route("/assessments/<public_id>/events", methods=["GET", "POST"])
def events(public_id: str) -> ResponseReturnValue:
    """The events entered so far, and a form for one more."""
    sheet = _find(public_id)
    if sheet.assessment.submitted_at is not None:
        return redirect(url_for("assessing.show", public_id=public_id))
    form = EventForm()
    people = {sheet.assessment.rater_id, sheet.subject_person_id} - {None}
    form.offer(portfolio.nameable(db.session(), people, on=actor().today(now())))
    if not sheet.is_open(now()):
        return render_template("assessing/closed.html", sheet=sheet, unsaved={}), 409 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with writing() as session:
                observing.add_event(session, public_id, form.as_event(), actor=actor(), at=now())
        except Closed as closed:
            return answer(409, text=why_closed(closed))
        except Refused as refused:
            field = form.happened_on if refused.code.startswith("event_") else form.what
            field.errors = [*field.errors, refusal(refused)]
        else:
            flash(_("Noted."))
            return redirect(url_for("observing.events", public_id=public_id))
    return _page(sheet, form), 422 if form.errors else 200


def _page(sheet: Sheet, form: EventForm) -> str:
    session, today = db.session(), actor().today(now())
    seen = observed.events_of(session, sheet.assessment.id)
    return render_template(
        "assessing/events.html",
        sheet=sheet,
        form=form,
        events=seen,
        named=observed.named(session, {}, seen),
        fewest=FEWEST_EVENTS,
        first_day=first_day_seen(today, sheet.instrument.looks_back_days or 0),
        today=today,
        who_sees=who_sees(sheet),
    )


@blueprint.post("/assessments/<public_id>/events/<event>/remove")
def remove(public_id: str, event: str) -> ResponseReturnValue:
    """Take an event back while nothing was sent."""
    _find(public_id)
    try:
        with writing() as session:
            was_there = observing.remove_event(session, public_id, event, actor=actor(), at=now())
    except Closed as closed:
        return answer(409, text=why_closed(closed))
    if not was_there:
        abort(404)
    flash(_("Taken back."))
    return redirect(url_for("observing.events", public_id=public_id))
