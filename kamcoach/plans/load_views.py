"""The load of a cohort's observers, and sharing people out among more of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from assessments.refusals import Refused
from kamcoach.database import db, writing
from kamcoach.people.models import Person
from kamcoach.people.queries import by_public_id, names
from kamcoach.plans import loads
from kamcoach.plans.loads import Measure
from kamcoach.plans.suggesting import MOST_SUGGESTED, Suggestion, suggestions
from kamcoach.reinforcement.observers import name_observer
from kamcoach.training import queries
from kamcoach.training.queries import CohortRow, EnrolmentRow
from kamcoach.web.context import actor, now
from kamcoach.web.language import ngettext
from kamcoach.web.texts import refusal

blueprint = Blueprint("observer_load", __name__)
_CHUNK = 10


@dataclass(frozen=True)
class Load:
    """A cohort with what its observers are asked and what could be shared out."""

    row: CohortRow
    enrolments: Sequence[EnrolmentRow]
    measures: Sequence[Measure]
    late: Sequence[Suggestion]
    names: Mapping[int, str]
    public_ids: Mapping[int, str]


def _load(public_id: str) -> Load:
    session = db.session()
    row = queries.cohort(session, public_id, actor=actor(), at=now(), to_run=True) or abort(404)
    enrolments = queries.enrolments(session, row.cohort.id, actor=actor(), at=now())
    forms = loads.forms_ahead(session, loads.observers_of(session, row.cohort.id), at=now())
    measures = loads.measures(forms, {one.enrolment.id for one in enrolments})
    late = suggestions(session, forms, measures, [one.enrolment for one in enrolments], at=now())
    people = {share.observer_id for measure in measures for share in measure.shares}
    people |= {key for one in late[:MOST_SUGGESTED] for key in (one.observer_id, *one.choices)}
    ids = session.execute(select(Person.id, Person.public_id).where(Person.id.in_(people)))
    return Load(row, enrolments, measures, late, names(session, list(people)), {one.id: one.public_id for one in ids})


@blueprint.get("/cohorts/<public_id>/load")
def show(public_id: str) -> ResponseReturnValue:
    """How many forms each observer gets in which week, and what does not fit."""
    return _page(_load(public_id), {})


def _page(load: Load, refused: Mapping[str, str]) -> ResponseReturnValue:
    page = render_template(
        "plans/load.html",
        load=load,
        suggestions=load.late[:MOST_SUGGESTED],
        unobserved=sum(1 for one in load.enrolments if one.enrolment.observer_id is None),
        person_names={one.enrolment.id: one.name for one in load.enrolments},
        sent=request.form,
        refused=refused,
    )
    return page, 422 if refused else 200


@blueprint.post("/cohorts/<public_id>/load")
def share_out(public_id: str) -> ResponseReturnValue:
    """Name the observers that were chosen; whoever is left as they are stays."""
    load = _load(public_id)
    chosen = {
        one.enrolment.id: (f"to-{one.enrolment.public_id}", request.form[f"to-{one.enrolment.public_id}"])
        for one in load.enrolments
        if request.form.get(f"to-{one.enrolment.public_id}")
    }
    refused, changed, ids = dict[str, str](), 0, list(chosen)
    for start in range(0, len(ids), _CHUNK):
        with writing() as session:
            for enrolment_id in ids[start : start + _CHUNK]:
                field, public = chosen[enrolment_id]
                observer = by_public_id(session, public)
                if observer is None or observer.disabled_at is not None:
                    refused[field] = refusal(Refused("no_observer"))
                    continue
                try:
                    name_observer(session, enrolment_id, observer.id, actor=actor(), at=now())
                except Refused as why:
                    refused[field] = refusal(why)
                else:
                    changed += 1
    if refused:
        return _page(_load(public_id), refused)
    flash(ngettext("%(num)s person has another observer.", "%(num)s people have another observer.", changed))
    return redirect(url_for("observer_load.show", public_id=public_id))
