"""Rows in one form for both engines: a JSON array a line, columns by name, in the order of the primary key.

Numbers, texts and true or false are JSON's own. A float is its shortest exact text, an instant is UTC as
`2026-03-02 09:00:00.000000`, a date `2026-03-02`, JSON the text that is stored, bytes are base64.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Boolean as Bool
from sqlalchemy import Connection, Date, DateTime, Float, Integer, LargeBinary, MetaData, String
from sqlalchemy import Table as Reflected
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

from kamcoach.backup.manifest import BackupRefused, Column, Kind, Shape, Table

REVISION_TABLE = "alembic_version"
_BATCH = 2000
_INSTANT = 26
_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (Bool, "bool"),
    (Integer, "int"),
    (Float, "float"),
    (DateTime, "instant"),
    (Date, "date"),
    (JSON, "json"),
    (LargeBinary, "bytes"),
    (String, "text"),
)
_encoder = msgspec.json.Encoder()

Row = list[Any]
Progress = Callable[[str, int], None]
"""Told of a table and how many more of its rows are done."""


def quiet(_table: str, _rows: int) -> None:
    """Progress that nobody looks at."""


def shapes(connection: Connection) -> list[Shape]:
    """The tables of this database as they are, whatever its version; each after those it points to."""
    found = MetaData()
    found.reflect(connection)
    return [_shape(table) for table in found.sorted_tables if table.name != REVISION_TABLE]


def _shape(table: Reflected) -> Shape:
    columns = sorted((Column(str(column.name), _kind(table.name, column.type)) for column in table.columns), key=_name)
    return Shape(str(table.name), tuple(columns), tuple(str(column.name) for column in table.primary_key))


def _name(column: Column) -> str:
    return column.name


def _kind(table: str, type_: TypeEngine[Any]) -> Kind:
    plain = type_.impl_instance if isinstance(type_, TypeDecorator) else type_
    for known, kind in _KINDS:
        if isinstance(plain, known):
            return kind
    raise BackupRefused(f"The table {table} holds a kind of value that a backup cannot carry: {type_!r}.")


# -- out of the database -----------------------------------------------------------------------------------------


def read(connection: Connection, shape: Shape) -> Iterator[bytes]:
    """The rows of a table as lines, some thousand at a time, with flat memory."""
    is_sqlite = connection.dialect.name == "sqlite"
    convert = _FROM_SQLITE if is_sqlite else _FROM_POSTGRES
    steps = [(at, convert[column.kind]) for at, column in enumerate(shape.columns) if column.kind in convert]
    sql = _select(shape, is_sqlite=is_sqlite)
    streamed = {"stream_results": True, "max_row_buffer": _BATCH}
    for batch in connection.exec_driver_sql(sql, execution_options=streamed).partitions(_BATCH):
        yield _encoder.encode_lines([_told(row, steps) for row in batch])


def _told(row: Sequence[Any], steps: Sequence[tuple[int, Callable[[Any], Any]]]) -> Row:
    told = list(row)
    for at, convert in steps:
        if told[at] is not None:
            told[at] = convert(told[at])
    return told


def summary(connection: Connection, shape: Shape, write: Callable[[bytes], object], progress: Progress) -> Table:
    """Read a table, hand its lines on, and say how many there were and what their hash is."""
    digest, count = sha256(), 0
    for lines in read(connection, shape):
        digest.update(lines)
        write(lines)
        rows = lines.count(b"\n")
        count += rows
        progress(shape.name, rows)
    return Table(shape.name, shape.columns, shape.key, count, digest.hexdigest())


def _select(shape: Shape, *, is_sqlite: bool) -> str:
    kinds = {column.name: column.kind for column in shape.columns}
    if is_sqlite:
        told = [quoted(name) for name in kinds]
        order = [quoted(name) for name in shape.key]
    else:
        told = [_IN_POSTGRES.get(kind, "{}").format(quoted(name)) for name, kind in kinds.items()]
        order = [quoted(name) + (' COLLATE "C"' if kinds[name] == "text" else "") for name in shape.key]
    return f"SELECT {', '.join(told)} FROM {quoted(shape.name)} ORDER BY {', '.join(order)}"  # noqa: S608


def quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def _instant(said: str) -> str:
    """SQLite keeps what it was given; ours has microseconds."""
    return said if len(said) == _INSTANT else f"{datetime.fromisoformat(said):%Y-%m-%d %H:%M:%S.%f}"


def _base64(said: bytes) -> str:
    return b64encode(said).decode()


_FROM_SQLITE: dict[Kind, Callable[[Any], Any]] = {
    "bool": bool,
    "float": lambda value: repr(float(value)),
    "instant": _instant,
    "json": str,
    "bytes": _base64,
}
_FROM_POSTGRES: dict[Kind, Callable[[Any], Any]] = {"float": repr, "bytes": _base64}
_IN_POSTGRES: dict[Kind, str] = {
    "instant": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "date": "to_char({}, 'YYYY-MM-DD')",
    "json": "{}::text",
}


# -- into a database ---------------------------------------------------------------------------------------------


def load(connection: Connection, shape: Shape, rows: Iterable[Row]) -> None:
    """Write rows into an empty table, as they come, inside the transaction of the connection.

    Raises BackupRefused when the table's own rules refuse one.
    """
    steps = [(at, _TO[column.kind]) for at, column in enumerate(shape.columns) if column.kind in _TO]
    try:
        _copy(connection, shape, (_told(row, steps) for row in rows))
    except connection.dialect.loaded_dbapi.Error as error:
        said = str(error).partition("\n")[0]
        raise BackupRefused(f"The database refused the rows of {shape.name}: {said}. Nothing was changed.") from error


def _copy(connection: Connection, shape: Shape, rows: Iterator[Row]) -> None:
    into = f"{quoted(shape.name)} ({', '.join(quoted(column.name) for column in shape.columns)})"
    cursor = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(shape.columns))
        cursor.executemany(f"INSERT INTO {into} VALUES ({places})", rows)  # type: ignore[arg-type]  # noqa: S608
    else:
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        _count_on(connection, shape)
    cursor.close()


_TO: dict[Kind, Callable[[Any], Any]] = {"float": float, "bytes": b64decode}


def _count_on(connection: Connection, shape: Shape) -> None:
    """The next row that PostgreSQL numbers itself comes after those that were loaded."""
    numbered = {column.name for column in shape.columns if column.kind == "int"}
    if len(shape.key) != 1 or shape.key[0] not in numbered:
        return
    key, table = shape.key[0], quoted(shape.name)
    connection.exec_driver_sql(
        f"SELECT setval(sequence, coalesce(newest, 1), newest IS NOT NULL) FROM"  # noqa: S608
        f" (SELECT pg_get_serial_sequence('{table}', '{key}') AS sequence, max({quoted(key)}) AS newest FROM {table})"
        " AS known WHERE sequence IS NOT NULL"
    )
