"""The administrator's pages about people, and everybody's own preferences."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kamcoach.database import db, writing
from kamcoach.library import queries as library
from kamcoach.people import absences, importing, queries, services, spreadsheet
from kamcoach.people.forms import PreferencesForm, RolesForm, UploadForm
from kamcoach.permissions.roles import Role
from kamcoach.web import tables
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.language import gettext as _

blueprint = Blueprint("people", __name__)


@blueprint.get("/administration/people")
def index() -> ResponseReturnValue:
    """Everybody, by name, with a search."""
    search = request.args.get("search", "")[:100].replace("\0", "").strip()
    page = request.args.get("page", 1, type=int)
    found = queries.list_people(db.session(), search=search, page=min(page, 10_000), on=actor().today(now()))
    return render_template("people/index.html", found=found, search=search)


@blueprint.get("/administration/people/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """One person: roles, door, invitation."""
    person = queries.find_row(db.session(), public_id, on=actor().today(now())) or abort(404)
    form = RolesForm(roles=[role.value for role in person.roles])
    return render_template("people/show.html", person=person, form=form)


@blueprint.post("/administration/people/<public_id>/roles")
def change_roles(public_id: str) -> ResponseReturnValue:
    """Give a person exactly the chosen roles."""
    row = queries.find_row(db.session(), public_id, on=actor().today(now())) or abort(404)
    form = RolesForm()
    if not form.validate_on_submit():
        return render_template("people/show.html", person=row, form=form), 422
    try:
        with writing() as session:
            person = queries.by_public_id(session, public_id) or abort(404)
            services.change_roles(
                session, person, [Role(name) for name in form.roles.data or []], actor=actor(), at=now()
            )
    except services.LastAdministrator:
        return answer(409, text=_("Nobody could administrate any more. Make somebody else administrator first."))
    flash(_("Roles of %(name)s saved.", name=row.name))
    return redirect(url_for("people.show", public_id=public_id))


@blueprint.route("/administration/people/import", methods=["GET", "POST"])
def upload() -> ResponseReturnValue:
    """Take a file and show what it would change; nothing is changed yet."""
    form = UploadForm()
    if form.validate_on_submit():
        data = form.file.data.read(tables.MAX_BYTES + 1)
        try:
            spreadsheet.read(data)
        except tables.FileRefused as refused:
            form.file.errors = [str(refused)]
        else:
            with writing() as session:
                kept = services.keep_upload(session, tables.decode(data), actor=actor(), at=now())
            return redirect(url_for("people.dry_run", public_id=kept))
    columns = [(name, name in spreadsheet.REQUIRED) for name in spreadsheet.COLUMNS]
    return render_template("people/upload.html", form=form, columns=columns, column_help=_column_help()), (
        422 if form.errors else 200
    )


def _column_help() -> dict[str, str]:
    return {
        "employee_number": _(
            "Up to 40 letters, digits and . _ / -; it never changes. Who has none yet gets it by the email."
        ),
        "name": _("As it is to be read on a page."),
        "email": _("Where mail goes, and what the person signs in with."),
        "unit": _("The name of a part of the organisation; a new one is made."),
        "country": _("Two letters, such as PH: its weekends and holidays are no due days."),
        "time_zone": _("Such as Asia/Manila: due days are counted there."),
        "locale": _("The language, en if absent."),
        "job_profile": _("A code from the library, such as key-account-manager."),
        "hire_date": _("YYYY-MM-DD."),
        "manager": _("The employee number of the manager, in this file or known already."),
        "coach": _("The employee number of the coach, likewise."),
        "mentor": _("The employee number of the mentor, likewise."),
        "roles": _("trainee, coach, mentor, manager, auditor, administrator; several with semicolons."),
    }


@blueprint.get("/administration/people/import/<public_id>")
def dry_run(public_id: str) -> ResponseReturnValue:
    """Row by row: created, changed, unchanged, or refused and why."""
    session = db.session()
    kept = queries.pending_import(session, public_id, actor=actor()) or abort(404)
    known = queries.known_people(session, on=actor().today(now()))
    rows = spreadsheet.read(kept.content.encode())
    outcomes = importing.compare(rows, known, profiles=library.profile_codes(session))
    counts = {what: sum(o.what == what for o in outcomes) for what in ("created", "changed", "unchanged", "refused")}
    return render_template("people/dry_run.html", public_id=public_id, outcomes=outcomes, counts=counts)


@blueprint.post("/administration/people/import/<public_id>")
def apply(public_id: str) -> ResponseReturnValue:
    """Write what the dry run showed, without the refused rows."""
    today = actor().today(now())
    with writing() as session:
        kept = queries.pending_import(session, public_id, actor=actor(), lock=True) or abort(404)
        known = queries.known_people(session, on=today)
        rows = spreadsheet.read(kept.content.encode())
        outcomes = importing.compare(rows, known, profiles=library.profile_codes(session))
        counts = services.apply_import(session, outcomes, on=today, actor=actor(), at=now())
        services.drop_upload(session, kept.id)
    flash(
        _(
            "Imported: %(created)s created, %(changed)s changed, %(refused)s left out.",
            created=counts["created"],
            changed=counts["changed"],
            refused=counts["refused"],
        )
    )
    return redirect(url_for("people.index"))


@blueprint.route("/me", methods=["GET", "POST"])
def me() -> ResponseReturnValue:
    """The person's own choices, and the way out."""
    form = PreferencesForm(theme=actor().theme, time_zone=actor().time_zone)
    if not form.validate_on_submit():
        away = absences.ahead(db.session(), actor().person_id, on=actor().today(now()))
        return render_template("people/me.html", form=form, days_away=away), 422 if form.errors else 200
    with writing() as session:
        services.change_preferences(
            session, theme=form.theme.data, time_zone=form.time_zone.data, actor=actor(), at=now()
        )
    flash(_("Saved."))
    return redirect(url_for("people.me"))
