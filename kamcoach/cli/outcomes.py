"""`kamcoach outcomes import`."""

from collections.abc import Sequence
from pathlib import Path

import click
from flask import Flask

from kamcoach.cli.application import application
from kamcoach.clock import Moment, moment
from kamcoach.database import reading, writing
from kamcoach.installation import queries as installation
from kamcoach.outcomes import importing, queries, services, spreadsheet
from kamcoach.web.tables import FileRefused

_LANGUAGE = "en"


@click.group()
def outcomes() -> None:
    """Figures of the business: import a spreadsheet."""


@outcomes.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only show what would happen; nothing changes.")
def import_command(file: Path, dry_run: bool) -> None:
    """Import a CSV or XLSX file with one value a person, figure and period, and say row by row what happened.

    The columns are described on the page “Import figures of the business” and in docs/operating.md; numbers of a CSV
    are written like 1234.5. Refused rows are left out; exit code 1 when there is one.
    """
    with application() as app:
        judged = _judged(app, file, write=not dry_run)
    for one in judged:
        what = "; ".join(one.problems)
        click.echo(f"line {one.row.line}: {one.what} {one.row.cells['employee_number']} {one.figure} {what}".rstrip())
    refused = importing.counted(judged)["refused"]
    click.echo(f"{len(judged)} rows, {refused} refused. " + ("Nothing was changed." if dry_run else "Imported."))
    raise SystemExit(1 if refused else 0)


def _judged(app: Flask, file: Path, *, write: bool) -> Sequence[importing.Judged]:
    with app.test_request_context():  # messages need a language
        try:
            found = spreadsheet.read(file.read_bytes(), language=_LANGUAGE)
        except FileRefused as refused:
            raise click.ClickException(str(refused)) from refused
        with writing() if write else reading() as session:
            about = installation.facts(session)
            at: Moment = moment(about.shift) if about else moment()
            facts = queries.facts(session, found, lock=write)
            judged = importing.compare(found, facts, today=at.today("UTC"))
            if write:
                services.apply_import(session, judged, actor=None, at=at)
        return judged
