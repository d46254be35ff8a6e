"""The list of people in the columns of the import, so that the file can be changed and imported again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from kamcoach.exports.datasets import Asking, Chunk, Column, Dataset, Key
from kamcoach.exports.filters import Filter, a_search
from kamcoach.people import queries
from kamcoach.people.spreadsheet import COLUMNS
from kamcoach.permissions.roles import Role
from kamcoach.web.language import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class _People:
    search: str
    on: date
    columns: Sequence[Column] = tuple(Column(name) for name in COLUMNS)
    about: Sequence[tuple[str, str]] = ()

    def total(self, session: Session) -> int:
        return queries.count_people(session, search=self.search)

    def chunk(self, session: Session, *, after: Key | None, most: int) -> Chunk:
        found = queries.people_after(session, after, search=self.search, on=self.on, most=most)
        rows = [[fields[name] for name in COLUMNS] for _, fields in found]
        return Chunk.of(rows, found[-1][0] if len(found) == most else None)


def _opens(_session: Session, asking: Asking) -> _People:
    return _People(asking.filters.get("search", ""), asking.actor.today(asking.at))


PEOPLE = Dataset(
    "people",
    _l("People"),
    _opens,
    frozenset({Role.ADMINISTRATOR}),
    {"search": Filter(a_search, is_personal=True)},
)
