"""Figures of the business in the columns of the import, so that the file can be changed and imported again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kamcoach.exports.datasets import Asking, Chunk, Column, Dataset, Key, Kind
from kamcoach.outcomes import queries
from kamcoach.outcomes.spreadsheet import COLUMNS
from kamcoach.permissions.roles import Role
from kamcoach.web.language import lazy_gettext as _l

_KINDS = {"from": Kind.DAY, "to": Kind.DAY, "value": Kind.NUMBER}


@dataclass(frozen=True, slots=True)
class _Outcomes:
    columns: Sequence[Column] = tuple(Column(name, _KINDS.get(name, Kind.TEXT)) for name in COLUMNS)
    about: Sequence[tuple[str, str]] = ()

    def total(self, session: Session) -> int:
        return queries.count(session)

    def chunk(self, session: Session, *, after: Key | None, most: int) -> Chunk:
        found = queries.outcomes_after(session, after or 0, most=most)
        rows = [
            (number, one.name, one.unit, one.first_day, one.last_day, one.value, one.source) for number, one in found
        ]
        return Chunk.of(rows, found[-1][1].id if len(found) == most else None)


def _opens(_session: Session, _asking: Asking) -> _Outcomes:
    return _Outcomes()


OUTCOMES = Dataset(
    "outcomes",
    _l("Figures of the business"),
    _opens,
    frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
)
