"""The transfer curve as rows: the figures of the page for every behaviour, and none that the page holds back."""

from collections.abc import Callable, Mapping

from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from kamcoach.assessing.relation_names import RELATION_NAMES
from kamcoach.exports.datasets import Asking, Column, Dataset, Kind, Whole
from kamcoach.exports.filters import Filter, an_id
from kamcoach.insights import curve_queries
from kamcoach.insights.curve_queries import Study
from kamcoach.insights.curve_rows import Who, curve_rows
from kamcoach.permissions.roles import Role
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

_WHO: Mapping[Who, LazyString] = {
    "everyone": _l("everyone who answered"),
    "matched, before": _l("matched people, before"),
    "matched": _l("matched people, that day"),
    "if silent": _l("if everybody who kept silent is where they began"),
    "then": _l("the time before, as seen afterwards"),
}
_COLUMNS = (
    Column(_l("Code")),
    Column(_l("Behaviour")),
    Column(_l("Trained")),
    Column(_l("Rated by")),
    Column(_l("Days after the training"), Kind.NUMBER),
    Column(_l("Of whom")),
    Column(_l("People"), Kind.NUMBER),
    Column(_l("Mean"), Kind.NUMBER),
    Column(_l("Lower quartile"), Kind.NUMBER),
    Column(_l("Upper quartile"), Kind.NUMBER),
)
_READERS = frozenset({Role.COACH, Role.AUDITOR})


def _opens(name: str, find: Callable[..., Study | None]) -> Callable[[Session, Asking], Whole | None]:
    def opens(session: Session, asking: Asking) -> Whole | None:
        study = find(session, asking.filters[name], actor=asking.actor, at=asking.at)
        if study is None:
            return None
        trained = {True: _("yes"), False: _("no")}
        rows = [
            (
                row.behaviour,
                row.title,
                trained[row.trained],
                str(RELATION_NAMES[row.relation]),
                row.day,
                str(_WHO[row.who]),
                row.n,
                row.mean,
                row.low,
                row.high,
            )
            for row in curve_rows(study)
        ]
        about = [
            (_("Programme"), study.programme.name),
            (_("Cohorts"), ", ".join(cohort.name for cohort in study.cohorts)),
            (_("Figures"), _("None of fewer than five people; 0 days after the training is before it.")),
        ]
        return Whole(_COLUMNS, rows, about)

    return opens


COHORT_CURVE = Dataset(
    "cohort-curve",
    _l("Transfer curve of a cohort"),
    _opens("cohort", curve_queries.of_cohort),
    _READERS,
    {"cohort": Filter(an_id, is_required=True)},
)
PROGRAMME_CURVE = Dataset(
    "programme-curve",
    _l("Transfer curve of a programme"),
    _opens("programme", curve_queries.of_programme),
    _READERS,
    {"programme": Filter(an_id, is_required=True)},
)
