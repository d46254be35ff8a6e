"""`kamcoach init` and `kamcoach upgrade`."""

import os
from pathlib import Path

import click
from flask import Flask

from kamcoach import schema
from kamcoach.cli.application import application, make_home, settings_or_exit
from kamcoach.clock import moment
from kamcoach.config import Settings, home_of
from kamcoach.database import reading, writing
from kamcoach.installation import queries as installation_queries
from kamcoach.installation import services as installation
from kamcoach.library.files import Library
from kamcoach.library.files import load as load_library
from kamcoach.library.services import PublishedVersionChanged, sync
from kamcoach.people import importing
from kamcoach.people import services as people
from kamcoach.permissions.roles import Role
from kamcoach.resources import CONTENT
from kamcoach.signin import services as signin
from kamcoach.web.tables import Row


@click.command()
@click.option("--organisation", prompt="Organisation", help="Its name, as pages show it.")
@click.option("--name", prompt="Your name", help="The first administrator.")
@click.option("--email", prompt="Your email", help="What the first administrator signs in with.")
@click.option("--country", default="PH", prompt=True, help="Two letters, such as PH.")
@click.option("--time-zone", default="Asia/Manila", prompt=True, help="Such as Asia/Manila.")
def init(organisation: str, name: str, email: str, country: str, time_zone: str) -> None:
    """Start a real installation: secret, database, content, first administrator.

    Prints a link that sets the administrator's password once. Running it again on the same database
    refuses; nothing is overwritten.
    """
    cells = {"name": name.strip(), "email": email.strip(), "country": country.upper(), "time_zone": time_zone}
    settings = _settings_with_secret()
    with application(settings, ready=False) as app:
        _check(app, organisation, cells)
        schema.upgrade()
        with reading() as session:
            if installation_queries.facts(session) is not None:
                raise click.ClickException("This database is in use already; nothing was changed.")
        library = read_library(CONTENT)
        at = moment()
        with writing() as session:
            installation.found(session, kind="real", organisation=organisation, at=at)
            sync(session, library, at=at)
            person = people.add_person(session, **cells, roles=[Role.ADMINISTRATOR], actor=None, at=at)
            link = signin.make_link(session, person, "invitation", actor=None, at=at)
        click.echo(f"{organisation} is ready. Start it with `kamcoach serve`, then set your password here, once:")
        click.echo(f"{settings.base_url}/link/{signin.signed(link)}")


def _check(app: Flask, organisation: str, cells: dict[str, str]) -> None:
    """The first administrator is checked the way an import checks everybody; the number comes later."""
    with app.test_request_context():  # messages need a language
        (outcome,) = importing.compare([Row(1, {"employee_number": "1"} | cells)], {}, profiles=frozenset())
    problems = ([] if organisation.strip() else ["organisation is empty."]) + outcome.problems
    if problems:
        raise click.ClickException("\n".join(problems))


def _settings_with_secret() -> Settings:
    make_home(home_of(os.environ), with_secret=not os.environ.get("KAMCOACH_SECRET_KEY"))
    return settings_or_exit()


@click.command()
def upgrade() -> None:
    """Bring the database and its content to this version. Make a backup before."""
    with application(ready=False):
        added = bring_up_to_date()
        click.echo(f"The database is at {schema.newest()}; {added} new versions of content.")


def bring_up_to_date() -> int:
    """Migrate the database and add what the content has that it lacks; returns how many versions. Needs an app
    context. Raises ClickException where the content cannot be used or changed what is published."""
    schema.upgrade()
    library = read_library(CONTENT)
    try:
        with writing() as session:
            return len(sync(session, library, at=moment()))
    except PublishedVersionChanged as changed:
        raise click.ClickException(f"{changed} was published with another text; content was left alone.") from None


def read_library(folder: Path) -> Library:
    """A content folder without problems, or the list of them."""
    library = load_library(folder)
    if library.problems:
        raise click.ClickException("\n".join(str(problem) for problem in library.problems))
    return library
