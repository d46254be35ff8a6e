"""How far the people of a cycle are; and one pair of views side by side, for the two to whom it belongs."""

from sqlalchemy.orm import Session

from kamcoach.cycles import queries
from kamcoach.cycles.pairs import pair
from kamcoach.cycles.saying import words_of
from kamcoach.exports.datasets import Asking, Column, Dataset, Kind, Row, Whole
from kamcoach.exports.filters import Filter, an_id
from kamcoach.permissions.roles import Role
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

_PROGRESS = (
    Column(_l("Name")),
    Column(_l("Unit")),
    Column(_l("Manager")),
    Column(_l("Due"), Kind.DAY),
    Column(_l("Closes"), Kind.DAY),
    Column(_l("Own view sent (UTC)"), Kind.INSTANT),
    Column(_l("Manager’s view sent (UTC)"), Kind.INSTANT),
    Column(_l("Side by side since (UTC)"), Kind.INSTANT),
    Column(_l("Signatures"), Kind.NUMBER),
    Column(_l("Agreed (UTC)"), Kind.INSTANT),
)
_PAIR = (
    Column(_l("Competency")),
    Column(_l("Own"), Kind.NUMBER),
    Column(_l("Manager"), Kind.NUMBER),
    Column(_l("Needed"), Kind.NUMBER),
    Column(_l("Agreed"), Kind.NUMBER),
    Column(_l("In words")),
    Column(_l("Note")),
)


def _opens_progress(session: Session, asking: Asking) -> Whole | None:
    row = queries.cycle(session, asking.filters["cycle"])
    if row is None:
        return None
    cycle = row.cycle
    rows: list[Row] = [
        (
            one.name,
            one.unit,
            one.manager,
            cycle.due_on,
            cycle.closes_on,
            one.self_sent,
            one.manager_sent,
            one.released,
            one.signed,
            one.agreed,
        )
        for one in queries.progress(session, cycle.public_id)
    ]
    return Whole(_PROGRESS, rows, [(_("Cycle"), cycle.title), (_("Job profile"), row.profile)])


def _opens_pair(session: Session, asking: Asking) -> Whole | None:
    """The table of the page; what each of them wrote as evidence stays there."""
    found = pair(session, asking.filters["pair"], actor=asking.actor, at=asking.at)
    if found is None:
        return None
    rows: list[Row] = []
    for gap in found.gaps:
        view, level = gap.view, found.levels.get(gap.view.measure)
        agreed, note = (level.value, level.note) if level else (None, "")
        title = found.instrument.measure(view.measure).title
        rows.append((title, view.own, view.manager, view.needed, agreed, words_of(gap, found), note))
    about = [(_("Person"), found.person_name), (_("Cycle"), found.cycle.title)]
    return Whole(_PAIR, rows, about)


CYCLE = Dataset(
    "cycle",
    _l("Progress of a cycle"),
    _opens_progress,
    frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
    {"cycle": Filter(an_id, is_required=True)},
)
PAIR = Dataset("pair", _l("Side by side"), _opens_pair, filters={"pair": Filter(an_id, is_required=True)})
