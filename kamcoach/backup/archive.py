"""The file: a zip with the manifest and one text of lines a table, made whole or not at all."""

import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from typing import IO

import msgspec

from kamcoach.backup.manifest import NAME, BackupRefused, Manifest, Table, read_manifest
from kamcoach.backup.rows import Progress, Row

_LEVEL = 6
_BUFFER = 1 << 18
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, UnicodeError, msgspec.MsgspecError)
_decoder = msgspec.json.Decoder(list)


@contextmanager
def new_file(target: Path, *, overwrite: bool) -> Iterator[IO[bytes]]:
    """A file that only its owner can read, and that takes its name when the block has ended well.

    Raises BackupRefused when the name is taken or the disk does not take it.
    """
    _refuse_taken(target, overwrite=overwrite)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise BackupRefused(f"{target.parent} cannot be written to: {error.strerror}.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _refuse_taken(target, overwrite=overwrite)
        Path(name).replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise BackupRefused(f"{target} could not be written: {error.strerror}. Nothing is left of it.") from error
    finally:
        Path(name).unlink(missing_ok=True)


def _refuse_taken(target: Path, *, overwrite: bool) -> None:
    if target.is_dir():
        raise BackupRefused(f"{target} is a folder; name a file in it.")
    if target.exists() and not overwrite:
        raise BackupRefused(f"{target} exists; nothing was written. --force overwrites it.")


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network folders cannot
            os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def writing_to(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """A zip in an open file."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        yield archive


@contextmanager
def opened(path: Path) -> Iterator["Backup"]:
    """Open a backup and read its manifest. Raises BackupRefused when it is none."""
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read: {error.strerror}.") from error
    except _DAMAGE as error:
        raise BackupRefused(f"{path} is not a backup of KAM Coach, or its end is missing.") from error
    with archive:
        try:
            said = archive.read(NAME)
        except _DAMAGE as error:
            raise BackupRefused(f"{path} is not a backup of KAM Coach, or it is damaged.") from error
        yield Backup(archive, read_manifest(said))


class Backup:
    """An open backup."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive, self.manifest = archive, manifest
        expected = {NAME} | {table.path for table in manifest.tables}
        if expected != set(archive.namelist()):
            raise BackupRefused("This backup does not hold the tables that its manifest names; it was changed.")

    def rows(self, table: Table, progress: Progress) -> Iterator[Row]:
        """The rows of a table. Raises BackupRefused, at the last row at the latest, when they are not those that
        were backed up."""
        digest, count, width = sha256(), 0, len(table.columns)
        try:
            with self._archive.open(table.path) as part:
                for line in BufferedReader(part, _BUFFER):  # type: ignore[type-var]
                    digest.update(line)
                    row = _decoder.decode(line)
                    if len(row) != width:
                        raise _damaged(table)
                    count += 1
                    if not count % 1000:
                        progress(table.name, 1000)
                    yield row
        except _DAMAGE as error:
            raise _damaged(table) from error
        progress(table.name, count % 1000)
        if (count, digest.hexdigest()) != (table.rows, table.sha256):
            raise _damaged(table)

    def check(self, progress: Progress) -> None:
        """Read everything and compare every hash. Raises BackupRefused when something is not as it was."""
        for table in self.manifest.tables:
            for _ in self.rows(table, progress):
                pass


def _damaged(table: Table) -> BackupRefused:
    return BackupRefused(f"This backup is damaged or was changed: the rows of {table.name} are not what they were.")
