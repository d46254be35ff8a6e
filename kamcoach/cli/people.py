"""`kamcoach people import`."""

from pathlib import Path

import click
from flask import Flask

from kamcoach.cli.application import application
from kamcoach.clock import Moment, moment
from kamcoach.database import reading, writing
from kamcoach.installation import queries as installation
from kamcoach.library import queries as library
from kamcoach.people import importing, queries, services, spreadsheet
from kamcoach.web import tables


@click.group()
def people() -> None:
    """People: import a spreadsheet."""


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "really", is_flag=True, help="Write it. Without this, nothing changes.")
def import_command(file: Path, really: bool) -> None:
    """Show row by row what a CSV file of people would change: created, changed, refused and why.

    The columns are described on the page “Import people” and in docs/operating.md. A person is known by the
    employee number. Exit code 1 when a row is refused.
    """
    with application() as app:
        outcomes = _outcomes(app, file, really)
    for outcome in outcomes:
        what = "; ".join(outcome.problems) or ", ".join(outcome.changes)
        click.echo(f"line {outcome.line}: {outcome.what} {outcome.number} {what}".rstrip())
    refused = sum(outcome.is_refused for outcome in outcomes)
    click.echo(f"{len(outcomes)} rows, {refused} refused. " + ("Imported." if really else "Nothing was changed."))
    raise SystemExit(1 if refused else 0)


def _outcomes(app: Flask, file: Path, really: bool) -> list[importing.Outcome]:
    with app.test_request_context():  # messages need a language
        try:
            rows = spreadsheet.read(file.read_bytes())
        except tables.FileRefused as refused:
            raise click.ClickException(str(refused)) from refused
        with writing() if really else reading() as session:
            facts = installation.facts(session)
            at: Moment = moment(facts.shift) if facts else moment()
            known = queries.known_people(session, on=at.today("UTC"))
            outcomes = importing.compare(rows, known, profiles=library.profile_codes(session))
            if really:
                services.apply_import(session, outcomes, on=at.today("UTC"), actor=None, at=at)
        return outcomes
