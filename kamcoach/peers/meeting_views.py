"""The meetings of one's own trio: whom to meet, about what, and one tick that it took place."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.clock import Moment
from kamcoach.database import db, writing
from kamcoach.peers import holding, meetings
from kamcoach.peers.meetings import OWN, Meeting
from kamcoach.peers.naming import those_names
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement.services import NothingToUndo
from kamcoach.web.cards import Button, Card
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day, refusal

blueprint = Blueprint("meetings", __name__, url_prefix="/meetings")
blueprint.add_app_template_filter(those_names)


def _own(public_id: str) -> Meeting:
    return meetings.meeting(db.session(), public_id, actor=actor(), at=now()) or abort(404)


@blueprint.get("/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """A meeting of one's own trio: whom to meet, the question for all, and the tick that it took place."""
    found = _own(public_id)
    return render_template("peers/meeting.html", meeting=found, is_open=found.is_open(now()), sentence=OWN.sentence)


@blueprint.post("/<public_id>/held")
def held(public_id: str) -> ResponseReturnValue:
    """It took place."""
    found = _own(public_id)
    try:
        with writing() as session:
            holding.hold(session, found, actor=actor(), at=now())
    except Refused as refused:
        return answer(409, text=refusal(refused))
    flash(_("Noted: your trio met."))
    return redirect(url_for("meetings.show", public_id=public_id))


@blueprint.post("/<public_id>/not-held")
def not_held(public_id: str) -> ResponseReturnValue:
    """It did not take place after all."""
    found = _own(public_id)
    try:
        with writing() as session:
            holding.take_back(session, found, actor=actor(), at=now())
    except NothingToUndo:
        return answer(409, text=_("Your coach has changed this since. Ask them."))
    flash(_("Taken back."))
    return redirect(url_for("meetings.show", public_id=public_id))


def on_today(session: Session, reader: Actor, at: Moment) -> Sequence[Card]:
    """A card for each meeting whose weeks run, until it is ticked."""
    return [
        Card(
            day=one.follow_up.due_on,
            title=_("Meet your trio: %(names)s", names=those_names(one.others)),
            text=_(
                "%(minutes)s minutes until %(day)s, with one question for all of you.",
                minutes=one.step.minutes,
                day=near_day(one.follow_up.closes_on),
            ),
            quote=one.prompt,
            buttons=[
                Button(_("It took place"), url_for("meetings.held", public_id=one.follow_up.public_id), {}),
                Button(_("Open the question"), url_for("meetings.show", public_id=one.follow_up.public_id)),
            ],
            sees=str(OWN.sentence),
        )
        for one in meetings.open_meetings(session, actor=reader, at=at)
    ]
