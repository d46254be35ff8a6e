"""`kamcoach trail verify` and `kamcoach standings rebuild`."""

import json

import click

from kamcoach.assessing.releasing import rebuild_standings
from kamcoach.cli.application import application
from kamcoach.database import reading, writing
from kamcoach.trail import queries


@click.group()
def trail() -> None:
    """The record of who did what when, and the proof that nobody changed it."""


@trail.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@click.option("--head", "expected_head", help="A head kept outside: finds a trail that was cut off or rebuilt.")
def verify(as_json: bool, expected_head: str | None) -> None:
    """Recompute every seal and name the first entry that was altered, removed or moved.

    Keep the head that it prints in a place that the administrators of the database cannot reach. Exit code 1
    when something is wrong.
    """
    with application(), reading() as session:
        verdict = queries.verify(session, expected_head=expected_head)
    if as_json:
        click.echo(json.dumps(verdict.as_dict()))
    else:
        click.echo(f"{verdict.sealed} entries sealed, {verdict.unsealed} waiting for the next seal.")
        click.echo(f"head {verdict.head}")
        click.echo(verdict.problem or "Every sealed entry is as it was written.")
    if verdict.problem:
        raise SystemExit(1)


@click.group()
def standings() -> None:
    """The pointers to the newest results."""


@standings.command()
def rebuild() -> None:
    """Make every pointer anew from the results; the outcome is the same, unless something was broken."""
    with application(), writing() as session:
        subjects = rebuild_standings(session)
    click.echo(f"Standings of {subjects} subjects made anew.")
