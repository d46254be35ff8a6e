"""Who is enrolled in a cohort, with what focus and observer; and to their coach, how the follow-ups stand."""

from collections.abc import Mapping, Sequence

from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from assessments.scheduling.states import State
from kamcoach.exports.datasets import Asking, Column, Dataset, Kind, Row, Value, Whole
from kamcoach.exports.filters import Filter, an_id
from kamcoach.library import queries as library
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.reinforcement.queries import Dated
from kamcoach.training import queries as training
from kamcoach.training.queries import EnrolmentRow
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

STATES: Mapping[State, LazyString] = {
    State.PLANNED: _l("planned"),
    State.OPEN: _l("open"),
    State.DUE: _l("due today"),
    State.LATE: _l("late"),
    State.DONE: _l("done"),
    State.MISSED: _l("closed without an answer"),
    State.WAIVED: _l("waived"),
}
_COLUMNS = (
    Column(_l("Name")),
    Column(_l("Focus")),
    Column(_l("Observer")),
    Column(_l("Enrolled on"), Kind.DAY),
    Column(_l("Attended")),
)


def _opens(session: Session, asking: Asking) -> Whole | None:
    row = training.cohort(session, asking.filters["cohort"], actor=asking.actor, at=asking.at)
    if row is None:
        return None
    enrolments = training.enrolments(session, row.cohort.id, actor=asking.actor, at=asking.at)
    mine = [one.enrolment.id for one in enrolments if one.is_mine and asking.actor.holds(Role.COACH)]
    steps: dict[str, str] = {}
    dated: dict[int, dict[str, Dated]] = {}
    for one in reinforcement.of_enrolments(session, mine, at=asking.at):
        steps.setdefault(one.step.code, one.step.title)
        dated.setdefault(one.follow_up.enrolment_id, {})[one.step.code] = one
    instrument = library.newest_instruments(session, {row.programme.instrument_code})[row.programme.instrument_code]
    columns = [*_COLUMNS]
    for title in steps.values():
        columns += (
            Column(title),
            Column(_("%(step)s: due", step=title), Kind.DAY),
            Column(_("%(step)s: done", step=title), Kind.DAY),
        )
    rows = [
        [
            *_enrolled(one, [instrument.measure(code).short for code in one.focus]),
            *_stands(dated.get(one.enrolment.id, {}), list(steps)),
        ]
        for one in enrolments
    ]
    return Whole(columns, rows, [(_("Cohort"), f"{row.programme.name}, {row.cohort.name}")])


def _enrolled(one: EnrolmentRow, focus: Sequence[str]) -> Row:
    attended = {None: "", True: _("yes"), False: _("no")}[one.enrolment.attended]
    return one.name, ", ".join(focus), one.observer, one.enrolment.enrolled_on, attended


def _stands(dated: Mapping[str, Dated], steps: Sequence[str]) -> Sequence[Value]:
    cells: list[Value] = []
    for step in steps:
        one = dated.get(step)
        cells += [str(STATES[one.state]), one.follow_up.due_on, one.done_on] if one else ["", None, None]
    return cells


COHORT = Dataset(
    "cohort",
    _l("Cohort"),
    _opens,
    frozenset({Role.COACH, Role.ADMINISTRATOR}),
    {"cohort": Filter(an_id, is_required=True)},
)
