"""`kamcoach content check`, `publish` and `sync`."""

import json
from pathlib import Path

import click

from kamcoach.cli.application import application
from kamcoach.cli.installing import read_library
from kamcoach.clock import moment
from kamcoach.database import writing
from kamcoach.library.coverage import report
from kamcoach.library.files import load, write_ledger
from kamcoach.library.services import PublishedVersionChanged, sync
from kamcoach.resources import CONTENT

_FOLDER = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=CONTENT,
    help="Another content folder than the one that ships with this version.",
)


@click.group()
def content() -> None:
    """Instruments, plans and job profiles: check the files, publish them, bring them into the database."""


@content.command()
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def check(folder: Path, as_json: bool) -> None:
    """List what the folder holds and which facts of the sources it covers; fail on any problem.

    Problems are: what would make a form unusable (a missing anchor, a code that stands twice, a window that does
    not hold its day); a plan in use that asks somebody twice within seven days; what the words show (two acts in one
    question, anchors that differ by a degree word only, hard reading, what is too long for a phone, temperament
    instead of acts); a fact that must be carried and is not; a published version that changed or is not in the
    ledger. Missing translations are counted and are no problem yet. Each is named with file, path and rule;
    docs/content.md explains them. No database is needed.
    """
    library = load(folder)
    made = report(library, folder)
    if as_json:
        click.echo(json.dumps(made.as_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(made.as_text())
    if made.problems:
        raise SystemExit(1)


@content.command()
@_FOLDER
def publish(folder: Path) -> None:
    """Write the hashes of new versions into the folder's ledger; from then on they cannot change."""
    library = load(folder)
    if library.problems:
        raise click.ClickException("\n".join(str(problem) for problem in library.problems))
    new = library.unpublished()
    write_ledger(folder, library)
    click.echo("\n".join(f"published {key}" for key in new) or "Nothing new.")


@content.command("sync")
@_FOLDER
def sync_command(folder: Path) -> None:
    """Bring new versions into the database. What is published there never changes.

    What does not ship with this version is kept as the organisation's own; an update never touches it.
    """
    with application():
        library = read_library(folder)
        try:
            with writing() as session:
                added = sync(session, library, at=moment(), shipped=load(CONTENT).hashes())
        except PublishedVersionChanged as changed:
            raise click.ClickException(f"{changed} was published with another text; nothing was changed.") from None
        click.echo("\n".join(f"added {key}" for key in added) or "Nothing new.")
