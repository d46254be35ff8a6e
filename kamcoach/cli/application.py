"""The application for a command, with settings problems as plain sentences."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask

from kamcoach import schema
from kamcoach.app import create_app
from kamcoach.config import Settings, SettingsError, load
from kamcoach.database import reading
from kamcoach.installation import queries as installation


def settings_or_exit() -> Settings:
    """The settings of the environment; every problem is printed before the command gives up."""
    try:
        return load()
    except SettingsError as error:
        raise click.ClickException("\n".join(error.problems)) from error


@contextmanager
def application(settings: Settings | None = None, *, ready: bool = True) -> Iterator[Flask]:
    """An application and its context; with `ready` the database must be migrated and founded."""
    app = create_app(settings or settings_or_exit())
    with app.app_context():
        if ready:
            _check_ready()
        yield app


def _check_ready() -> None:
    current, newest = schema.current(), schema.newest()
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
