"""The mentor's pages: whom they accompany, what is due, and the look itself."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments.refusals import Refused
from kamcoach.database import db, writing
from kamcoach.mentoring import looks, queries
from kamcoach.mentoring.forms import LookForm
from kamcoach.mentoring.queries import Accompanied
from kamcoach.portfolio import queries as portfolio
from kamcoach.web.context import actor, now
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import refusal

blueprint = Blueprint("mentoring", __name__)


@blueprint.get("/mentoring")
def index() -> ResponseReturnValue:
    """Whom the actor accompanies, what is due and what waits for a comment."""
    people = queries.accompanied(db.session(), actor=actor(), at=now())
    waiting = sorted((one for person in people for one in person.waiting), key=lambda one: one.request.wanted_by)
    ordered = sorted(people, key=lambda one: (not one.is_due, one.person.name))
    return render_template("mentoring/index.html", people=ordered, waiting=waiting, today=actor().today(now()))


def _one(public_id: str) -> Accompanied:
    found = queries.accompanied(db.session(), actor=actor(), at=now(), public_id=public_id)
    return found[0] if found else abort(404)


def _form(one: Accompanied) -> LookForm:
    form = LookForm()
    accounts = portfolio.nameable(db.session(), [one.person.id], on=actor().today(now()))
    form.account.choices = options(((row.public_id, row.name) for row in accounts), empty=_("Choose an account"))
    return form


@blueprint.get("/mentoring/<public_id>")
def person(public_id: str) -> ResponseReturnValue:
    """One person: what became of the last comments, and the way to the next look."""
    one = _one(public_id)
    return _page(one, _form(one))


@blueprint.post("/mentoring/<public_id>/look")
def begin(public_id: str) -> ResponseReturnValue:
    """Begin the look at the plan of one account, or go on with it."""
    one = _one(public_id)
    form = _form(one)
    if form.validate_on_submit():
        account = form.account.data
        try:
            with writing() as session:
                sheet = looks.begin(session, public_id, account, actor=actor(), at=now())
        except Refused as refused:
            form.account.errors = [refusal(refused)]
            return _page(_one(public_id), form), 422
        except looks.NotAccompanied:
            abort(404)
        return redirect(url_for("assessing.answer", public_id=sheet))
    return _page(one, form), 422


def _page(one: Accompanied, form: LookForm) -> str:
    return render_template(
        "mentoring/person.html",
        one=one,
        form=form,
        running=[look for look in one.looks if look.is_open(now()) and look.assessment.rater_id == actor().person_id],
        sent=[look for look in one.looks if look.sent_at is not None],
    )
