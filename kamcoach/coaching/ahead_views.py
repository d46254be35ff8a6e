"""The coach's week and month."""

import re
from calendar import monthrange
from datetime import date, timedelta

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from kamcoach.assessing import queries as assessing
from kamcoach.coaching.ahead import ahead
from kamcoach.coaching.views import blind_of
from kamcoach.database import db
from kamcoach.web.context import actor, now
from kamcoach.web.days import parse_day

blueprint = Blueprint("ahead", __name__, url_prefix="/queue")

_MONTH = re.compile(r"(20\d\d|21\d\d)-(0[1-9]|1[0-2])")
_DAY = timedelta(days=1)


@blueprint.get("/week")
def week() -> ResponseReturnValue:
    """The seven days from Monday on around a day (default: today)."""
    day = parse_day(request.args["of"]) if "of" in request.args else actor().today(now())
    if not isinstance(day, date):
        abort(404)
    first = day - day.weekday() * _DAY
    return _page("coaching/week.html", first, first + 6 * _DAY, first - 7 * _DAY, first + 7 * _DAY)


@blueprint.get("/month")
def month() -> ResponseReturnValue:
    """A month (default: this one)."""
    today = actor().today(now())
    of = request.args.get("of", f"{today:%Y-%m}")
    if not _MONTH.fullmatch(of):
        abort(404)
    first = date(int(of[:4]), int(of[5:]), 1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return _page("coaching/month.html", first, last, first - _DAY, last + _DAY)


def _page(template: str, first: date, last: date, before: date, after: date) -> ResponseReturnValue:
    session = db.session()
    owed = blind_of(assessing.due_for(session, actor=actor(), at=now()))
    days = ahead(session, first, last, owed=owed, actor=actor(), at=now())
    every = [first + n * _DAY for n in range((last - first).days + 1)]
    today = actor().today(now())
    return render_template(
        template, days=days, every=every, first=first, last=last, before=before, after=after, today=today
    )
