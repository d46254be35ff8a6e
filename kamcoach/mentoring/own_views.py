"""The page "Your mentor": looks at one's plans, what became of them, and asking for a comment."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments.refusals import Refused
from kamcoach.database import db, writing
from kamcoach.mentoring import comments, queries
from kamcoach.mentoring.comments import Wish
from kamcoach.mentoring.forms import AskForm, ReplyForm
from kamcoach.portfolio import queries as portfolio
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import refusal

blueprint = Blueprint("own_mentor", __name__)


@blueprint.get("/mentor")
def index() -> ResponseReturnValue:
    """Who accompanies the actor, what they looked at, what was asked of them."""
    session, person_id = db.session(), actor().person_id
    return render_template(
        "mentoring/own.html",
        mentor=queries.mentor_of(session, person_id, on=actor().today(now())),
        looks=[one for one in queries.looks(session, [person_id]).get(person_id, ()) if one.sent_at is not None],
        requests=queries.requests(session, [person_id]),
    )


@blueprint.route("/mentor/ask", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Show the mentor a plan or a proposal."""
    session, today = db.session(), actor().today(now())
    mentor = queries.mentor_of(session, actor().person_id, on=today)
    if mentor is None:
        return answer(409, text=_("You have no mentor at present. An administrator names one."))
    form = AskForm()
    accounts = portfolio.nameable(session, [actor().person_id], on=today)
    form.account.choices = options(((one.public_id, one.name) for one in accounts), empty=_("No particular one"))
    if form.validate_on_submit():
        try:
            with writing() as write:
                comments.ask(write, _wish(form), actor=actor(), at=now())
        except Refused as refused:
            field = form.wanted_by if refused.code == "comment_in_past" else form.account
            field.errors = [*field.errors, refusal(refused)]
        else:
            flash(_("%(name)s is told by mail.", name=mentor.name))
            return redirect(url_for("own_mentor.index"))
    page = render_template("mentoring/ask.html", form=form, mentor=mentor)
    return page, 422 if form.errors else 200


def _wish(form: AskForm) -> Wish:
    return Wish(
        about=form.about.data,
        title=" ".join((form.title.data or "").split()),
        link=(form.link.data or "").strip(),
        words=(form.words.data or "").strip(),
        wanted_by=form.wanted_by.data,
        account=form.account.data or "",
    )


@blueprint.route("/mentor/looks/<public_id>", methods=["GET", "POST"])
def look(public_id: str) -> ResponseReturnValue:
    """What became of the comment of a look."""
    found = queries.own_look(db.session(), public_id, actor=actor()) or abort(404)
    if not found.comment:
        abort(404)
    form = ReplyForm(text=found.reply)
    if not form.validate_on_submit():
        return render_template("mentoring/look.html", look=found, form=form), 422 if form.errors else 200
    text = (form.text.data or "").strip()
    with writing() as session:
        comments.reply_to_look(session, found, text, actor=actor(), at=now())
    flash(_("Kept. The next look begins with it."))
    return redirect(url_for("own_mentor.index"))
