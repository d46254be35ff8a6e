"""A plan or proposal that somebody showed their mentor: what it is, the comment, what became of it; for both."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments.refusals import Refused
from kamcoach.database import db, writing
from kamcoach.mentoring import comments, queries
from kamcoach.mentoring.forms import CommentForm, ReplyForm
from kamcoach.mentoring.queries import Asked
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import refusal

blueprint = Blueprint("comments", __name__)


def _asked(public_id: str) -> Asked:
    return queries.request(db.session(), public_id, actor=actor(), at=now()) or abort(404)


@blueprint.get("/comments/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """What was asked, the comment, what became of it; with a form for whoever's turn it is."""
    return _page(_asked(public_id))


def _page(one: Asked, *, comment: CommentForm | None = None, reply: ReplyForm | None = None) -> str:
    row = one.request
    return render_template(
        "mentoring/request.html",
        one=one,
        is_own=row.person_id == actor().person_id,
        comment_form=comment or CommentForm(formdata=None, text=row.comment),
        reply_form=reply or ReplyForm(formdata=None, text=row.reply),
    )


@blueprint.post("/comments/<public_id>/comment")
def comment(public_id: str) -> ResponseReturnValue:
    """The mentor comments."""
    one, form = _asked(public_id), CommentForm()
    if one.request.person_id == actor().person_id:
        abort(404)
    if not form.validate_on_submit():
        return _page(one, comment=form), 422
    text = (form.text.data or "").strip()
    try:
        with writing() as session:
            comments.comment(session, public_id, text, actor=actor(), at=now())
    except comments.NotTheirs:
        abort(404)
    except Refused as refused:
        form.text.errors = [refusal(refused)]
        return _page(_asked(public_id), comment=form), 422
    flash(_("%(name)s is told by mail.", name=one.person))
    return redirect(url_for("mentoring.index"))


@blueprint.post("/comments/<public_id>/reply")
def reply(public_id: str) -> ResponseReturnValue:
    """The person says what became of it."""
    one, form = _asked(public_id), ReplyForm()
    if one.request.person_id != actor().person_id or one.request.commented_at is None:
        abort(404)
    if not form.validate_on_submit():
        return _page(one, reply=form), 422
    text = (form.text.data or "").strip()
    with writing() as session:
        comments.reply(session, public_id, text, actor=actor(), at=now())
    flash(_("Kept. The next look begins with it."))
    return redirect(url_for("own_mentor.index"))


@blueprint.post("/comments/<public_id>/withdraw")
def withdraw(public_id: str) -> ResponseReturnValue:
    """The person takes it back."""
    if _asked(public_id).request.person_id != actor().person_id:
        abort(404)
    try:
        with writing() as session:
            comments.withdraw(session, public_id, actor=actor(), at=now())
    except Refused as refused:
        return answer(409, text=refusal(refused))
    flash(_("Taken back."))
    return redirect(url_for("own_mentor.index"))
