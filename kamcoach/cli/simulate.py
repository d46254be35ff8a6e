"""`kamcoach simulate`."""

import json
import sys
import tempfile
from pathlib import Path

import click
from sqlalchemy import inspect

from kamcoach import schema
from kamcoach.app import create_app
from kamcoach.config import Settings
from kamcoach.database import db
from kamcoach.simulation.post import post_office
from kamcoach.simulation.running import Wanted, run_through, settings_for
from kamcoach.simulation.stage import BEGINS
from kamcoach.simulation.workers import crew_of

_CREW = 2
_SECRET = "simulated, and only there" * 2


@click.command()
@click.option("--years", type=click.FloatRange(0.02, 10), default=2, show_default=True, help="Years of 365 days.")
@click.option("--people", type=click.IntRange(5, 20_000), default=2000, show_default=True, help="How many are trained.")
@click.option(
    "--kills", type=click.IntRange(0, 9999), default=200, show_default=True, help="How many workers are killed."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed draws the same people and days.")
@click.option("--database", help="URL of an empty PostgreSQL database; a SQLite file in a temporary folder if absent.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def simulate(years: float, people: int, kills: int, seed: int, database: str | None, as_json: bool) -> None:
    """Live through years in minutes and count whether the engine keeps what it promises.

    An invented organisation in six time zones trains in cohorts; most people answer, some leave, some change their
    manager. Two real worker processes do what is due hour by hour on a real database and send real mail to a server on
    this machine, which is out for an hour a week. Workers are killed (SIGKILL) at random moments of their work.

    In the end every promise is counted: fixed measures opened on their day where the person is, other steps on
    theirs or held back with a reason, every message delivered, twice only where a crash fell between sending and
    marking, none to anyone who had left, none in quiet hours, nobody asked more than the weekly load. Exit code 1
    when one was broken.

    It never touches an installation: it makes its own database, or takes an empty one.

    \b
    A month in a minute:  kamcoach simulate --years 0.1 --people 50 --kills 10
    On PostgreSQL:        kamcoach simulate --database postgresql+psycopg://…/an_empty_database
    """
    with tempfile.TemporaryDirectory() as folder, post_office(BEGINS) as (post, smtp_url):
        url = database or f"sqlite:///{Path(folder) / 'simulation.sqlite3'}"
        settings = settings_for(Settings(Path(folder), url, _SECRET), smtp_url)
        app = create_app(settings)
        with app.app_context():
            if inspect(db.engine).get_table_names():
                raise click.ClickException("This database is not empty. Name an empty one.")
            schema.upgrade()
            with crew_of(settings, _CREW) as crew:
                wanted = Wanted(years, people, kills, seed)
                report = run_through(wanted, post, crew, engine=db.engine.dialect.name, say=_shown)
            db.engine.dispose()
    if as_json:
        click.echo(json.dumps(report.as_json()))
    else:
        for name, count in report.counts.items():
            click.echo(f"{count:>10,}  {name}")
        click.echo(f"{report.engine}: {years:g} years, {people:,} people, {report.seconds / 60:.1f} minutes.")
        click.echo("\n".join(report.broken) or "Every promise was kept.")
    if report.broken:
        raise SystemExit(1)


def _shown(step: int, steps: int) -> None:
    if sys.stderr.isatty() and (step % 24 == 0 or step == steps):
        click.echo(f"\rday {step // 24:,} of {steps // 24:,}", nl=step == steps, err=True)
