"""A person's own calendar for their phone: its private address, and what is read there."""

from hashlib import sha256

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kamcoach.calendars import queries, services
from kamcoach.calendars.entries import file_of
from kamcoach.config import Settings
from kamcoach.database import db, writing
from kamcoach.web.context import actor, now
from kamcoach.web.language import gettext as _
from kamcoach.web.language import in_language
from kamcoach.web.limits import limiter

blueprint = Blueprint("calendars", __name__)


def _settings() -> Settings:
    found: Settings = current_app.extensions["kamcoach.settings"]
    return found


@blueprint.route("/me/calendar", methods=["GET", "POST"])
def mine() -> ResponseReturnValue:
    """The address; posting makes a new one, and the one before stops working."""
    if request.method == "POST":
        with writing() as session:
            services.make_address(session, actor=actor(), at=now())
        flash(_("This is your new address. An earlier one no longer works."))
        return redirect(url_for("calendars.mine"))
    feed = queries.own_feed(db.session(), actor=actor())
    address = _settings().base_url + services.path_of(feed) if feed else ""
    return render_template("calendars/mine.html", address=address, feed=feed)


@blueprint.post("/me/calendar/revoke")
def revoke() -> ResponseReturnValue:
    """Let the address stop working, without another one."""
    with writing() as session:
        services.revoke(session, actor=actor(), at=now())
    flash(_("The address no longer works."))
    return redirect(url_for("calendars.mine"))


def _address_asked() -> str:
    """What readings are counted by: many calendars ask from the same machines of one provider."""
    token = str((request.view_args or {}).get("token", ""))
    return "calendar " + token.partition("~")[0]


def _was_refused(response: Response) -> bool:
    return response.status_code == 404


@blueprint.get("/calendar/<token>.ics")
@limiter.limit("60/15 minutes", key_func=_address_asked)
@limiter.limit("30/15 minutes", deduct_when=_was_refused)
def feed(token: str) -> ResponseReturnValue:
    """The calendar, for whoever knows its address: no cookie is read or set, and every address that does not work gets
    the very same answer."""
    feed_id = services.feed_id_of(token)
    found = queries.usable(db.session(), feed_id) if feed_id is not None else None
    if found is None:
        return Response("There is no calendar at this address.\n", 404, content_type="text/plain; charset=utf-8")
    with in_language(found.person.locale):
        entries = queries.entries(db.session(), found, base_url=_settings().base_url, at=now())
        made = file_of(entries, name=_("KAM Coach: %(name)s", name=found.person.name))
    response = Response(made, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = "inline; filename=kam-coach.ics"
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.set_etag(sha256(made).hexdigest())
    return response.make_conditional(request)
