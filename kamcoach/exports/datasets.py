"""What can be exported: a dataset has a title, the roles that may have it, the filters it takes, and rows in chunks.

A dataset is opened for one asking (who, with which filters, when). What comes back is a source: typed columns and
chunks of rows in the order of a key, so that a file of any length is written with the memory of one chunk and no
read transaction outlives its chunk.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.exports.filters import Filter
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role

CHUNK = 2_000
"""Rows of one chunk: some 15 ms of one read transaction each, and a quarter of a megabyte."""

Value = str | int | float | date | datetime | None
Row = Sequence[Value]
Key = Any
"""What a source needs to go on from where it was; nobody else looks into it."""


class Kind(StrEnum):
    """What a column holds: it decides how a file writes it, never what a single cell looks like."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    """A date, or its ISO 8601 text (2026-04-14)."""
    INSTANT = "instant"
    """A datetime in UTC, or its ISO 8601 text (2026-04-14T09:30:00Z); the heading says that it is UTC."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its heading in the reader's language; a plain string is the same in every language."""

    heading: LazyString | str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for what, when. The filters are checked."""

    filters: Mapping[str, str]
    actor: Actor
    at: Moment


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows, column by column, which is how they are written fastest; each column has as many cells.

    `last` is the key of the last row, None when nothing follows.
    """

    cells: Sequence[Sequence[Value]]
    last: Key | None = None

    @classmethod
    def of(cls, rows: Sequence[Row], last: Key | None = None) -> "Chunk":
        """A chunk from rows."""
        return cls(list(zip(*rows, strict=True)), last)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.cells[0]) if self.cells else 0

    @property
    def rows(self) -> Iterable[Row]:
        """Row by row."""
        return zip(*self.cells, strict=True)


class Source(Protocol):
    """The rows of one asking. Words in them are in the language that is current when a chunk is asked for."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns, in order."""

    @property
    def about(self) -> Sequence[tuple[str, str]]:
        """What the file says about itself beside who made it when: pairs of a name and a value."""

    def total(self, session: Session) -> int:
        """How many rows there are now."""

    def chunk(self, session: Session, *, after: Key | None, most: int) -> Chunk:
        """At most so many rows after a key, in its order."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A source whose rows are few enough to be held: those of one page."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    about: Sequence[tuple[str, str]] = ()

    def total(self, _session: Session) -> int:
        """How many rows there are."""
        return len(self.rows)

    def chunk(self, _session: Session, *, after: Key | None, most: int) -> Chunk:
        """At most so many rows from a place on."""
        begin = after or 0
        end = begin + most
        return Chunk.of(self.rows[begin:end], end if end < len(self.rows) else None)


@dataclass(frozen=True, slots=True)
class Dataset:
    """One kind of export.

    `opens` finds what the filters name by the actor's own rules, and gives None for what the actor may not know of.
    No `roles` means everybody who is signed in.
    """

    code: str
    title: LazyString
    opens: Callable[[Session, Asking], Source | None]
    roles: frozenset[Role] = frozenset()
    filters: Mapping[str, Filter] = field(default_factory=dict)

    def is_open_to(self, actor: Actor) -> bool:
        """Whether the actor's roles include it, before anything is looked up."""
        return not self.roles or actor.holds(*self.roles)
