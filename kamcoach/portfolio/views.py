"""Key accounts: the list, one of them with its team and its contacts, and changing it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.database import db, writing
from kamcoach.people import queries as people
from kamcoach.permissions.roles import Role
from kamcoach.portfolio import queries, services
from kamcoach.portfolio.forms import ContactForm, EndForm, MemberForm, NameForm, NewAccountForm
from kamcoach.portfolio.models import KeyAccount
from kamcoach.web.context import actor, now
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day, refusal

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The key accounts that the actor may see."""
    found = queries.accounts(db.session(), actor=actor(), at=now())
    may_create = actor().holds(Role.TRAINEE, Role.ADMINISTRATOR)
    return render_template("portfolio/index.html", accounts=found, may_create=may_create)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new key account: a trainee leads what they create, an administrator says who does."""
    form = NewAccountForm()
    if actor().holds(Role.ADMINISTRATOR):
        form.lead.choices = options(people.possible_holders(db.session()), empty=_("Choose a person"))
    else:
        del form.lead
    if form.validate_on_submit():
        try:
            made = _create(form)
        except services.AlreadyThere:
            form.name.errors = [_("There is a key account of this name already. Ask its lead to take you on.")]
        else:
            flash(_("%(name)s is there. Who works on it, and whom do you know there?", name=form.said))
            return redirect(url_for("accounts.show", public_id=made))
    return render_template("portfolio/new.html", form=form), 422 if form.errors else 200


def _create(form: NewAccountForm) -> str:
    with writing() as session:
        lead = people.by_public_id(session, form.lead.data) if form.lead else None
        lead_id = lead.id if lead else actor().person_id
        return services.create_account(session, name=form.said, lead_id=lead_id, actor=actor(), at=now()).public_id


@blueprint.get("/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """One key account: who works on it, who is there."""
    return _page(_seen(public_id))


def _seen(public_id: str) -> KeyAccount:
    return queries.account(db.session(), public_id, actor=actor(), at=now()) or abort(404)


def _page(account: KeyAccount, **sent: FlaskForm) -> str:
    """The page, with forms for whoever may change it; `sent` are those that came back."""
    session, today = db.session(), actor().today(now())
    changes = queries.may_change(session, account.id, actor=actor(), at=now())
    forms: dict[str, Any] = {}
    if changes:
        forms["name"] = NameForm(formdata=None, name=account.name)
        forms["member"] = MemberForm(formdata=None, from_date=today)
        forms["contact"] = ContactForm(formdata=None)
        forms |= sent
        forms["member"].person.choices = options(people.possible_holders(session), empty=_("Choose a person"))
    return render_template(
        "portfolio/show.html",
        account=account,
        team=queries.team(session, account.id, on=today),
        contacts=queries.contacts(session, account.id),
        changes=changes,
        forms_of=forms,
        today=today,
        sees=queries.SEEN.sentence,
    )


def _change(public_id: str, change: Callable[[Session], object], said: str) -> ResponseReturnValue:
    """Do one change in one write. Raises what the service raises, but for who may not: 404."""
    try:
        with writing() as session:
            change(session)
    except services.NotTheirs:
        abort(404)
    flash(said)
    return redirect(url_for("accounts.show", public_id=public_id))


def _mine(public_id: str) -> KeyAccount:
    """The account, for whoever may change it."""
    account = _seen(public_id)
    return account if queries.may_change(db.session(), account.id, actor=actor(), at=now()) else abort(404)


@blueprint.post("/<public_id>/name")
def rename(public_id: str) -> ResponseReturnValue:
    """Another name."""
    account, form = _mine(public_id), NameForm()
    if form.validate_on_submit():
        try:
            return _change(
                public_id,
                lambda session: services.rename_account(session, public_id, form.said, actor=actor(), at=now()),
                _("It is called %(name)s now.", name=form.said),
            )
        except services.AlreadyThere:
            form.name.errors = [_("There is a key account of this name already.")]
    return _page(account, name=form), 422


@blueprint.post("/<public_id>/closed")
def close(public_id: str) -> ResponseReturnValue:
    """No longer worked on, or again."""
    account, closed = _mine(public_id), request.form.get("do") != "reopen"
    return _change(
        public_id,
        lambda session: services.set_closed(session, public_id, closed, actor=actor(), at=now()),
        _("%(name)s is closed.", name=account.name) if closed else _("%(name)s is open again.", name=account.name),
    )


@blueprint.post("/<public_id>/team")
def add_member(public_id: str) -> ResponseReturnValue:
    """Somebody works on it from a day on."""
    account, form = _mine(public_id), MemberForm()
    form.person.choices = options(people.possible_holders(db.session()), empty=_("Choose a person"))
    if form.validate_on_submit():
        person = people.by_public_id(db.session(), form.person.data) or abort(404)
        who, name, day, part = person.id, person.name or "", form.from_date.data, form.part.data
        try:
            return _change(
                public_id,
                lambda session: services.add_member(
                    session, public_id, who, form.person.data, part=part, on=day, actor=actor(), at=now()
                ),
                _("%(name)s works on it from %(day)s on.", name=name, day=near_day(day)),
            )
        except services.AlreadyThere:
            form.person.errors = [_("This person works on it already. End that first.")]
    return _page(account, member=form), 422


@blueprint.route("/<public_id>/team/<person>/end", methods=["GET", "POST"])
def end_member(public_id: str, person: str) -> ResponseReturnValue:
    """Somebody no longer works on it from a day on."""
    account, form = _mine(public_id), EndForm(to_date=actor().today(now()))
    found = people.by_public_id(db.session(), person) or abort(404)
    today = actor().today(now())
    team = queries.team(db.session(), account.id, on=today)
    if not any(one.person_public_id == person and not one.is_over for one in team):
        abort(404)
    who, name, day = found.id, found.name or "", form.to_date.data
    if form.validate_on_submit():
        try:
            return _change(
                public_id,
                lambda session: services.end_membership(
                    session, public_id, who, person, on=day, actor=actor(), at=now()
                ),
                _("%(name)s no longer works on it from %(day)s on.", name=name, day=near_day(day)),
            )
        except Refused as refused:
            form.to_date.errors = [refusal(refused)]
    return render_template("portfolio/end.html", account=account, name=name, form=form), 422 if form.errors else 200


@blueprint.post("/<public_id>/contacts")
def add_contact(public_id: str) -> ResponseReturnValue:
    """Somebody at the customer."""
    account, form = _mine(public_id), ContactForm()
    if not form.validate_on_submit():
        return _page(account, contact=form), 422
    name, position = form.said
    return _change(
        public_id,
        lambda session: services.add_contact(session, public_id, name=name, position=position, actor=actor(), at=now()),
        _("%(name)s is noted.", name=name),
    )


@blueprint.post("/<public_id>/contacts/<contact>/left")
def contact_left(public_id: str, contact: str) -> ResponseReturnValue:
    """A contact is no longer there, or is again."""
    _mine(public_id)
    left = request.form.get("do") != "back"
    return _change(
        public_id,
        lambda session: services.set_left(session, public_id, contact, left, actor=actor(), at=now()),
        _("Noted: no longer there.") if left else _("Noted: there again."),
    )
