"""What a backup says of itself: where it comes from, and the hash of every table's rows."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Literal

import msgspec

FORMAT = "kamcoach-backup/1"
NAME = "manifest.json"
_FAMILY = "kamcoach-backup/"

Kind = Literal["bool", "bytes", "date", "float", "instant", "int", "json", "text"]


class BackupRefused(Exception):
    """A backup that cannot be taken, read or restored; its text says why and what to do. Nothing was changed."""


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column and how its values are written in a row (see kamcoach.backup.rows)."""

    name: str
    kind: Kind


class Shape(msgspec.Struct, frozen=True):
    """A table without its rows; columns by name, so that both engines agree."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


class Table(Shape, frozen=True):
    """A table in a backup: how many rows, and the SHA-256 of their lines in the order of the key."""

    rows: int
    sha256: str

    @property
    def shape(self) -> Shape:
        """The table without its rows."""
        return Shape(self.name, self.columns, self.key)

    @property
    def path(self) -> str:
        """Where its rows stand inside the file."""
        return f"tables/{self.name}.jsonl"


class Manifest(msgspec.Struct, frozen=True):
    """The first thing that is read of a backup. `taken_at` is UTC in ISO 8601; `head` is that of the trail."""

    format: str
    product: str
    revision: str
    engine: str
    taken_at: str
    organisation: str
    kind: Literal["real", "demo"]
    head: str
    content: str
    tables: tuple[Table, ...]

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(table.rows for table in self.tables)

    @property
    def taken(self) -> str:
        """When, for people."""
        return f"{self.taken_at[:16].replace('T', ' ')} UTC"

    def as_bytes(self) -> bytes:
        """As it stands in the file."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1)


def content_hash(tables: Sequence[Table]) -> str:
    """One hash for all rows: equal on both engines when, and only when, every row is equal."""
    said = "".join(f"{table.name} {table.rows} {table.sha256}\n" for table in sorted(tables, key=lambda one: one.name))
    return sha256(said.encode()).hexdigest()


def read_manifest(said: bytes) -> Manifest:
    """Read and check it. Raises BackupRefused for anything that this version did not write."""
    try:
        form = msgspec.json.decode(said, type=_Form).format
        if form.startswith(_FAMILY) and form != FORMAT:
            raise BackupRefused(f"A newer KAM Coach wrote this backup ({form}); restore it with that version.")
        manifest = msgspec.json.decode(said, type=Manifest)
    except msgspec.MsgspecError as error:
        raise BackupRefused("This is not a backup of KAM Coach, or its manifest was changed.") from error
    if manifest.format != FORMAT:
        raise BackupRefused("This is not a backup of KAM Coach.")
    if content_hash(manifest.tables) != manifest.content:
        raise BackupRefused("The manifest of this backup was changed after it was taken.")
    return manifest


class _Form(msgspec.Struct):
    format: str
