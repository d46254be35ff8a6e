"""A person's booster cards, one at a time."""

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.clock import Moment
from kamcoach.database import db, writing
from kamcoach.permissions.actor import Actor
from kamcoach.recall import queries, services
from kamcoach.recall.forms import CardForm, card_form
from kamcoach.recall.outlook import outlook
from kamcoach.recall.queries import OWN, Shown
from kamcoach.web.cards import Button, Card
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer as error_page
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.texts import refusal

blueprint = Blueprint("cards", __name__, url_prefix="/cards")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The first card that waits; where none does, when the next ones come."""
    session = db.session()
    waiting = queries.waiting(session, actor=actor(), at=now())
    if waiting:
        return _page(waiting[0], waiting, card_form(waiting[0]))
    return render_template(
        "recall/none.html",
        outlook=outlook(session, actor=actor(), at=now()),
        answered=queries.answered_lately(session, actor=actor(), at=now()),
    )


@blueprint.get("/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """One card: to answer while it waits, else with the reasons."""
    session = db.session()
    shown = queries.one(session, public_id, actor=actor(), at=now()) or abort(404)
    waiting = queries.waiting(session, actor=actor(), at=now())
    if shown.chosen is not None:
        return _result(session, shown, waiting)
    if shown.showing.id not in [one.showing.id for one in waiting]:
        return redirect(url_for("cards.index"))
    return _page(shown, waiting, card_form(shown))


@blueprint.post("/<public_id>")
def answer(public_id: str) -> ResponseReturnValue:
    """Choose; the first answer counts, and every further one leads to the same page."""
    session = db.session()
    shown = queries.one(session, public_id, actor=actor(), at=now()) or abort(404)
    if shown.chosen is not None:
        return redirect(url_for("cards.show", public_id=public_id))
    form = card_form(shown)
    if not form.validate():
        return _page(shown, queries.waiting(session, actor=actor(), at=now()), form), 422
    try:
        with writing() as writer:
            services.answer(writer, shown, form.choice.data, at_once=bool(form.at_once.data), actor=actor(), at=now())
    except Refused as refused:
        return error_page(409, text=refusal(refused))
    return redirect(url_for("cards.show", public_id=public_id))


def _page(shown: Shown, waiting: Sequence[Shown], form: CardForm) -> str:
    return render_template("recall/card.html", shown=shown, form=form, left=len(waiting), sees=OWN.sentence)


def _result(session: Session, shown: Shown, waiting: Sequence[Shown]) -> str:
    ahead = outlook(session, actor=actor(), at=now()) if not waiting else None
    return render_template("recall/result.html", shown=shown, waiting=waiting, outlook=ahead, sees=OWN.sentence)


def on_today(session: Session, reader: Actor, at: Moment) -> Sequence[Card]:
    """One card on Today while booster cards wait."""
    waiting = queries.waiting(session, actor=reader, at=at)
    if not waiting:
        return []
    count = len(waiting)
    return [
        Card(
            day=waiting[0].showing.shown_on,
            title=ngettext("A card for you", "%(num)s cards for you", count),
            text=_("A short case each: what would you do? Three minutes at most, with the reasons."),
            buttons=[Button(_("Look at the first card"), url_for("cards.index"))],
            sees=str(OWN.sentence),
        )
    ]
