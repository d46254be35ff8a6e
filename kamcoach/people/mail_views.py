"""When mail comes: everybody's own choice of quiet hours, and of one letter a day."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kamcoach.database import db, writing
from kamcoach.people import services
from kamcoach.people.forms import MailForm
from kamcoach.people.models import Person
from kamcoach.web.context import actor, now
from kamcoach.web.language import gettext as _

blueprint = Blueprint("own_mail", __name__)


@blueprint.route("/me/mail", methods=["GET", "POST"])
def choose() -> ResponseReturnValue:
    """The hours in which no mail comes, and whether what can wait comes as one letter in the morning."""
    person = db.session().get_one(Person, actor().person_id)
    form = MailForm(
        quiet_from=str(person.quiet_from),
        quiet_to=str(person.quiet_to),
        digest="yes" if person.digest else "no",
    )
    if not form.validate_on_submit():
        return render_template("people/mail.html", form=form), 422 if form.errors else 200
    with writing() as session:
        services.choose_mail(
            session,
            quiet_from=int(form.quiet_from.data),
            quiet_to=int(form.quiet_to.data),
            digest=form.digest.data == "yes",
            actor=actor(),
            at=now(),
        )
    flash(_("Saved. It holds from the next mail on."))
    return redirect(url_for("people.me"))
