"""Taking a backup: one consistent snapshot of the whole database, while people go on writing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, table, text

from kamcoach import __version__
from kamcoach.backup.archive import new_file, writing_to
from kamcoach.backup.manifest import FORMAT, NAME, BackupRefused, Manifest, Shape, content_hash
from kamcoach.backup.rows import REVISION_TABLE, Progress, quiet, shapes, summary
from kamcoach.trail.hashing import FIRST_HEAD


def take(
    engine: Engine,
    target: Path,
    *,
    at: datetime,
    overwrite: bool = False,
    progress: Callable[[int], Progress] = lambda _rows: quiet,
) -> Manifest:
    """Write a backup of the database, of whatever version it is, and return what it says of itself.

    `progress` is called once with the number of rows. Raises BackupRefused, and then there is no new file.
    """
    with snapshot(engine) as connection:
        revision, (organisation, kind) = _revision(connection), _founded(connection)
        tables = shapes(connection)
        done = progress(sum(_count(connection, shape) for shape in tables))
        with new_file(target, overwrite=overwrite) as file, writing_to(file) as archive:
            stored = []
            for shape in tables:
                with archive.open(f"tables/{shape.name}.jsonl", "w", force_zip64=True) as part:
                    stored.append(summary(connection, shape, part.write, done))
            manifest = Manifest(
                format=FORMAT,
                product=__version__,
                revision=revision,
                engine=connection.dialect.name,
                taken_at=at.astimezone(UTC).isoformat(timespec="seconds"),
                organisation=organisation,
                kind=kind,  # type: ignore[arg-type]
                head=_head(connection),
                content=content_hash(stored),
                tables=tuple(stored),
            )
            archive.writestr(NAME, manifest.as_bytes())
    return manifest


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database until the block ends, and holds up no writer."""
    if engine.dialect.name != "sqlite":
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with engine.connect() as connection, connection.begin():
        yield connection


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table(REVISION_TABLE):
        raise BackupRefused("This database is empty: there is nothing to back up.")
    return str(connection.scalar(select(text("version_num")).select_from(table(REVISION_TABLE))))


def _founded(connection: Connection) -> tuple[str, str]:
    found = connection.execute(text("SELECT organisation, kind FROM installation")).one_or_none()
    if found is None:
        raise BackupRefused("This database has no organisation yet: there is nothing to back up.")
    return found.organisation, found.kind


def _count(connection: Connection, shape: Shape) -> int:
    return connection.scalar(select(func.count()).select_from(table(shape.name))) or 0


def _head(connection: Connection) -> str:
    newest = text("SELECT head FROM trail_batch ORDER BY last_position DESC LIMIT 1")
    return connection.scalar(newest) or FIRST_HEAD
