"""One act for several people of the queue: ticked there, done at once or after one more page."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import Field

from assessments.refusals import Refused
from assessments.scheduling.states import State
from kamcoach.coaching import queries, several
from kamcoach.coaching.forms import HandOverForm, HoldForm, MoveForm, SpokeForm
from kamcoach.coaching.naming import listed
from kamcoach.coaching.queue import Row
from kamcoach.coaching.several import Change, Outcome
from kamcoach.coaching.views import own_queue
from kamcoach.database import db
from kamcoach.people.queries import by_public_id
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.reinforcement import services as reinforcing
from kamcoach.reinforcement.queries import Dated
from kamcoach.web.context import actor, now
from kamcoach.web.days import parse_day
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.texts import near_day, refusal

blueprint = Blueprint("several", __name__, url_prefix="/queue")

_PAGES = ("move", "held", "spoke", "hand_over")
_UNDONE_AT_ONCE = 60


@blueprint.post("/several")
def begin() -> ResponseReturnValue:
    """Nudge at once, or go to the page that asks for a day or a reason. With `only` it is that one person."""
    do, only = request.form.get("do", ""), request.args.get("only")
    who = [only] if only else request.form.getlist("who")
    if do == "nudge":
        return _nudge(_rows(who)) if who else _nobody()
    if do not in _PAGES:
        abort(400)
    return redirect(url_for(f"several.{do}", who=who)) if who else _nobody()


def _nobody() -> ResponseReturnValue:
    flash(_("Nobody was chosen. Tick somebody first."))
    return redirect(url_for("coaching.queue"))


def _rows(who: Sequence[str]) -> Sequence[Row]:
    """The chosen people as they stand in the queue; 404 when one of them is not the actor's."""
    if not who:
        abort(404)
    queue = own_queue()
    if not set(who) <= {person.public_id for person in queue.people}:
        abort(404)
    known = {row.person.public_id: row for row in queue.rows}
    missing = (person for person in queue.people if person.public_id in who and person.public_id not in known)
    return [row for row in queue.rows if row.person.public_id in who] + [Row(person, ()) for person in missing]


def _steps(rows: Sequence[Row], fits: Callable[[Dated], bool]) -> Sequence[Dated]:
    return [one.dated for row in rows for one in row.reasons if one.dated is not None and fits(one.dated)]


def _is_running(dated: Dated) -> bool:
    return dated.state in reinforcement.RUNNING


def _nudge(rows: Sequence[Row]) -> ResponseReturnValue:
    steps = _steps(rows, _is_running)
    result = several.nudge({one.follow_up.id: one.follow_up.public_id for one in steps}, actor=actor(), at=now())
    if result.told:
        flash(
            ngettext(
                "One reminder leaves, to %(names)s.",
                "%(num)s reminders leave, to %(names)s.",
                len(result.told),
                names=listed(result.told),
            )
        )
    if result.spared:
        flash(_("Left alone, because they had one in the last three days: %(names)s.", names=listed(result.spared)))
    if not result.told and not result.spared:
        flash(_("There is nobody to nudge: nobody who owes an answer can be reached by mail."))
    return redirect(url_for("coaching.queue"))


@blueprint.route("/move", methods=["GET", "POST"])
def move() -> ResponseReturnValue:
    """Another due day for what is open of several people."""
    form = MoveForm()
    steps = _steps(_rows(request.values.getlist("who")), _is_running)

    def change() -> tuple[Change, str]:
        day, reason = form.due_on.data, (form.reason.data or "").strip()
        said = _("Moved to %(day)s", day=near_day(day))
        return lambda session, row: reinforcing.move(session, row, day, reason, actor=actor(), at=now()), said

    return _change("move", form, form.due_on, steps, change)


@blueprint.route("/held", methods=["GET", "POST"])
def held() -> ResponseReturnValue:
    """The day on which the managers' talks of several people took place."""
    form = HoldForm(held_on=actor().today(now()))
    steps = _steps(_rows(request.values.getlist("who")), lambda one: one.follow_up.kind == "talk")

    def change() -> tuple[Change, str]:
        day = form.held_on.data
        said = _("Marked as held")
        return lambda session, row: reinforcing.hold(session, row, day, actor=actor(), at=now()), said

    return _change("held", form, form.held_on, steps, change)


@blueprint.route("/spoke", methods=["GET", "POST"])
def spoke() -> ResponseReturnValue:
    """That the coach spoke with people about what is late or closed in silence."""
    form = SpokeForm()
    steps = _steps(_rows(request.values.getlist("who")), lambda one: one.state in (State.LATE, State.DUE, State.MISSED))

    def change() -> tuple[Change, str]:
        words = (form.reason.data or "").strip()
        said = _("Noted that you spoke")
        return lambda session, row: reinforcing.remark(session, row, "spoke", words, actor=actor(), at=now()), said

    return _change("spoke", form, form.reason, steps, change)


def _change(
    act: str, form: FlaskForm, field: Field, steps: Sequence[Dated], change: Callable[[], tuple[Change, str]]
) -> ResponseReturnValue:
    """Show the page, or do it: what can be done is done; when nothing can, the page says why, with the input kept."""
    refused: dict[int, str] = {}
    if steps and form.validate_on_submit():
        what, said = change()
        outcome = several.change_several([one.follow_up.id for one in steps], what)
        refused = {key: refusal(why) for key, why in outcome.refused.items()}
        if outcome.done:
            _say(said, steps, outcome, refused)
            return redirect(url_for("coaching.queue"))
        field.errors = [*field.errors, *dict.fromkeys(refused.values())]
    page = render_template("coaching/several.html", act=act, form=form, steps=steps, refused=refused)
    return page, 422 if form.errors else 200


def _say(said: str, steps: Sequence[Dated], outcome: Outcome, refused: dict[int, str]) -> None:
    done = [one for one in steps if one.follow_up.id in outcome.done]
    back = url_for("several.undo", of=[one.follow_up.public_id for one in done])
    category = f"undo {back}" if len(done) <= _UNDONE_AT_ONCE else "message"
    flash(f"{said}: {listed([f'{one.person_name} ({one.step.title})' for one in done])}.", category)
    for why in dict.fromkeys(refused.values()):
        names = listed([one.person_name for one in steps if refused.get(one.follow_up.id) == why])
        flash(_("Not done for %(names)s: %(why)s", names=names, why=why))


@blueprint.post("/undo")
def undo() -> ResponseReturnValue:
    """Take the last act for several back."""
    asked = request.values.getlist("of")[:_UNDONE_AT_ONCE]
    found = reinforcement.several(db.session(), asked, actor=actor(), at=now())
    if not asked or len(found) < len(set(asked)):
        abort(404)
    outcome = several.undo_several([one.follow_up.id for one in found], actor=actor(), at=now())
    back = [one.person_name for one in found if one.follow_up.id in outcome.done]
    kept = [one.person_name for one in found if one.follow_up.id in outcome.refused]
    if back:
        flash(_("Taken back: %(names)s.", names=listed(back)))
    if kept:
        flash(_("Not taken back, because it was changed since or has opened: %(names)s.", names=listed(kept)))
    return redirect(url_for("coaching.queue"))


@blueprint.route("/hand-over", methods=["GET", "POST"])
def hand_over() -> ResponseReturnValue:
    """Another coach for several people from a day on, and perhaps back again: holidays."""
    rows = _rows(request.values.getlist("who"))
    coaches = queries.other_coaches(db.session(), actor=actor())
    form = HandOverForm(from_date=actor().today(now()) + timedelta(days=1))
    form.coach.choices = options(coaches, empty=_("Choose a coach"))
    if form.validate_on_submit():
        first, back_on = form.from_date.data, form.back_on.data
        to = by_public_id(db.session(), form.coach.data) or abort(404)
        try:
            outcome = several.hand_over(
                [row.person.person_id for row in rows], to.id, first=first, back_on=back_on, actor=actor(), at=now()
            )
        except Refused as refused:
            field = form.back_on if refused.code == "back_before_away" else form.from_date
            field.errors = [*field.errors, refusal(refused)]
        else:
            _say_handed_over(rows, outcome, dict(coaches)[form.coach.data], first, back_on)
            return redirect(url_for("coaching.queue"))
    return render_template("coaching/hand_over.html", form=form, rows=rows), 422 if form.errors else 200


def _say_handed_over(rows: Sequence[Row], outcome: Outcome, coach: str, first: date, back_on: date | None) -> None:
    done = [row.person for row in rows if row.person.person_id in outcome.done]
    facts = {"coach": coach, "names": listed([one.name for one in done]), "day": near_day(first)}
    said = _("From %(day)s on %(coach)s coaches %(names)s.", **facts)
    if back_on is not None:
        said += " " + _("From %(day)s on they are yours again.", day=near_day(back_on))
    back = url_for("several.keep", since=first, who=[one.public_id for one in done])
    if done:
        flash(said, f"undo {back}" if len(done) <= _UNDONE_AT_ONCE else "message")
    for key, why in outcome.refused.items():
        name = next(row.person.name for row in rows if row.person.person_id == key)
        flash(_("Not done for %(names)s: %(why)s", names=name, why=refusal(why)))


@blueprint.post("/keep")
def keep() -> ResponseReturnValue:
    """Take a hand-over back before its day."""
    first = parse_day(request.values.get("since", ""))
    if not isinstance(first, date) or first <= actor().today(now()):
        abort(404)
    rows = _rows(request.values.getlist("who"))
    several.keep([row.person.person_id for row in rows], first=first, actor=actor(), at=now())
    flash(_("They stay yours: %(names)s.", names=listed([row.person.name for row in rows])))
    return redirect(url_for("coaching.queue"))
