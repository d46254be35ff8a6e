"""Backups of tests, and places to restore them to."""

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, text

from kamcoach.app import create_app
from kamcoach.backup.manifest import Manifest
from kamcoach.backup.taking import take
from kamcoach.database import db
from tests.factories.clock import MONDAY
from tests.factories.engines import settings, with_database
from tests.factories.tampering import seal
from tests.factories.world import World


def backed_up(app: Flask, file: Path) -> Manifest:
    """Take a backup of an application's database."""
    with app.app_context():
        return take(db.engine, file, at=MONDAY, overwrite=True)


def lived_in(world: World) -> World:
    """A world in which something happened: sent and half answered sheets, notes, mail, a sealed and an unsealed end."""
    _, sent = world.baseline(world.alice, world.bob)
    world.answer_all(sent, world.alice, note='“Ça va” – señor Ñ, 你好\n\t\\ "quoted"')
    world.tick()
    seal(world.app)
    _, half = world.baseline(world.charlie, world.dora)
    world.answer_all(half, world.charlie, send=False)
    return world


def empty_postgres(admin_url: str) -> str:
    """The URL of an empty database."""
    admin = create_engine(admin_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS restored WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE restored"))
    admin.dispose()
    return with_database(admin_url, "restored")


@contextmanager
def living_in(url: str) -> Iterator[Flask]:
    """An application on a restored database."""
    app = create_app(settings(Path(), url))
    try:
        with app.app_context():
            yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def rewritten(file: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Write a backup anew as somebody who tampers with it: a part that becomes None is left out."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, said in parts.items():
            changed = change(name, said)
            if changed is not None:
                archive.writestr(name, changed)


def claiming(**facts: Any) -> Callable[[str, bytes], bytes]:
    """A manifest that says something else."""
    return lambda name, said: json.dumps(json.loads(said) | facts).encode() if name == "manifest.json" else said
