"""Moving a cohort over to another plan: the difference first, then a button."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.scheduling.replanning import Difference
from kamcoach.database import db, writing
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.permissions.roles import Role
from kamcoach.plans import moving_over
from kamcoach.plans.moving_over import CHUNK, Move
from kamcoach.training import queries, services
from kamcoach.training.queries import CohortRow
from kamcoach.web.context import actor, now
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext

blueprint = Blueprint("moving_over", __name__)
NAMES = 12
"""So many people are named in a group; of more the number says enough."""


@dataclass
class Group:
    """People to whom the same happens."""

    difference: Difference
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Look:
    """A cohort and the plan that its people might be moved to, with what would change."""

    row: CohortRow
    version: ContentVersion
    moves: Sequence[Move]
    names: dict[int, str]

    @property
    def changing(self) -> Sequence[Move]:
        """Everybody for whom anything changes, be it only the version that later steps follow."""
        return [one for one in self.moves if one.enrolment.plan_id != self.version.id or not one.difference.is_nothing]

    def groups(self) -> Sequence[Group]:
        """The people of `changing` by what happens to them, the largest group first."""
        found: dict[object, Group] = {}
        for one in self.changing:
            group = found.setdefault(moving_over.shape_of(one.difference), Group(one.difference))
            group.names.append(self.names[one.enrolment.id])
        return sorted(found.values(), key=lambda group: -len(group.names))


def _look(public_id: str, code: str) -> Look:
    session = db.session()
    row = queries.cohort(session, public_id, actor=actor(), at=now(), to_run=True) or abort(404)
    version = library.newest(session, "plans", code or row.programme.plan_code) or abort(404)
    rows = queries.enrolments(session, row.cohort.id, actor=actor(), at=now())
    concerned = [one for one in rows if one.enrolment.attended is not False]
    moves = moving_over.differences(session, [one.enrolment for one in concerned], version, at=now())
    return Look(row, version, moves, {one.enrolment.id: one.name for one in concerned})


@blueprint.get("/cohorts/<public_id>/plan")
def show(public_id: str) -> ResponseReturnValue:
    """What would change, group by group."""
    return _page(_look(public_id, request.args.get("to", "")))


def _page(look: Look, *, status: int = 200, changed: bool = False) -> ResponseReturnValue:
    session = db.session()
    ids = {one.enrolment.plan_id for one in look.moves} - {None}
    versions = [session.get_one(ContentVersion, key) for key in sorted(key for key in ids if key is not None)]
    counts = [(one, sum(move.enrolment.plan_id == one.id for move in look.moves)) for one in versions]
    page = render_template(
        "plans/over.html",
        look=look,
        plan=library.as_plan(look.version),
        counts=[(library.as_plan(one), number) for one, number in counts],
        plans=[library.as_plan(one) for one in library.newest_of_kind(session, "plans")],
        groups=look.groups(),
        fingerprint=moving_over.print_of(look.changing),
        changed=changed,
        most=NAMES,
    )
    return page, status


@blueprint.post("/cohorts/<public_id>/plan")
def move(public_id: str) -> ResponseReturnValue:
    """Do what was shown, some people in each write; when it is no longer that, show it again and change nothing."""
    look = _look(public_id, request.form.get("to", ""))
    if request.form.get("shown") != moving_over.print_of(look.changing):
        return _page(look, status=409, changed=True)
    ids, moved = [one.enrolment.id for one in look.changing], 0
    for start in range(0, len(ids), CHUNK):
        with writing() as session:
            moved += moving_over.move_over(session, ids[start : start + CHUNK], look.version, actor=actor(), at=now())
    if request.form.get("for_all") and actor().holds(Role.ADMINISTRATOR):
        with writing() as session:
            services.set_plan(session, look.row.programme.id, look.version.code, actor=actor(), at=now())
    said = ngettext("%(num)s person is moved over.", "%(num)s people are moved over.", moved)
    flash(said if moved else _("Nobody had to be moved."))
    return redirect(url_for("cohorts.show", public_id=public_id))
