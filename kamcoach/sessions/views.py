"""Planning, moving and cancelling sessions; the list of them; saving a note as it is written."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from assessments.refusals import Refused
from assessments.scheduling.sessions import PARTS, Part, begins_at
from assessments.scheduling.states import State
from kamcoach.database import db, new_public_id, writing
from kamcoach.people.models import Person
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.reinforcement.queries import Dated
from kamcoach.sessions import notes, queries, services
from kamcoach.sessions.forms import CancelForm, NoteForm, SessionForm
from kamcoach.sessions.models import CoachingSession
from kamcoach.sessions.queries import SessionRow
from kamcoach.sessions.saying import hours_apart, when, when_there
from kamcoach.sessions.services import When
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import clock_time, near_day, refusal

blueprint = Blueprint("sessions", __name__)
blueprint.add_app_template_global(when, "session_when")
blueprint.add_app_template_global(when_there, "session_when_there")

_PENDING = (State.PLANNED, State.OPEN, State.DUE, State.LATE)
_HELD_SHOWN = 20
_NEAR = timedelta(days=14)


@blueprint.get("/sessions")
def index() -> ResponseReturnValue:
    """One's own sessions: ahead, to be marked as held, held lately."""
    found, at = queries.mine(db.session(), actor=actor(), at=now()), now().business
    planned = [one for one in found if one.session.state == "planned"]
    return render_template(
        "sessions/index.html",
        waiting=[one for one in planned if one.ends_at <= at],
        ahead=[one for one in planned if one.ends_at > at],
        held=[one for one in reversed(found) if one.session.state == "held"][:_HELD_SHOWN],
    )


@blueprint.route("/people/<public_id>/sessions/new", methods=["GET", "POST"])
def plan(public_id: str) -> ResponseReturnValue:
    """Plan a session with a coached person, for a step of their plan or in between."""
    session = db.session()
    person = reinforcement.coachee(session, public_id, actor=actor(), at=now()) or abort(404)
    steps = _steps(person)
    form = SessionForm(**_suggested(steps))
    choices = [(one.follow_up.public_id, _step_name(one)) for one in steps]
    form.step.choices = options(choices, empty=_("None: it comes in between"))
    if not form.validate_on_submit() or (wanted := _when(form, actor().time_zone)) is None:
        return _plan_page(form, person), 422 if form.errors else 200
    step = next((one.follow_up for one in steps if one.follow_up.public_id == form.step.data), None)
    try:
        with writing() as writer:
            made = services.plan(
                writer,
                person.id,
                wanted,
                public_id=form.public_id.data or "",
                step=step.id if step else None,
                enrolment=step.enrolment_id if step else None,
                actor=actor(),
                at=now(),
            )
            others = queries.clashes(writer, made)
    except services.NotTheirs:
        abort(404)
    except Refused as refused:
        _refused(form.day, refused)
        return _plan_page(form, person), 422
    _say(_("Planned: %(name)s, %(when)s. Both of you get an invitation.", **_told(made, person)), others, person)
    return redirect(url_for("session_pages.show", public_id=made.public_id))


def _steps(person: Person) -> Sequence[Dated]:
    """Sessions of the person's plans that were not held yet and that no planned session fulfils, the nearest first."""
    session = db.session()
    taken = {
        one.session.follow_up_id
        for one in queries.of_person(session, person.id, actor=actor(), at=now())
        if one.session.state == "planned"
    }
    dated = reinforcement.of_person(session, person.id, at=now())
    return [
        one for one in dated if one.step.kind == "session" and one.state in _PENDING and one.follow_up.id not in taken
    ]


def _suggested(steps: Sequence[Dated]) -> dict[str, object]:
    """The step that the link named, or the one whose window runs or is near; its due day, or tomorrow."""
    named = [one for one in steps if one.follow_up.public_id == request.args.get("step")]
    today = actor().today(now())
    near = [one for one in steps if one.follow_up.opens_on <= today + _NEAR]
    step = next(iter(named or near), None)
    tomorrow = today + timedelta(days=1)
    day = max(step.follow_up.due_on, tomorrow) if step else tomorrow
    return {"day": day, "public_id": new_public_id(), "step": step.follow_up.public_id if step else ""}


def _step_name(one: Dated) -> str:
    days = near_day(one.follow_up.opens_on), near_day(one.follow_up.closes_on)
    return _("%(step)s, between %(opens)s and %(closes)s", step=one.step.title, opens=days[0], closes=days[1])


def _plan_page(form: SessionForm, person: Person) -> str:
    apart = hours_apart(actor(), person, now().business)
    return render_template("sessions/plan.html", form=form, person=person, apart=apart)


def _when(form: SessionForm, zone: str) -> When | None:
    """What the form says; None when the time does not exist, with the sentence beside it."""
    try:
        starts_at = begins_at(form.day.data, form.clock.data, zone)
    except Refused as refused:
        _refused(form.clock, refused)
        return None
    place, link = (" ".join((field.data or "").split()) for field in (form.place, form.link))
    return When(starts_at, zone, form.minutes.data or 0, place, link)


def _refused(field: Field, refused: Refused) -> None:
    field.errors = [*field.errors, refusal(refused)]


def _told(made: CoachingSession, person: Person) -> dict[str, str]:
    return {"name": person.name or "", "when": when(made, actor().time_zone)}


def _say(said: str, others: Sequence[queries.Clash], person: Person) -> None:
    """What was done, and what else lies at that time: a warning, the two decide."""
    flash(said)
    for other in others:
        if other.of_coach:
            flash(_("Look at your calendar: you meet %(name)s at that time too.", name=other.with_whom))
        else:
            flash(_("%(name)s has another session at that time.", name=person.name))


def _find(public_id: str, *parts: str) -> SessionRow:
    found = queries.one(db.session(), public_id, actor=actor(), at=now())
    if found is None or found.part not in parts:
        abort(404)
    return found


@blueprint.route("/sessions/<public_id>/move", methods=["GET", "POST"])
def move(public_id: str) -> ResponseReturnValue:
    """Another time or place."""
    found = _find(public_id, "coach")
    one = found.session
    if one.state != "planned":
        return answer(409, text=refusal(Refused("session_over")))
    there = one.starts_at.astimezone(ZoneInfo(one.time_zone))
    form = SessionForm(
        public_id=one.public_id,
        day=there.date(),
        clock=there.time(),
        minutes=one.minutes,
        place=one.place,
        link=one.link,
    )
    del form.step
    if not form.validate_on_submit() or (wanted := _when(form, one.time_zone)) is None:
        return _move_page(form, found), 422 if form.errors else 200
    try:
        with writing() as writer:
            made = services.move(writer, public_id, wanted, actor=actor(), at=now())
            others = queries.clashes(writer, made)
    except services.NotTheirs:
        abort(404)
    except Refused as refused:
        _refused(form.day, refused)
        return _move_page(form, found), 422
    _say(_("%(name)s: now %(when)s. Both of you are told.", **_told(made, found.person)), others, found.person)
    return redirect(url_for("session_pages.show", public_id=public_id))


def _move_page(form: SessionForm, found: SessionRow) -> str:
    return render_template("sessions/move.html", form=form, found=found)


@blueprint.route("/sessions/<public_id>/cancel", methods=["GET", "POST"])
def cancel(public_id: str) -> ResponseReturnValue:
    """A session does not take place; both read why."""
    found = _find(public_id, "coach", "successor")
    form = CancelForm()
    if not form.validate_on_submit():
        return render_template("sessions/cancel.html", form=form, found=found), 422 if form.errors else 200
    try:
        with writing() as writer:
            services.cancel(writer, public_id, " ".join((form.why.data or "").split()), actor=actor(), at=now())
    except services.NotTheirs:
        abort(404)
    except Refused as refused:
        return answer(409, text=refusal(refused))
    flash(_("Cancelled. Both of you are told."))
    return redirect(url_for("session_pages.show", public_id=public_id))


@blueprint.post("/sessions/<public_id>/notes/<part>/<any(shared, private):kind>")
def note(public_id: str, part: Part, kind: str) -> ResponseReturnValue:
    """Save one note as it is written; the reply is JSON."""
    found = _find(public_id, "coach", "person")
    if part not in PARTS or not found.may_write:
        abort(404)
    form = NoteForm(request.form)
    if not form.validate():
        return jsonify(problem=form.problem), 422
    one = form.as_save(part, kind == "private")
    try:
        with writing() as writer:
            kept = notes.save(writer, public_id, [one], actor=actor(), at=now())[one]
    except services.NotTheirs:
        abort(404)
    if isinstance(kept, notes.Stale):
        stored = kept.stored
        text = _("You changed this on another device at %(time)s.", time=clock_time(stored.saved_at))
        return jsonify(problem=text, theirs=stored.text, revision=stored.revision), 409
    saved_at = kept.saved_at if kept else now().business
    return jsonify(revision=kept.revision if kept else 0, said=_("Saved %(time)s", time=clock_time(saved_at)))
