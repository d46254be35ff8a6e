"""The four levels of a programme as rows: the figures of the page, and none that the page holds back."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from kamcoach.exports.datasets import Asking, Column, Dataset, Kind, Whole
from kamcoach.exports.filters import Filter, an_id
from kamcoach.insights.levels import levels
from kamcoach.insights.levels_rows import level_rows
from kamcoach.permissions.roles import Role
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

_WORDS: Mapping[str, LazyString] = {
    "reaction": _l("reaction"),
    "recall": _l("recall"),
    "behaviour": _l("behaviour"),
    "results": _l("results"),
    "afterwards": _l("after the training"),
    "before": _l("before it"),
    "first showing": _l("first time a card was answered"),
    "later showings": _l("when it came back"),
    "change": _l("change"),
    "self": _l("the people themselves"),
    "observer": _l("observers"),
    "not in it": _l("not in the training"),
}
_COLUMNS = (
    Column(_l("Level")),
    Column(_l("What")),
    Column(_l("When")),
    Column(_l("Whose")),
    Column(_l("Days after the training"), Kind.NUMBER),
    Column(_l("Period")),
    Column(_l("People"), Kind.NUMBER),
    Column(_l("Of"), Kind.NUMBER),
    Column(_l("Figure"), Kind.NUMBER),
    Column(_l("Lower quartile"), Kind.NUMBER),
    Column(_l("Upper quartile"), Kind.NUMBER),
    Column(_l("Unit")),
)


def _word(code: str) -> str:
    return str(_WORDS[code]) if code else ""


def _opens(session: Session, asking: Asking) -> Whole | None:
    filters = asking.filters
    found = levels(session, filters["programme"], filters.get("cohort", ""), actor=asking.actor, at=asking.at)
    if found is None:
        return None
    rows = [
        (
            _word(row.level),
            row.what or _("Cards answered right"),
            _word(row.when),
            _word(row.whom),
            row.day,
            row.period,
            row.people,
            row.of,
            row.figure,
            row.low,
            row.high,
            row.unit,
        )
        for row in level_rows(found)
    ]
    about = [
        (_("Programme"), found.scope.programme.name),
        (_("Cohorts"), ", ".join(cohort.name for cohort in found.scope.chosen)),
        (_("Figures"), _("None of fewer than five people. Counts of answers, shares in percent, means, or medians.")),
    ]
    return Whole(_COLUMNS, rows, about)


LEVELS = Dataset(
    "levels",
    _l("Four levels of a programme"),
    _opens,
    frozenset({Role.COACH, Role.AUDITOR, Role.ADMINISTRATOR}),
    {"programme": Filter(an_id, is_required=True), "cohort": Filter(an_id)},
)
