"""`kamcoach demo`."""

import json
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from kamcoach import schema
from kamcoach.cli.application import application, make_home
from kamcoach.cli.installing import bring_up_to_date
from kamcoach.cli.serving import check_port, serve_demo, worker_beside
from kamcoach.config import Settings, SettingsError, home_of, load
from kamcoach.database import reading
from kamcoach.demo.build import DEMO_PASSWORD, build
from kamcoach.demo.queries import Persona, personas
from kamcoach.permissions.roles import Role
from kamcoach.web.logs import to_stderr

_TICK_SECONDS = 15.0


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print address and people as one line of JSON.")
@click.option("--seed", default=2026, show_default=True, help="Another seed makes another history.")
@click.option("--build-only", is_flag=True, help="Make the demo and leave.")
def demo(as_json: bool, seed: int, build_only: bool) -> None:
    """Serve a living demo organisation: sixty invented people, three trainings, a time machine.

    It is made once, in KAMCOACH_HOME/demo on embedded SQLite, and keeps what you do in it. Delete that folder
    to begin anew. Mail is shown on a page and never leaves the machine.
    """
    settings = _settings()
    if not build_only:
        check_port("127.0.0.1", settings.port)
    _build_once(settings, seed, quiet=as_json)
    with application(settings) as app, reading() as session:
        everybody = personas(session)
    click.echo(_as_json(settings, everybody) if as_json else _as_text(settings, everybody))
    if build_only:
        return
    to_stderr(warnings_only=True)
    with worker_beside(_environment(settings), every=_TICK_SECONDS):
        serve_demo(app, settings.port)


def _settings() -> Settings:
    home = home_of(os.environ) / "demo"
    make_home(home, with_secret=True)
    kept = {name: value for name, value in os.environ.items() if name in ("PORT", "KAMCOACH_PORT", "KAMCOACH_BASE_URL")}
    try:
        return load(kept, home=home)
    except SettingsError as error:
        raise click.ClickException("\n".join(error.problems)) from error


def _environment(settings: Settings) -> dict[str, str]:
    """The worker's environment: the demo's own database, whatever the caller's says."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KAMCOACH_")}
    return inherited | {
        "KAMCOACH_HOME": str(settings.home),
        "KAMCOACH_PORT": str(settings.port),
        "KAMCOACH_BASE_URL": settings.base_url,
    }


def _build_once(settings: Settings, seed: int, *, quiet: bool) -> None:
    """Build beside the final place and move it there when it is whole: a killed build leaves nothing half."""
    final = settings.home / "kamcoach.sqlite3"
    if final.exists():  # perhaps by an earlier version
        with application(settings, ready=False):
            bring_up_to_date()
        return
    if not quiet:
        click.echo("Making the demo: sixty people live through ten months. This takes a few seconds, once.", err=True)
    began, building = time.monotonic(), settings.home / "building"
    _clear(building)
    building.mkdir()
    url = f"sqlite:///{building.resolve() / final.name}"
    with application(_replaced(settings, url), ready=False):
        schema.upgrade()
        build(seed=seed, until=datetime.now(UTC))
    (building / final.name).rename(final)
    _clear(building)
    if not quiet:
        click.echo(f"Made in {time.monotonic() - began:.0f} seconds.", err=True)


def _replaced(settings: Settings, url: str) -> Settings:
    return Settings(home=settings.home, database_url=url, secret_key=settings.secret_key, base_url=settings.base_url)


def _clear(folder: Path) -> None:
    if folder.exists():
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def _as_json(settings: Settings, everybody: Sequence[Persona]) -> str:
    people = [{"name": one.name, "email": one.email, "roles": list(one.roles)} for one in everybody]
    return json.dumps({"url": settings.base_url, "password": DEMO_PASSWORD, "people": people}, ensure_ascii=False)


def _as_text(settings: Settings, everybody: Sequence[Persona]) -> str:
    lines = [f"KAM Coach is at {settings.base_url}", f"Everybody's password: {DEMO_PASSWORD}", ""]
    for role in Role:
        names = [f"{one.name} <{one.email}>" for one in everybody if role in one.roles]
        if names:
            lines += [f"{role} ({len(names)})", *(f"  {name}" for name in names[:8])]
            lines += [f"  … and {len(names) - 8} more, on the sign-in page"] if len(names) > 8 else []
    return "\n".join([*lines, "", "Ctrl-C stops it. What you did is kept."])
