"""The heat map, one row a person and competency: what stands, whose it is, what the job needs. Never one's own view."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument
from kamcoach.clock import Moment
from kamcoach.exports.datasets import Asking, Chunk, Column, Dataset, Key, Kind, Row
from kamcoach.exports.sets.selection import FILTERS, about, selected
from kamcoach.insights import heatmap
from kamcoach.insights.selecting import Selection
from kamcoach.library import queries as library
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

_PEOPLE = 100
"""People of one chunk: some two thousand rows."""
_COLUMNS = (
    Column(_l("Number")),
    Column(_l("Name")),
    Column(_l("Job profile")),
    Column(_l("Group")),
    Column(_l("Competency")),
    Column(_l("Level"), Kind.NUMBER),
    Column(_l("Needed"), Kind.NUMBER),
    Column(_l("To go"), Kind.NUMBER),
    Column(_l("Whose")),
    Column(_l("Since (UTC)"), Kind.INSTANT),
)


@dataclass(frozen=True, slots=True)
class _HeatMap:
    """People by name; of each the competencies that have a level or are needed, in the order of the instrument."""

    selection: Selection
    instrument: Instrument
    actor: Actor
    at: Moment
    about: Sequence[tuple[str, str]]
    columns: Sequence[Column] = _COLUMNS

    def total(self, session: Session) -> int:
        return heatmap.count(session, self.selection, actor=self.actor, at=self.at) * len(self.instrument.measures)

    def chunk(self, session: Session, *, after: Key | None, most: int) -> Chunk:
        most = min(_PEOPLE, most)
        found = heatmap.people_after(session, self.selection, after, most=most, actor=self.actor, at=self.at)
        rows = [cells for person in found for cells in self._cells(person)]
        return Chunk.of(rows, (found[-1].row.name, found[-1].row.person_id) if len(found) == most else None)

    def _cells(self, person: heatmap.Placed) -> Sequence[Row]:
        row, whose = person.row, {"agreed": _("agreed by both"), "manager": _("manager")}
        cells: list[Row] = []
        for measure in self.instrument.measures:
            level, need = row.levels.get(measure.code), row.needed.get(measure.code)
            if level is None and need is None:
                continue
            head = (person.number, row.name, person.job_profile, measure.group, measure.title)
            to_go = _level(max(need - level.value, 0)) if level and need is not None else None
            said = (_level(level.value), whose[level.source], level.given_at) if level else (None, "", None)
            cells.append((*head, said[0], need, to_go, *said[1:]))
        return cells


def _level(value: float) -> float:
    """A level without the .0 that nobody gave it."""
    return int(value) if value == int(value) else round(value, 1)


def _opens(session: Session, asking: Asking) -> _HeatMap | None:
    selection, version = selected(session, asking), library.newest(session, "instruments", heatmap.INSTRUMENT)
    if selection is None or version is None:
        return None
    words = about(session, selection, asking)
    return _HeatMap(selection, library.as_instrument(version), asking.actor, asking.at, words)


HEAT_MAP = Dataset("heat-map", _l("Heat map"), _opens, frozenset({Role.AUDITOR}), FILTERS)
