"""The application for a command, with settings problems as plain sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from kamcoach import schema
from kamcoach.app import create_app
from kamcoach.config import Settings, SettingsError, keep_secret, load
from kamcoach.database import Busy, db, reading
from kamcoach.installation import queries as installation
from kamcoach.storage import CannotWrite


def settings_or_exit() -> Settings:
    """The settings of the environment; every problem is printed before the command gives up."""
    try:
        return load()
    except SettingsError as error:
        raise click.ClickException("\n".join(error.problems)) from error


def make_home(home: Path, *, with_secret: bool) -> None:
    """Make the folder of an installation if need be; with its secret where the environment has none."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        if with_secret:
            keep_secret(home)
    except OSError as error:
        raise click.ClickException(f"KAMCOACH_HOME: {home} cannot be used: {error.strerror}.") from error


@contextmanager
def application(settings: Settings | None = None, *, ready: bool = True) -> Iterator[Flask]:
    """An application and its context; with `ready` the database must be migrated and founded.

    Its connections end with the block: none is shared with processes that are forked later.
    """
    app = create_app(settings or settings_or_exit())
    with app.app_context():
        try:
            current = _current_revision()
            if ready:
                _check_ready(current)
            yield app
        except CannotWrite as refused:
            raise click.ClickException(
                f"The database takes no changes ({refused.reason}); nothing was changed. Mend that and try again."
            ) from refused
        except Busy as refused:
            raise click.ClickException(
                "Others held the database too long; nothing was changed. Try again."
            ) from refused
        finally:
            db.engine.dispose()


def _current_revision() -> str | None:
    try:
        return schema.current()
    except OperationalError as error:
        raise click.ClickException(f"The database cannot be reached: {str(error.orig).strip()}.") from error


def _check_ready(current: str | None) -> None:
    newest = schema.newest()
    if current is None:
        raise click.ClickException(
            "This database is empty. Run `kamcoach init` first, or `kamcoach demo` to look around."
        )
    if current != newest:
        raise click.ClickException(
            f"The database is at {current}, this version needs {newest}. Make a backup, then run `kamcoach upgrade`."
        )
    with reading() as session:
        if installation.facts(session) is None:
            raise click.ClickException("This database has no organisation yet. Run `kamcoach init`.")
