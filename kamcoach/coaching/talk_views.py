"""The manager's talks before and after a training: what to speak about, and that it took place."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from assessments.scheduling.states import State
from kamcoach.clock import Moment
from kamcoach.coaching.forms import TalkForm
from kamcoach.coaching.sticking import focus_names
from kamcoach.database import db, writing
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement import queries, services
from kamcoach.reinforcement.queries import RUNNING, Dated
from kamcoach.web.cards import Button, Card
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day, refusal

blueprint = Blueprint("talks", __name__, url_prefix="/talks")

_BACK, _AHEAD = timedelta(days=14), timedelta(days=30)
"""How far back the page shows what was held or missed, and how far ahead what comes."""


def talk_title(dated: Dated) -> str:
    """What a talk is called for the manager."""
    if dated.step.before:
        return _("Talk with %(name)s before the training", name=dated.person_name)
    return _("Talk with %(name)s after the training", name=dated.person_name)


def cards(session: Session, actor: Actor, at: Moment) -> Sequence[Card]:
    """A manager's talks that can be held now, as cards of Today."""
    if not actor.holds(Role.MANAGER):
        return ()
    today = actor.today(at)
    found = queries.talks(session, first=today, last=today, actor=actor, at=at)
    return [_card(dated) for dated in found if dated.state in RUNNING]


def _card(dated: Dated) -> Card:
    public_id, row = dated.follow_up.public_id, dated.follow_up
    held = Button(_("We held it"), url_for("talks.held", public_id=public_id))
    guide = [Button(_("What to talk about"), url_for("library.instrument", code=dated.step.instrument))]
    return Card(
        day=row.due_on,
        title=talk_title(dated),
        text=_(
            "Fifteen minutes, best by %(due)s, at the latest %(day)s.",
            due=near_day(row.due_on),
            day=near_day(row.closes_on),
        ),
        buttons=[held, *(guide if dated.step.instrument else [])],
        sees=_(
            "That it took place: you, %(name)s and their coach. What was said stays between you.",
            name=dated.person_name,
        ),
    )


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The talks of the next month and of the last two weeks, what can be held now first."""
    today = actor().today(now())
    found = queries.talks(db.session(), first=today - _BACK, last=today + _AHEAD, actor=actor(), at=now())
    order = {State.LATE: 0, State.DUE: 0, State.OPEN: 0, State.PLANNED: 1}
    rows = sorted(found, key=lambda dated: (order.get(dated.state, 2), dated.follow_up.due_on))
    focus = focus_names(db.session(), [dated.training for dated in rows])
    return render_template("coaching/talks.html", rows=rows, focus=focus, title=talk_title, running=RUNNING)


def _find(public_id: str) -> Dated:
    return queries.talk(db.session(), public_id, actor=actor(), at=now()) or abort(404)


@blueprint.route("/<public_id>/held", methods=["GET", "POST"])
def held(public_id: str) -> ResponseReturnValue:
    """Say that it took place, and what was promised."""
    dated = _find(public_id)
    form = TalkForm(held_on=actor().today(now()))
    if form.validate_on_submit():
        day, words = form.held_on.data, " ".join((form.promised.data or "").split())
        try:
            with writing() as session:
                row = services.lock(session, dated.follow_up.id)
                services.hold(session, row, day, words=words, actor=actor(), at=now())
        except Refused as refused:
            form.held_on.errors = [*form.held_on.errors, refusal(refused)]
        else:
            back = url_for("talks.undo", public_id=public_id)
            flash(_("%(talk)s: held on %(day)s.", talk=talk_title(dated), day=near_day(day)), f"undo {back}")
            return redirect(url_for("talks.index"))
    page = render_template("coaching/talk_held.html", dated=dated, form=form, title=talk_title(dated))
    return page, 422 if form.errors else 200


@blueprint.post("/<public_id>/undo")
def undo(public_id: str) -> ResponseReturnValue:
    """Take it back."""
    dated = _find(public_id)
    try:
        with writing() as session:
            services.undo(session, services.lock(session, dated.follow_up.id), actor=actor(), at=now())
    except services.NothingToUndo:
        return answer(409, text=_("It was changed since, or somebody else marked it."))
    flash(_("%(talk)s is as it was.", talk=talk_title(dated)))
    return redirect(url_for("talks.index"))
