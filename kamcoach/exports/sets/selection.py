"""The filters that all of HR's pages share, for their exports."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.exports.datasets import Asking
from kamcoach.exports.filters import Filter, a_code, a_country, an_id
from kamcoach.insights import selecting
from kamcoach.insights.selecting import Selection
from kamcoach.people.models import Person, Unit
from kamcoach.training.models import Cohort
from kamcoach.web.language import gettext as _

FILTERS: Mapping[str, Filter] = {
    "unit": Filter(an_id),
    "country": Filter(a_country),
    "profile": Filter(a_code),
    "manager": Filter(an_id),
    "cohort": Filter(an_id),
}


def selected(session: Session, asking: Asking) -> Selection | None:
    """What the filters choose; None when one names what is not there."""
    filters = asking.filters
    for model, name in ((Unit, "unit"), (Person, "manager"), (Cohort, "cohort")):
        if name in filters and session.scalar(select(model.id).where(model.public_id == filters[name])) is None:
            return None
    return Selection.from_args(filters)


def about(session: Session, selection: Selection, asking: Asking) -> Sequence[tuple[str, str]]:
    """What was chosen, in words, for the sheet that says what the file is."""
    if not selection.as_args:
        return [(_("Who"), _("everybody"))]
    offered = selecting.choices(session, on=asking.actor.today(asking.at))
    return [(_("Who"), ", ".join(offered.chosen(selection)))]
