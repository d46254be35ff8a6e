"""Trios of a cohort: whoever runs it puts people into them."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.refusals import Refused
from kamcoach.database import db, writing
from kamcoach.peers import queries, services
from kamcoach.peers.forms import TriosForm, field_of, numbers_of, trios_form
from kamcoach.peers.queries import Member
from kamcoach.training import queries as training
from kamcoach.training.queries import CohortRow
from kamcoach.web.context import actor, now
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.texts import refusal

blueprint = Blueprint("trios", __name__)


@blueprint.route("/cohorts/<public_id>/trios", methods=["GET", "POST"])
def of_cohort(public_id: str) -> ResponseReturnValue:
    """Who is in which trio: suggested as long as there is none, changed by whoever runs the cohort."""
    session = db.session()
    row = training.cohort(session, public_id, actor=actor(), at=now(), to_run=True) or abort(404)
    members = queries.members(session, row.cohort.id)
    standing = {one.enrolment: one.trio for one in members if one.trio is not None}
    suggestion = None if standing else _suggestion()
    wanted = standing or services.suggest(members, row.cohort, suggestion or 1)
    form = trios_form(members, wanted, suggestion=suggestion)
    if request.method == "POST" and form.validate() and (changed := _formed(row, members, form)) is not None:
        flash(
            ngettext("%(num)s person is in another trio now.", "%(num)s people are in another trio now.", changed)
            if standing
            else _("The trios stand. Each is told when its first two weeks begin.")
        )
        return redirect(url_for("cohorts.show", public_id=public_id))
    return render_template(
        "peers/trios.html",
        row=row,
        members=_by_trio(members, wanted),
        field_of=field_of,
        form=form,
        suggestion=suggestion,
    ), 422 if form.errors else 200


def _suggestion() -> int:
    """Which suggestion is looked at, or was sent: the first one, unless another was asked for."""
    asked = request.values.get("suggestion", "1")
    return min(int(asked), 999) if asked.isascii() and asked.isdigit() and int(asked) else 1


def _by_trio(members: Sequence[Member], wanted: Mapping[str, int]) -> Sequence[Member]:
    """In the order of the trios as they stand or are suggested, so that who is together stands together."""
    return sorted(members, key=lambda one: (wanted.get(one.enrolment, 0), one.name, one.enrolment))


def _formed(row: CohortRow, members: Sequence[Member], form: TriosForm) -> int | None:
    """Put everybody where the form says; None when it is refused, with the reason beside the first of the trio."""
    wanted = numbers_of(form, members)
    sent = form.suggestion.data or ""
    try:
        with writing() as session:
            return services.form(
                session,
                row.cohort,
                wanted,
                suggestion=_suggestion() if sent else None,
                actor=actor(),
                at=now(),
            )
    except Refused as refused:
        code = next(code for code, number in wanted.items() if number == refused.params["number"])
        field = form[next(field_of(one) for one in members if one.enrolment == code)]
        field.errors = [*field.errors, refusal(refused)]
        return None
