"""The administrator's page of messages: what waits, what was not delivered and why, and another try."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kamcoach.database import db, writing
from kamcoach.notifications import queries, services
from kamcoach.notifications.kinds import kind_of
from kamcoach.notifications.models import TROUBLE
from kamcoach.notifications.saying import STATES, state_name, why
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext

blueprint = Blueprint("messages", __name__)

_CHUNK = 100


@blueprint.get("/administration/messages")
def index() -> ResponseReturnValue:
    """Messages by state, the newest first; without a choice those that did not arrive."""
    state, person = request.args.get("state", ""), request.args.get("person", "")[:16].replace("\0", "")
    states = (state,) if state in STATES else TROUBLE
    page = request.args.get("page", 1, type=int)
    found = queries.messages(db.session(), states=states, person=person, page=min(page, 10_000))
    return render_template(
        "notifications/index.html",
        found=found,
        state=state if state in STATES else "",
        person=person,
        kind_of=kind_of,
        state_name=state_name,
        why=why,
    )


@blueprint.post("/administration/messages/<public_id>/again")
def again(public_id: str) -> ResponseReturnValue:
    """Let one message leave once more, as when an address was corrected."""
    with writing() as session:
        message = queries.one_in_trouble(session, public_id) or abort(404)
        tried = services.try_again(session, message, actor=actor(), at=now())
    if not tried:
        return answer(409, text=_("This message is not in trouble any more. Reload the page and look where it stands."))
    flash(_("It is tried again within a minute. If its reason is gone meanwhile, it is not sent."))
    return redirect(url_for("messages.index"))


@blueprint.post("/administration/messages/again")
def all_again() -> ResponseReturnValue:
    """Let everything that was not delivered leave once more, as after a mail server was out; a hundred in a write."""
    count = 0
    while True:
        with writing() as session:
            some = queries.some_in_trouble(session, most=_CHUNK)
            count += sum(services.try_again(session, one, actor=actor(), at=now()) for one in some)
        if not some:
            break
    said = ngettext("%(num)s message is tried again.", "%(num)s messages are tried again.", count)
    flash(said if count else _("Nothing was to be tried again."))
    return redirect(url_for("messages.index"))


@blueprint.app_context_processor
def for_a_person() -> dict[str, object]:
    """Whether mail reaches a person, for the page about them; asked for there only."""
    return {"undelivered": _undelivered}


def _undelivered(person: str) -> tuple[int, str]:
    count, last_error = queries.undelivered(db.session(), person)
    return count, why(last_error)
