"""Sign-in, sign-out, forgotten password, and the mailed link that sets one."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address

from kamcoach.database import db, writing
from kamcoach.people.models import Person
from kamcoach.people.queries import by_public_id
from kamcoach.people.services import LastAdministrator
from kamcoach.signin import passwords, queries, services
from kamcoach.signin.forms import ForgotForm, NewPasswordForm, SignInForm
from kamcoach.signin.identity import remember
from kamcoach.web.context import actor, actor_or_none, now
from kamcoach.web.errors import answer
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.limits import limiter
from kamcoach.web.shell import home

blueprint = Blueprint("signin", __name__)


def _email_typed() -> str:
    return request.form.get("email", "")[:254].strip().lower() or get_remote_address()


def _was_refused(response: object) -> bool:
    return getattr(response, "status_code", 200) != 302


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("30/minute", methods=["POST"], deduct_when=_was_refused)
@limiter.limit("10/15 minutes", methods=["POST"], key_func=_email_typed, deduct_when=_was_refused)
def sign_in() -> ResponseReturnValue:
    """Ask for email and password; the answer does not tell which of the two was wrong."""
    form = SignInForm(next=safe_path(request.args.get("next")))
    if not form.validate_on_submit():
        if actor_or_none() and request.method == "GET" and "who" not in request.args:
            return redirect(home())
        return render_template("signin/sign_in.html", form=form), 422 if form.errors else 200
    claim = queries.claim_by_email(db.session(), (form.email.data or "").strip())
    db.session.close()  # hashing takes a while: hold no snapshot meanwhile
    if not passwords.is_right(form.password.data or "", claim.password_hash if claim else None) or claim is None:
        form.password.errors = [_("Email and password do not fit together.")]
        return render_template("signin/sign_in.html", form=form), 422
    enter(claim.person_id)
    return redirect(safe_path(form.next.data) or home())


def enter(person_id: int) -> None:
    """Start a fresh session for a person; whatever session this browser had before is ended."""
    before = actor_or_none()
    with writing() as database:
        if before is not None:
            services.end_session(database, before.session_token, at=now())
        token = services.start_session(database, person_id, at=now())
    session.clear()
    session.permanent = True
    person = queries.actor_of(db.session(), token, at=now())
    if person is None:
        abort(403)
    remember(person)


def safe_path(target: str | None) -> str | None:
    """A path on this site, or None: never a way to somebody else's."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return target if not parts.netloc and not parts.scheme and target.isprintable() else None


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session in the database and forget the cookie."""
    person = actor_or_none()
    if person is not None:
        with writing() as database:
            services.end_session(database, person.session_token, at=now())
    session.clear()
    return redirect(url_for("signin.sign_in"))


@blueprint.route("/forgot-password", methods=["GET", "POST"])
@limiter.limit("10/15 minutes", methods=["POST"])
def forgot() -> ResponseReturnValue:
    """Mail a link; the page says the same whether or not the address is known."""
    form = ForgotForm()
    if not form.validate_on_submit():
        return render_template("signin/forgot.html", form=form), 422 if form.errors else 200
    claim = queries.claim_by_email(db.session(), (form.email.data or "").strip())
    if claim is not None:
        with writing() as database:
            person = database.get_one(Person, claim.person_id)
            services.mail_link(database, person, "reset", actor=None, at=now())
    flash(_("If we know this address, a link is on its way. It works for two hours, once."))
    return redirect(url_for("signin.sign_in"))


@blueprint.route("/link/<token>", methods=["GET", "POST"])
@limiter.limit("30/15 minutes", methods=["POST"])
def use_link(token: str) -> ResponseReturnValue:
    """Set a password by a mailed link. Opening it uses nothing up: mail scanners open links."""
    try:
        link = queries.usable_link(db.session(), services.link_id_of(token), at=now())
    except services.LinkRefused:
        link = None
    if link is None:
        return render_template("signin/link_over.html"), 404
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return render_template("signin/new_password.html", form=form, link=link), 422 if form.errors else 200
    hashed = passwords.hash_password(form.password.data or "")
    try:
        with writing() as database:
            person_id = services.set_password_by_link(database, token, hashed, at=now())
    except services.LinkRefused:
        return render_template("signin/link_over.html"), 404
    enter(person_id)
    return redirect(home())


@blueprint.post("/administration/people/<public_id>/invite")
def invite(public_id: str) -> ResponseReturnValue:
    """Mail an invitation; an earlier one stops working."""
    with writing() as database:
        person = by_public_id(database, public_id) or abort(404)
        if person.disabled_at is not None or not person.email:
            return answer(409, text=_("This person cannot sign in just now, so nothing was mailed."))
        services.mail_link(database, person, "invitation", actor=actor(), at=now())
        name = person.name
    flash(_("An invitation to %(name)s is on its way.", name=name))
    return redirect(url_for("people.show", public_id=public_id))


@blueprint.post("/administration/invitations")
def invite_everybody() -> ResponseReturnValue:
    """Mail an invitation to everybody who can neither sign in nor has one, in writes of fifty."""
    count = 0
    while True:
        with writing() as database:
            invited = services.invite_some(database, actor=actor(), at=now())
        if not invited:
            break
        count += invited
    said = ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", count)
    flash(said if count else _("Everybody is invited already; nothing was mailed."))
    return redirect(url_for("setup.index"))


@blueprint.post("/administration/people/<public_id>/door")
def set_disabled(public_id: str) -> ResponseReturnValue:
    """Disable or enable a person."""
    do = request.form.get("do")
    if do not in ("disable", "enable"):
        abort(400)
    disable = do == "disable"
    try:
        with writing() as database:
            person = by_public_id(database, public_id) or abort(404)
            services.set_disabled(database, person, disable, actor=actor(), at=now())
            name = person.name
    except LastAdministrator:
        return answer(409, text=_("Nobody could administrate any more. Make somebody else administrator first."))
    said = _("%(name)s is signed out and cannot sign in.") if disable else _("%(name)s can sign in again.")
    flash(said % {"name": name})
    return redirect(url_for("people.show", public_id=public_id))
