"""`kamcoach backup` and `kamcoach restore`."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kamcoach import schema
from kamcoach.backup.manifest import BackupRefused, Manifest
from kamcoach.backup.restoring import Restored
from kamcoach.backup.restoring import check as check_backup
from kamcoach.backup.restoring import restore as restore_backup
from kamcoach.backup.rows import Progress
from kamcoach.backup.taking import take
from kamcoach.backup.targets import occupant
from kamcoach.cli.application import application, make_home, settings_or_exit
from kamcoach.cli.installing import bring_up_to_date
from kamcoach.clock import moment
from kamcoach.config import home_of
from kamcoach.database import db

_SHOWN_EVERY = 0.2


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
@click.option("--check", is_flag=True, help="Take none: read the backup FILE and compare every hash in it.")
def backup(file: Path, force: bool, check: bool) -> None:
    """Write the whole database into FILE, while people go on working.

    FILE holds one consistent state: every table as a text of lines in a zip, with a SHA-256 of each. It is the same
    for SQLite and PostgreSQL and can be restored into either, by this version or a later one. It appears under its
    name only when it is complete.

    FILE is as secret as the database: only its owner can read it; encrypt it before it leaves the machine. The
    secret key is not in it. Copy KAMCOACH_HOME/secret_key once and keep it elsewhere: without it, a restored
    installation works, but everybody signs in anew, and links in mails already sent are dead.

    \b
    Every night:      kamcoach backup /backups/$(date +%F).zip
    Is it whole?      kamcoach backup --check /backups/2026-03-02.zip
    Does it restore?  KAMCOACH_HOME=$(mktemp -d) kamcoach restore /backups/2026-03-02.zip
    """
    with _refusals():
        if check:
            manifest = check_backup(file, progress=_shown)
            click.echo(f"{_facts(manifest)}\nEvery row is as it was backed up.")
            return
        began = time.monotonic()
        with application(ready=False):
            manifest = take(db.engine, file, at=moment().wall, overwrite=force, progress=_shown)
    took = time.monotonic() - began
    click.echo(f"{_facts(manifest)}\n{file}: {file.stat().st_size / 1e6:,.1f} MB in {took:.1f} s.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in the place of the organisation that is there now.")
@click.option("--yes", is_flag=True, help="With --replace: do not ask for the organisation's name.")
def restore(file: Path, replace: bool, yes: bool) -> None:
    """Make the database what it was when the backup FILE was taken.

    Into an empty database, or one that does not exist yet, on SQLite or PostgreSQL. Every hash is compared twice,
    with the file and with what the new database gives back, and the trail is verified, before anything takes the
    place of what was there. A backup of an earlier version is brought to this one. When anything is wrong, a
    sentence says what, and nothing was changed.

    With --replace stop KAM Coach first. On SQLite the old file is kept beside the new one, for you to delete; on
    PostgreSQL the old tables are dropped, so take a backup of them before.

    On a new machine a secret key is made if KAMCOACH_HOME has none.
    """
    is_new = not (os.environ.get("KAMCOACH_SECRET_KEY") or (home_of(os.environ) / "secret_key").exists())
    make_home(home_of(os.environ), with_secret=not os.environ.get("KAMCOACH_SECRET_KEY"))
    settings = settings_or_exit()
    with _refusals():
        if replace and not yes:
            _ask(settings.database_url)
        began = time.monotonic()
        restored = restore_backup(file, settings.database_url, replace=replace, progress=_shown)
    _say(restored, time.monotonic() - began)
    if restored.is_older:
        with application(settings, ready=False):
            added = bring_up_to_date()
        click.echo(f"It was at {restored.manifest.revision} and is now at {schema.newest()}, {added} new content.")
    if is_new:
        click.echo("A new secret key was made here: everybody signs in anew, and links already mailed are dead.")


def _ask(url: str) -> None:
    """The name of the organisation that goes, typed, unless there is none."""
    there = occupant(url)
    if there is None:
        return
    typed = click.prompt(f"This replaces the database of {there.organisation}. Type that name to go on")
    if typed.strip() != there.organisation.strip():
        raise BackupRefused("That is not its name; nothing was changed.")


def _facts(manifest: Manifest) -> str:
    lines = [
        f"{manifest.organisation}{', a demo' if manifest.kind == 'demo' else ''}, as of {manifest.taken}: "
        f"{manifest.rows:,} rows in {len(manifest.tables)} tables, "
        f"KAM Coach {manifest.product}, database at {manifest.revision}.",
        f"content {manifest.content}",
        f"head    {manifest.head}",
    ]
    return "\n".join(lines)


def _say(restored: Restored, took: float) -> None:
    trail = restored.verdict
    click.echo(_facts(restored.manifest))
    click.echo(f"Restored in {took:.1f} s. Every row read back is as it was backed up; every foreign key holds.")
    click.echo(f"The trail verifies: {trail.sealed:,} entries sealed, {trail.unsealed:,} waiting for the next seal.")
    if restored.kept is not None:
        click.echo(f"What was there before is {restored.kept}; delete it when all is well.")


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except BackupRefused as refused:
        raise click.ClickException(str(refused)) from refused


def _shown(total: int) -> Progress:
    """A line on a terminal that says how far it is; nothing where nobody looks."""
    if not sys.stderr.isatty():
        return lambda _table, _rows: None
    done, shown = 0, 0.0

    def progress(table: str, rows: int) -> None:
        nonlocal done, shown
        done += rows
        now = time.monotonic()
        if now - shown > _SHOWN_EVERY or done >= total:
            shown = now
            share = done / total if total else 1.0
            end = "\n" if done >= total else ""
            sys.stderr.write(f"\r\033[K{share:4.0%}  {done:,} of {total:,} rows  {table}{end}")
            sys.stderr.flush()

    return progress
