"""Restoring a backup: load, compare every hash with what was read back, bring it to this version, prove the trail."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from kamcoach import __version__, schema
from kamcoach.backup.archive import Backup, opened
from kamcoach.backup.manifest import BackupRefused, Manifest, Table
from kamcoach.backup.rows import Progress, load, quiet, shapes, summary
from kamcoach.backup.targets import occupant, rebuilt, why
from kamcoach.trail.queries import Verdict, verify


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; `is_older` when the database was migrated to this version afterwards, `kept` is the file
    that was there before."""

    manifest: Manifest
    is_older: bool
    verdict: Verdict
    kept: Path | None


def check(path: Path, *, progress: Callable[[int], Progress] = lambda _rows: quiet) -> Manifest:
    """Read a whole backup and compare every hash. Raises BackupRefused when something is not as it was."""
    with opened(path) as backup:
        backup.check(progress(backup.manifest.rows))
        return backup.manifest


def restore(
    path: Path, url: str, *, replace: bool = False, progress: Callable[[int], Progress] = lambda _rows: quiet
) -> Restored:
    """Make the database at `url` what it was when the backup was taken.

    A database with an organisation is replaced only with `replace`. Every row is read twice, from the file and from
    the new database. Raises BackupRefused, and then nothing was changed.
    """
    with opened(path) as backup:
        manifest = backup.manifest
        _check_revision(manifest)
        _check_place(manifest, url, replace=replace)
        done = progress(2 * manifest.rows)
        try:
            with rebuilt(url) as place:
                verdict = _fill(place.connection, backup, done)
        except DBAPIError as error:
            raise BackupRefused(f"The database refused it: {why(error.orig)}. Nothing was changed.") from error
        except OSError as error:
            raise BackupRefused(f"It could not be written: {error.strerror}. Nothing was changed.") from error
    return Restored(manifest, manifest.revision != schema.newest(), verdict, place.kept)


def _check_revision(manifest: Manifest) -> None:
    if not schema.knows(manifest.revision):
        raise BackupRefused(
            f"This backup is of KAM Coach {manifest.product} (database at {manifest.revision}), which is newer than "
            f"this version, {__version__} (database at {schema.newest()}). Install that version or a later one, then "
            "restore."
        )


def _check_place(manifest: Manifest, url: str, *, replace: bool) -> None:
    there = occupant(url)
    if there is None:
        return
    if not replace:
        raise BackupRefused(
            f"The database holds {there.organisation} already; nothing was changed. "
            "With --replace the backup takes its place."
        )
    if there.kind != manifest.kind:
        kinds = {"real": "a real organisation", "demo": "a demo"}
        raise BackupRefused(
            f"The database holds {kinds[there.kind]} and the backup is of {kinds[manifest.kind]}; "
            "one never becomes the other."
        )


def _fill(connection: Connection, backup: Backup, done: Progress) -> Verdict:
    manifest = backup.manifest
    schema.upgrade_on(connection, manifest.revision)
    stored = {table.name: table for table in manifest.tables}
    made = shapes(connection)
    differ = {shape.name for shape in made} ^ stored.keys()
    differ |= {shape.name for shape in made if shape.name in stored and stored[shape.name].shape != shape}
    if differ:
        raise BackupRefused(
            f"The tables of this backup are not those of a database at {manifest.revision}: "
            f"{', '.join(sorted(differ))}. It was taken from a copy of KAM Coach that was never released."
        )
    for shape in made:
        load(connection, shape, backup.rows(stored[shape.name], done))
    _check_keys(connection)
    for shape in made:
        _compare(summary(connection, shape, lambda _lines: None, done), stored[shape.name])
    schema.upgrade_on(connection, "head")
    verdict = verify(Session(connection))
    if verdict.problem:
        raise BackupRefused(f"The trail in this backup does not verify: {verdict.problem}.")
    return verdict


def _check_keys(connection: Connection) -> None:
    """PostgreSQL has checked every foreign key while loading; SQLite does it when it is asked."""
    if connection.dialect.name == "sqlite" and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
        raise BackupRefused(f"{len(broken)} rows of this backup point to nothing: {broken[0][0]} → {broken[0][2]}.")


def _compare(found: Table, expected: Table) -> None:
    if (found.rows, found.sha256) != (expected.rows, expected.sha256):
        raise BackupRefused(f"What was read back of {found.name} is not what the backup holds; nothing was changed.")
